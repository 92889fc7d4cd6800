// Whose turn it is. A round: everybody rolls initiative, then acts in that order; whoever is out is passed over.
import { CHILLED_SPEED, INITIATIVE_DIE, RECOVERY } from './balance.ts';
import { burn, mend, percent } from './blows.ts';
import { settleEnd } from './outcome.ts';
import { wearOff } from './statuses.ts';
import {
  CREATURE_TICKS,
  MOST_ROUNDS,
  strengthOf,
  NOBODY,
  type FightContext,
  type Fighter,
  type FighterView,
  type FightView,
} from './state.ts';

/** Ends the present turn and begins the next that somebody can use; or the fight is over. */
export function goOn(ctx: FightContext): void {
  const { round } = ctx.state;
  round.acting = NOBODY;
  // Each pass ends a turn or a round, and rounds are bounded.
  while (!settleEnd(ctx)) {
    const next = quickest(ctx);
    if (next) {
      if (beginTurn(ctx, next)) return;
    } else if (round.number >= MOST_ROUNDS) {
      settleEnd(ctx, true);
      return;
    } else beginRound(ctx, round.number + 1);
  }
}

export function beginRound(ctx: FightContext, number: number): void {
  ctx.state.round.number = number;
  const dice = ctx.random('initiative');
  for (const fighter of ctx.state.fighters) {
    fighter.acted = false;
    const slow = strengthOf(ctx.state, fighter, 'chilled') > 0 ? CHILLED_SPEED : 0;
    fighter.initiative = percent(fighter.speed, 100 - slow) + dice.int(1, INITIATIVE_DIE);
  }
  for (const rest of ctx.state.rests) if (rest.until <= number) ctx.state.rests.remove(rest);
}

/** Who acts next in this round: most initiative, then the lower number. */
function quickest(ctx: FightContext): Fighter | undefined {
  let first: Fighter | undefined;
  for (const fighter of ctx.state.fighters) {
    if (!waits(fighter)) continue;
    if (!first || fighter.initiative > first.initiative) first = fighter;
  }
  return first;
}

/** Who acts in this round still, as `quickest` takes them one after the other: the next first. */
export function toAct(view: FightView): readonly FighterView[] {
  return [...view.fighters].filter(waits).sort((a, b) => b.initiative - a.initiative);
}

const waits = ({ state, acted }: FighterView): boolean => state === 'fighting' && !acted;

/** What happens to a fighter before it acts; false when its turn passes. */
function beginTurn(ctx: FightContext, fighter: Fighter): boolean {
  const { round } = ctx.state;
  fighter.acted = true;
  fighter.defending = false;
  round.turn += 1;
  fighter.stamina = Math.min(fighter.staminaMax, fighter.stamina + RECOVERY.stamina);
  fighter.mana = Math.min(fighter.manaMax, fighter.mana + RECOVERY.mana);
  const mending = strengthOf(ctx.state, fighter, 'mending');
  if (mending > 0) mend(ctx, fighter, fighter, mending);
  const burning = strengthOf(ctx.state, fighter, 'burning');
  if (burning > 0) burn(ctx, fighter, burning);
  if (fighter.state !== 'fighting') return false;
  const stunned = strengthOf(ctx.state, fighter, 'stunned') > 0;
  wearOff(ctx, fighter);
  if (stunned) {
    ctx.emit('skipped', { who: fighter.owner });
    return false;
  }
  round.acting = fighter.owner;
  round.dueAt = ctx.tick + (fighter.kind === 'character' ? round.turnTicks : CREATURE_TICKS);
  ctx.emit('turnBegan', { who: fighter.owner, round: round.number, turn: round.turn, dueAt: round.dueAt });
  return true;
}
