// The Aetherfall: omens, the fall itself, its aftermath, and then a calm that lasts until the next one.
//
// It comes by its time, and at once when reality drowns in one layer. While the sky falls, the riven lands break away,
// no shard is guarded, all come loose, and wardens rise beside those of the riven lands. When it has fallen, the
// strongest faction loses shards, and whoever took and kept some in the meantime has earned standing.
import type { Draws } from '@rubato/game';
import { DEPTHS, SCATTERED, STANDING } from './balance.ts';
import { dismiss, keep } from './capture.ts';
import type { FactionId } from './factions.ts';
import { places } from './places.ts';
import { shards } from './shards.ts';
import { factionRow, type RealmContext, type Sky } from './state.ts';

const NEXT: Readonly<Record<Sky, Sky>> = { calm: 'omens', omens: 'fall', fall: 'aftermath', aftermath: 'calm' };

/** How long a sky lasts, in ticks. */
export function skyTicks({ settings }: Pick<RealmContext, 'settings'>, sky: Sky): number {
  switch (sky) {
    case 'calm':
      return settings.calmTicks;
    case 'omens':
      return settings.omenTicks;
    case 'fall':
      return settings.fallTicks;
    case 'aftermath':
      return settings.afterTicks;
    default:
      return sky satisfies never;
  }
}

/** Turns the sky when its time has come, or when reality drowns under a calm one; true when it did. */
export function turnSky(ctx: RealmContext): boolean {
  const { world } = ctx.state;
  const drowned = world.sky === 'calm' && world.depth === DEPTHS.length;
  if (ctx.tick < world.skyUntil && !drowned) return false;
  const ended = world.sky;
  world.sky = NEXT[ended];
  const ticks = Math.max(1, skyTicks(ctx, world.sky));
  world.skyUntil = ctx.tick + ticks;
  world.version += 1;
  if (world.sky === 'fall') world.falls += 1;
  const endsMs = Math.round(world.nowMs + ticks * ctx.settings.tickMs);
  ctx.emit('skyChanged', { sky: world.sky, falls: world.falls, endsMs });
  if (world.sky === 'fall') begin(ctx);
  if (ended === 'fall') finish(ctx, ctx.tick - skyTicks(ctx, 'fall'));
  return true;
}

function begin(ctx: RealmContext): void {
  for (const shard of ctx.state.shards) {
    shard.guardedUntil = 0;
    shard.claimant = 'none';
    shard.progress = 0;
    dismiss(ctx, shard.number, 'fall');
  }
  for (const { place } of shards) {
    if (places.get(place)?.land !== 'riven' || ctx.state.creatures.full) continue;
    ctx.state.creatures.add({ kind: 'shard-warden', place, fallen: true });
    ctx.emit('rose', { kind: 'shard-warden', place });
  }
}

function finish(ctx: RealmContext, begunAt: number): void {
  const { state } = ctx;
  for (const creature of state.creatures) if (creature.fallen) state.creatures.remove(creature);
  for (const { keeper, takenAt } of state.shards) {
    const row = takenAt > begunAt ? factionRow(state, keeper) : undefined;
    if (row) row.standing += STANDING.fall;
  }
  const strongest = strongestOf(ctx);
  if (strongest !== undefined) scatter(ctx, strongest, ctx.random('aetherfall'));
}

/** Who alone holds the most. */
function strongestOf({ state }: RealmContext): FactionId | undefined {
  const most = Math.max(0, ...[...state.factions].map(({ shards: held }) => held));
  const strongest = [...state.factions].filter(({ shards: held }) => held === most);
  return strongest.length === 1 ? strongest[0]!.name : undefined;
}

function scatter(ctx: RealmContext, from: FactionId, dice: Draws): void {
  const held = [...ctx.state.shards].filter(({ keeper }) => keeper === from).map(({ number }) => number);
  for (let left = Math.min(SCATTERED, held.length); left > 0; left--) {
    const [number] = held.splice(dice.int(0, held.length - 1), 1);
    for (const shard of ctx.state.shards) {
      if (shard.number !== number) continue;
      keep(ctx, shard, 'none');
      shard.guardedUntil = 0;
      ctx.emit('scattered', { shard: number, from });
    }
  }
}
