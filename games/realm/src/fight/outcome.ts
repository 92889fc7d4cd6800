// How a fight ends, and what it brings.
import type { Draws } from '@rubato/game';
import { EXPERIENCE_PER_LEVEL, TEACHES_WITHIN } from './balance.ts';
import { CREATURES } from './creatures.ts';
import type { CreatureName, LootName } from './names.ts';
import { NOBODY, type FightContext, type Fighter, type FightOutcome } from './state.ts';

/** Ends the fight when only one side is left, or at any rate when `exhausted`; true once it is over. */
export function settleEnd(ctx: FightContext, exhausted = false): boolean {
  const { round } = ctx.state;
  if (round.phase === 'done') return true;
  const [first, second] = [stands(ctx, 1), stands(ctx, 2)];
  if (first && second && !exhausted) return false;
  const winner = first === second ? 0 : first ? 1 : 2;
  end(ctx, winner);
  return true;
}

function end(ctx: FightContext, winner: number): void {
  const { round, fighters } = ctx.state;
  let fallen = false;
  for (const { side, state } of fighters) if (side !== winner && state === 'fallen') fallen = true;
  const outcome: FightOutcome = winner === 0 ? 'draw' : fallen ? 'victory' : 'flight';
  round.phase = 'done';
  round.acting = NOBODY;
  round.outcome = outcome;
  round.winner = winner;
  round.endedAt = ctx.tick;
  ctx.emit('ended', { outcome, winner });
  for (const fighter of fighters) leave(ctx, fighter);
  if (outcome === 'victory') reward(ctx, winner);
}

function leave(ctx: FightContext, fighter: Fighter): void {
  const { owner, kind, side, state, health, healthMax, mana, manaMax, stamina, staminaMax } = fighter;
  ctx.emit('leaves', {
    who: owner,
    kind,
    side,
    state,
    health,
    healthMax,
    mana,
    manaMax,
    stamina,
    staminaMax,
    healingDraughts: fighter.usedHealing,
    spiritDraughts: fighter.usedSpirit,
    clearSalts: fighter.usedSalts,
  });
}

function stands(ctx: FightContext, side: number): boolean {
  for (const fighter of ctx.state.fighters) if (fighter.side === side && fighter.state === 'fighting') return true;
  return false;
}

/** Shares what the fallen leave among the winners who didn't flee; what doesn't divide is lost. */
function reward(ctx: FightContext, winner: number): void {
  const winners: Fighter[] = [];
  for (const fighter of ctx.state.fighters)
    if (fighter.side === winner && fighter.kind === 'character' && fighter.state !== 'fled') winners.push(fighter);
  if (winners.length === 0 || ctx.state.round.kind === 'duel') return;
  const dice = ctx.random('rewards');
  const won = new Won(ctx);
  for (const fallen of ctx.state.fighters) {
    if (fallen.side === winner || fallen.state !== 'fallen') continue;
    if (fallen.kind === 'character') teach(won, winners, fallen);
    else plunder(won, winners, { kind: fallen.kind, dice });
  }
  won.give(winners);
}

/** What each winner gets, added up: one reward of a kind each. */
class Won {
  readonly gold = new Map<Fighter, number>();
  readonly experience = new Map<Fighter, number>();
  readonly items: { readonly to: Fighter; readonly item: LootName }[] = [];
  readonly #ctx: FightContext;

  constructor(ctx: FightContext) {
    this.#ctx = ctx;
  }

  give(winners: readonly Fighter[]): void {
    for (const to of winners) {
      this.#write(to, 'gold', this.gold.get(to) ?? 0);
      this.#write(to, 'experience', this.experience.get(to) ?? 0);
    }
    for (const { to, item } of this.items) this.#write(to, 'item', 1, item);
  }

  #write(to: Fighter, kind: 'gold' | 'experience' | 'item', amount: number, item: LootName = 'none'): void {
    if (amount === 0) return;
    this.#ctx.emit('reward', { to: to.owner, kind, item, amount });
  }
}

function plunder(won: Won, winners: readonly Fighter[], from: { kind: CreatureName; dice: Draws }): void {
  const { gold, experience, loot } = CREATURES[from.kind];
  share(won.gold, winners, from.dice.int(gold[0], gold[1]));
  share(won.experience, winners, experience);
  for (const { item, chance } of loot)
    if (from.dice.int(1, 100) <= chance) won.items.push({ to: from.dice.pick(winners), item });
}

function teach(won: Won, winners: readonly Fighter[], fallen: Fighter): void {
  const learners = winners.filter(({ level }) => level <= fallen.level + TEACHES_WITHIN);
  if (learners.length > 0) share(won.experience, learners, fallen.level * EXPERIENCE_PER_LEVEL);
}

function share(sums: Map<Fighter, number>, among: readonly Fighter[], amount: number): void {
  for (const each of among) sums.set(each, (sums.get(each) ?? 0) + Math.floor(amount / among.length));
}
