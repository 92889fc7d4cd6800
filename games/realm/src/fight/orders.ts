// The five ways to use a turn: attack, defend, an ability, an item, flight. Each says why not, then does it.
import type { Seat } from '@rubato/schema';
import { ABILITIES, learnt, type Ability } from './abilities.ts';
import { DEFENCE, FLIGHT, PLAIN } from './balance.ts';
import { force, mend, percent, strike } from './blows.ts';
import { CREATURES } from './creatures.ts';
import { goOn } from './course.ts';
import type { AbilityName, SupplyName } from './names.ts';
import { clearStatuses, endStatus, giveStatus } from './statuses.ts';
import { fighterOf, type FightContext, type Fighter, type FighterView, type FightView } from './state.ts';
import { SUPPLIES } from './supplies.ts';

export type Refusal =
  | 'fight-over'
  | 'not-your-turn'
  | 'no-such-target'
  | 'wrong-target'
  | 'unknown-ability'
  | 'still-resting'
  | 'no-mana'
  | 'no-stamina'
  | 'none-left';

/** What a fighter has learnt. */
export function abilitiesOf({ kind, faction, level }: FighterView | Fighter): readonly AbilityName[] {
  return kind === 'character' ? learnt(faction, level) : CREATURES[kind].abilities;
}

export function turnRefusal(view: FightView, who: Seat): Refusal | undefined {
  if (view.round.phase === 'done') return 'fight-over';
  return view.round.acting === who ? undefined : 'not-your-turn';
}

export function attackRefusal(view: FightView, who: Seat, target: Seat): Refusal | undefined {
  return turnRefusal(view, who) ?? targetRefusal(view, who, target, 'foe');
}

export function abilityRefusal(view: FightView, who: Seat, name: AbilityName, target: Seat): Refusal | undefined {
  const refused = turnRefusal(view, who);
  const fighter = fighterOf(view, who);
  if (refused || !fighter) return refused ?? 'not-your-turn';
  if (!abilitiesOf(fighter).includes(name)) return 'unknown-ability';
  const ability = ABILITIES[name];
  for (const rest of view.rests) if (rest.fighter === fighter.id && rest.ability === name) return 'still-resting';
  if (fighter.mana < ability.mana) return 'no-mana';
  if (fighter.stamina < ability.stamina) return 'no-stamina';
  return targetRefusal(view, who, target, ability.target);
}

export function itemRefusal(view: FightView, who: Seat, item: SupplyName, target: Seat): Refusal | undefined {
  const refused = turnRefusal(view, who);
  if (refused) return refused;
  if ((fighterOf(view, who)?.[SUPPLIES[item].slot] ?? 0) === 0) return 'none-left';
  return targetRefusal(view, who, target, 'ally');
}

/** Abilities that take no single target ignore whom the order names. */
function targetRefusal(view: FightView, who: Seat, target: Seat, wanted: Ability['target']): Refusal | undefined {
  if (wanted !== 'foe' && wanted !== 'ally') return undefined;
  const [own, other] = [fighterOf(view, who), fighterOf(view, target)];
  if (!own || other?.state !== 'fighting') return 'no-such-target';
  return (own.side === other.side) === (wanted === 'ally') ? undefined : 'wrong-target';
}

export function attack(ctx: FightContext, who: Seat, target: Seat): void {
  const [by, at] = [fighterOf(ctx.state, who), fighterOf(ctx.state, target)];
  if (by && at) strike(ctx, by, at, PLAIN);
  goOn(ctx);
}

export function defend(ctx: FightContext, who: Seat): void {
  const fighter = fighterOf(ctx.state, who);
  if (fighter) {
    fighter.defending = true;
    fighter.stamina = Math.min(fighter.staminaMax, fighter.stamina + DEFENCE.stamina);
    fighter.mana = Math.min(fighter.manaMax, fighter.mana + DEFENCE.mana);
  }
  goOn(ctx);
}

