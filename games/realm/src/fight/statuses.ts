// Statuses: one of each kind per fighter; a new one counts when it is stronger or lasts longer.
import type { StatusKind } from './names.ts';
import type { FightContext, Fighter } from './state.ts';

export interface NewStatus {
  readonly kind: StatusKind;
  readonly turns: number;
  readonly strength: number;
}

export function giveStatus(ctx: FightContext, target: Fighter, { kind, turns, strength }: NewStatus): void {
  const had = find(ctx, target, kind);
  if (had) {
    had.turns = Math.max(had.turns, turns);
    had.strength = Math.max(had.strength, strength);
  } else ctx.state.statuses.add({ fighter: target.id, kind, turns, strength });
  const now = find(ctx, target, kind);
  ctx.emit('status', { target: target.owner, kind, turns: now?.turns ?? 0, strength: now?.strength ?? 0 });
}

export function endStatus(ctx: FightContext, target: Fighter, kind: StatusKind): void {
  const status = find(ctx, target, kind);
  if (!status) return;
  ctx.state.statuses.remove(status);
  ctx.emit('statusEnded', { target: target.owner, kind });
}

/** Ends every status of one who is out of the fight. */
export function clearStatuses(ctx: FightContext, target: Fighter): void {
  for (const status of ctx.state.statuses) if (status.fighter === target.id) ctx.state.statuses.remove(status);
}

/** Takes from the target's shield what it can; returns how much it took. */
export function absorb(ctx: FightContext, target: Fighter, amount: number): number {
  const shield = find(ctx, target, 'shielded');
  if (!shield) return 0;
  const taken = Math.min(shield.strength, amount);
  shield.strength -= taken;
  if (shield.strength === 0) endStatus(ctx, target, 'shielded');
  return taken;
}

/** One turn less of everything that the fighter has. */
export function wearOff(ctx: FightContext, fighter: Fighter): void {
  for (const status of ctx.state.statuses) {
    if (status.fighter !== fighter.id) continue;
    status.turns -= 1;
    if (status.turns === 0) endStatus(ctx, fighter, status.kind);
  }
}

function find(ctx: FightContext, target: Fighter, kind: StatusKind) {
  for (const status of ctx.state.statuses) if (status.fighter === target.id && status.kind === kind) return status;
  return undefined;
}
