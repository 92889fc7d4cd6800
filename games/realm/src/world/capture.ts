// Shards change hands: whoever stands there without a rival gets ahead, and takes the shard when far enough.
import { CLAIM_TICKS, HANDS_COUNTED, STANDING } from './balance.ts';
import type { FactionId } from './factions.ts';
import { prevail } from './reality.ts';
import { factionRow, type Keeper, type RealmContext, type RealmView, type ShardRow } from './state.ts';

/** Work is counted in quarters of what one pair of hands does in a tick. */
const QUARTERS = 4;

/** What must be done to take a shard; the prevailing faction has to do more, the deeper reality is in its layer. */
export function workToTake(view: RealmView, captureTicks: number, faction: Keeper): number {
  const { depth, sky } = view.world;
  const burden = prevail(view).faction === faction ? depth : 0;
  const work = captureTicks * (QUARTERS + burden);
  // While the sky falls the shards come loose.
  return sky === 'fall' ? Math.ceil(work / 2) : work;
}

/** One tick at every shard. */
export function workShards(ctx: RealmContext): void {
  for (const claim of ctx.state.claims) {
    if (ctx.tick < claim.since + CLAIM_TICKS) continue;
    const { shard, faction, character } = claim;
    ctx.state.claims.remove(claim);
    ctx.emit('released', { shard, faction, character, why: 'weary' });
  }
  for (const shard of ctx.state.shards) work(ctx, shard);
}

function work(ctx: RealmContext, shard: ShardRow): void {
  const hands = handsAt(ctx, shard.number);
  const sides = [...hands.keys()];
  contest(ctx, shard, sides.length > 1);
  if (sides.length > 1) return;
  const side = sides[0];
  const done = QUARTERS * Math.min(HANDS_COUNTED, hands.get(side as FactionId) ?? 0);
  if (side === undefined || side === shard.keeper) return undo(shard, side === undefined ? QUARTERS : done);
  if (shard.claimant !== side) {
    // What another faction did must be undone before one's own work counts.
    if (shard.progress > 0) return undo(shard, done);
    shard.claimant = side;
  }
  shard.progress += done;
  if (shard.progress >= workToTake(ctx.state, ctx.settings.captureTicks, side)) take(ctx, shard, side);
}

function handsAt(ctx: RealmContext, number: number): Map<FactionId, number> {
  const hands = new Map<FactionId, number>();
  for (const claim of ctx.state.claims)
    if (claim.shard === number) hands.set(claim.faction, (hands.get(claim.faction) ?? 0) + 1);
  return hands;
}

function contest(ctx: RealmContext, shard: ShardRow, contested: boolean): void {
  if (shard.contested === contested) return;
  shard.contested = contested;
  ctx.state.world.version += 1;
  ctx.emit('contested', { shard: shard.number, contested });
}

function undo(shard: ShardRow, done: number): void {
  shard.progress = Math.max(0, shard.progress - done);
  if (shard.progress === 0) shard.claimant = 'none';
}

function take(ctx: RealmContext, shard: ShardRow, faction: FactionId): void {
  const { state, tick } = ctx;
  const from = shard.keeper;
  const claims = [...state.claims].filter((claim) => claim.shard === shard.number);
  claims.sort((a, b) => a.since - b.since);
  const leader = claims[0]?.character ?? '';
  keep(ctx, shard, faction);
  shard.guardedUntil = tick + ctx.settings.guardTicks;
  shard.takenAt = tick;
  shard.takenMs = state.world.nowMs;
  shard.takenBy = leader;
  const winner = factionRow(state, faction);
  if (winner) winner.standing += STANDING.capture;
  const loser = factionRow(state, from);
  if (loser) loser.standing += STANDING.loss;
  ctx.emit('shardTaken', { shard: shard.number, faction, from, leader });
  for (const { character } of claims) ctx.emit('captured', { shard: shard.number, faction, character });
  dismiss(ctx, shard.number, 'taken');
}

/** Gives the shard to a faction or to nobody; nothing of the work on it is left. */
export function keep({ state }: RealmContext, shard: ShardRow, keeper: Keeper): void {
  const loser = factionRow(state, shard.keeper);
  if (loser) loser.shards -= 1;
  const winner = factionRow(state, keeper);
  if (winner) winner.shards += 1;
  shard.keeper = keeper;
  shard.claimant = 'none';
  shard.progress = 0;
  state.world.version += 1;
}

/** Ends every claim on the shard. */
export function dismiss(ctx: RealmContext, number: number, why: 'taken' | 'fall'): void {
  for (const claim of ctx.state.claims) {
    if (claim.shard !== number) continue;
    const { shard, faction, character } = claim;
    ctx.state.claims.remove(claim);
    ctx.emit('released', { shard, faction, character, why });
  }
}
