// Reality follows the shards: where one faction holds enough of them, its layer comes through.
import { DEPTHS } from './balance.ts';
import { factions } from './factions.ts';
import type { Keeper, Layer, RealmContext, RealmState, RealmView } from './state.ts';

interface Prevailing {
  /** Who holds more shards than any other, and enough; else none. */
  readonly faction: Keeper;
  readonly depth: number;
}

export function prevail(view: RealmView | RealmState): Prevailing {
  let most = 0;
  let faction: Keeper = 'none';
  for (const { name, shards } of view.factions) {
    if (shards === most) faction = 'none';
    if (shards <= most) continue;
    most = shards;
    faction = name;
  }
  const depth = faction === 'none' ? 0 : DEPTHS.filter((least) => most >= least).length;
  return depth === 0 ? { faction: 'none', depth } : { faction, depth };
}

export function layerOf(faction: Keeper): Layer {
  return (factions.find(({ id }) => id === faction)?.layer as Layer | undefined) ?? 'steady';
}

/** Lets reality shift when the shards have it so; true when it did. */
export function settleReality(ctx: RealmContext): boolean {
  const { world } = ctx.state;
  const { faction, depth } = prevail(ctx.state);
  const to = layerOf(faction);
  const from = world.layer;
  if (to === from && depth === world.depth) return false;
  world.layer = to;
  world.depth = depth;
  world.shiftedMs = world.nowMs;
  world.version += 1;
  ctx.emit('shifted', { from, to, depth, faction });
  return true;
}