export function useAbility(ctx: FightContext, who: Seat, name: AbilityName, target: Seat): void {
  const by = fighterOf(ctx.state, who);
  if (by) {
    const ability = ABILITIES[name];
    by.mana -= ability.mana;
    by.stamina -= ability.stamina;
    if (ability.rest > 0)
      ctx.state.rests.add({ fighter: by.id, ability: name, until: ctx.state.round.number + ability.rest + 1 });
    for (const at of targetsOf(ctx, by, ability.target, target)) affect(ctx, by, at, ability);
  }
  goOn(ctx);
}

function targetsOf(ctx: FightContext, by: Fighter, wanted: Ability['target'], target: Seat): readonly Fighter[] {
  if (wanted === 'self') return [by];
  const single = wanted === 'foe' || wanted === 'ally';
  const friendly = wanted === 'ally' || wanted === 'allies';
  const targets: Fighter[] = [];
  for (const fighter of ctx.state.fighters) {
    if (fighter.state !== 'fighting' || (fighter.side === by.side) !== friendly) continue;
    if (!single || fighter.owner === target) targets.push(fighter);
  }
  return targets;
}

function affect(ctx: FightContext, by: Fighter, at: Fighter, ability: Ability): void {
  const { damage, heal, drain, status, stat } = ability;
  let landed = true;
  if (damage) {
    const dealt = strike(ctx, by, at, { ...damage, stat });
    landed = dealt > 0;
    if (drain !== undefined && dealt > 0) mend(ctx, by, by, percent(dealt, drain));
  }
  if (heal !== undefined) mend(ctx, by, at, percent(force(by, stat), heal));
  if (!status || !landed || at.state !== 'fighting') return;
  if (status.chance < 100 && ctx.random('status').int(1, 100) > status.chance) return;
  const asIs = status.kind === 'weakened' || status.kind === 'chilled' || status.kind === 'stunned';
  const strength = asIs ? status.strength : percent(force(by, stat), status.strength);
  giveStatus(ctx, at, { kind: status.kind, turns: status.turns, strength });
}

export function useItem(ctx: FightContext, who: Seat, item: SupplyName, target: Seat): void {
  const [by, at] = [fighterOf(ctx.state, who), fighterOf(ctx.state, target)];
  if (by && at) {
    const { slot, used, health, spirit, cleanses } = SUPPLIES[item];
    by[slot] -= 1;
    by[used] += 1;
    ctx.emit('used', { who, target, item });
    if (health > 0) mend(ctx, by, at, percent(at.healthMax, health));
    at.mana = Math.min(at.manaMax, at.mana + percent(at.manaMax, spirit));
    at.stamina = Math.min(at.staminaMax, at.stamina + percent(at.staminaMax, spirit));
    if (cleanses) for (const kind of ['burning', 'chilled', 'weakened'] as const) endStatus(ctx, at, kind);
  }
  goOn(ctx);
}

export function flee(ctx: FightContext, who: Seat): void {
  const fighter = fighterOf(ctx.state, who);
  if (fighter) {
    const success = ctx.random('flight').int(1, 100) <= flightChance(ctx.state, fighter);
    ctx.emit('fled', { who, success });
    fighter.flights += 1;
    if (success) {
      fighter.state = 'fled';
      clearStatuses(ctx, fighter);
    }
  }
  goOn(ctx);
}

/** Percent, against the quickest who could follow. */
export function flightChance(view: FightView | FightContext['state'], fighter: FighterView | Fighter): number {
  let quickest = 0;
  for (const other of view.fighters)
    if (other.side !== fighter.side && other.state === 'fighting') quickest = Math.max(quickest, other.speed);
  const chance = FLIGHT.chance + (fighter.speed - quickest) * FLIGHT.perSpeed + fighter.flights * FLIGHT.perAttempt;
  return Math.min(FLIGHT.best, Math.max(FLIGHT.worst, chance));
}
