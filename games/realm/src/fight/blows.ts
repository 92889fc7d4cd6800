// What a blow does: whether it lands, how hard, what is taken off, what is left.
import { CRITICAL, DEFENCE, FORCE, HIT } from './balance.ts';
import type { DamageType } from './names.ts';
import { absorb, clearStatuses } from './statuses.ts';
import { resistance } from './stats.ts';
import { strengthOf, type FightContext, type Fighter } from './state.ts';

export interface Blow {
  readonly type: DamageType;
  readonly stat: 'might' | 'wits';
  /** Percent of the stat. */
  readonly percent: number;
}

/** Strikes; returns the health that it cost, 0 when it missed. */
export function strike(ctx: FightContext, by: Fighter, target: Fighter, blow: Blow): number {
  const dice = ctx.random('blow');
  if (dice.int(1, 100) > hitChance(ctx, by, target)) {
    ctx.emit('missed', { who: by.owner, target: target.owner, health: target.health });
    return 0;
  }
  const critical = dice.int(1, 100) <= CRITICAL.chance;
  const thrown = percent(percent(force(by, blow.stat), blow.percent), dice.int(HIT.least, HIT.most));
  const weakened = percent(thrown, 100 - Math.min(90, strengthOf(ctx.state, by, 'weakened')));
  const hard = critical ? percent(weakened, CRITICAL.percent) : weakened;
  const damage = soften(target, blow.type, hard);
  const absorbed = absorb(ctx, target, damage);
  const amount = Math.min(target.health, damage - absorbed);
  target.health -= amount;
  by.dealt += amount;
  ctx.emit('damage', {
    who: by.owner,
    target: target.owner,
    type: blow.type,
    amount,
    absorbed,
    critical,
    health: target.health,
  });
  if (target.health === 0) fall(ctx, target, by);
  return amount;
}

/** Percent. */
export function hitChance(ctx: FightContext, by: Fighter, target: Fighter): number {
  const chilled = strengthOf(ctx.state, target, 'chilled') > 0 ? HIT.chilled : 0;
  const chance = HIT.chance + by.speed - target.speed + chilled;
  return Math.min(HIT.best, Math.max(HIT.worst, chance));
}

/** What of a blow comes through, at least 1. */
function soften(target: Fighter, type: DamageType, amount: number): number {
  const armoured = type === 'steel' ? Math.floor((amount * 100) / (100 + target.armour)) : amount;
  const resisted = percent(armoured, 100 - resistance(target.kind, target.faction, type));
  return Math.max(1, target.defending ? percent(resisted, DEFENCE.taken) : resisted);
}

/** Damage of what burns. */
export function burn(ctx: FightContext, target: Fighter, strength: number): void {
  const cooled = percent(strength, 100 - resistance(target.kind, target.faction, 'fire'));
  const amount = Math.min(target.health, Math.max(1, cooled));
  target.health -= amount;
  ctx.emit('burned', { target: target.owner, amount, health: target.health });
  if (target.health === 0) fall(ctx, target, target);
}

export function mend(ctx: FightContext, by: Fighter, target: Fighter, wanted: number): void {
  if (target.state !== 'fighting') return;
  const amount = Math.min(target.healthMax - target.health, wanted);
  target.health += amount;
  by.healed += amount;
  ctx.emit('heal', { who: by.owner, target: target.owner, amount, health: target.health });
}

function fall(ctx: FightContext, target: Fighter, by: Fighter): void {
  target.state = 'fallen';
  target.defending = false;
  clearStatuses(ctx, target);
  ctx.emit('fallen', { who: target.owner, by: by.owner });
}

/** What a blow or spell of 100 percent does, before dice and armour. */
export function force(by: Fighter, stat: 'might' | 'wits'): number {
  return percent(by[stat], FORCE);
}

/** Rounded down. */
export function percent(value: number, share: number): number {
  return Math.floor((value * share) / 100);
}
