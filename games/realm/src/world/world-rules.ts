// What services must know of the world to serve it: orders for what players ask, words for what happened, the state as
// it is shown. Pure functions over views and events; whoever serves the world hands them in.
import { shards as crystals, shardNumbered } from './shards.ts';
import { factions, startingLocations, type FactionId } from './factions.ts';
import { people } from './people.ts';
import { placeName, type PlaceId } from './places.ts';
import { quests } from './quests.ts';
import { refusals, type RefusalWords } from './refusals.ts';
import type { RealmView, ShardView } from './state.ts';
import { workToTake } from './capture.ts';
import { chronicle, news, type Happened } from './words.ts';

interface Who {
  readonly id: string;
  readonly faction: string;
  readonly level: number;
  readonly locationId: string;
}

type Wish =
  | { readonly kind: 'travel'; readonly to: string }
  | { readonly kind: 'claim'; readonly shardId: string }
  | { readonly kind: 'release' }
  | { readonly kind: 'talk'; readonly personId: string }
  | { readonly kind: 'accept' | 'abandon'; readonly questId: string };

const isPlace = (id: string): id is PlaceId => (placeName.values as readonly string[]).includes(id);
const isFaction = (id: string): id is FactionId => factions.some((faction) => faction.id === id);

/** The order for a wish; undefined for what there is not in this world. */
function order(
  wish: Wish,
  { id: character, faction, level, locationId }: Who,
): { name: string; args: object } | undefined {
  if (!isFaction(faction)) return undefined;
  const someone = { character, faction };
  switch (wish.kind) {
    case 'travel':
      if (!isPlace(wish.to)) return undefined;
      return { name: 'travel', args: { ...someone, level, from: homeOr(locationId, faction), to: wish.to } };
    case 'claim': {
      const shard = crystals.find((crystal) => crystal.id === wish.shardId)?.number;
      if (shard === undefined || !isPlace(locationId)) return undefined;
      return { name: 'claim', args: { ...someone, place: locationId, shard } };
    }
    case 'release':
      return { name: 'release', args: { character } };
    case 'talk':
      if (!people.has(wish.personId) || !isPlace(locationId)) return undefined;
      return { name: 'talk', args: { ...someone, place: locationId, person: wish.personId } };
    case 'accept':
      return { name: 'accept', args: { ...someone, level, quest: wish.questId } };
    case 'abandon':
      return { name: 'abandon', args: { character, quest: wish.questId } };
    default:
      return wish satisfies never;
  }
}

/** Whoever stands on a place that is no more sets out from home. */
function homeOr(place: string, faction: FactionId): PlaceId {
  if (isPlace(place)) return place;
  return (startingLocations.get(faction) ?? 'stillpoint') as PlaceId;
}

function shardNow(view: RealmView, shard: ShardView) {
  const { id, name, place } = shardNumbered(shard.number)!;
  const { world } = view;
  const guarded = world.now < shard.guardedUntil;
  const work = workToTake(view, world.captureTicks, shard.claimant);
  return {
    id,
    name,
    locationId: place,
    ...(shard.keeper === 'none' ? {} : { faction: shard.keeper }),
    ...(shard.takenAt === 0 ? {} : { capturedMs: shard.takenMs, capturedBy: shard.takenBy }),
    ...(shard.claimant === 'none' ? {} : { claimant: shard.claimant }),
    progress: Math.min(1, shard.progress / work),
    contested: shard.contested,
    ...(guarded ? { guardedMs: msOf(view, shard.guardedUntil) } : {}),
  };
}

/** When a tick to come will be, by the world's own clock. */
function msOf({ world }: RealmView, tick: number): number {
  return Math.round(world.nowMs + Math.max(0, tick - world.now) * world.tickMs);
}

/** The realm, for whoever serves it. */
export const realmRules = {
  startingLocations,
  quests,
  now(view: RealmView) {
    const { world } = view;
    return {
      version: world.version,
      reality: world.layer as string,
      factions: [...view.factions].map(({ name, shards, standing }) => {
        return { faction: name as string, shards, share: shards / crystals.length, standing };
      }),
      aetherfall: world.sky === 'fall',
      sky: world.sky as string,
      skyEndsMs: msOf(view, world.skyUntil),
      shiftedMs: world.shiftedMs,
    };
  },
  shards: (view: RealmView) => [...view.shards].map((shard) => shardNow(view, shard)),
  order,
  clock: (ms: number) => ({ name: 'clock', args: { ms } }),
  refusal: (reason: string): RefusalWords =>
    refusals[reason] ?? { code: 'not-allowed', message: `the world refuses: ${reason}` },
  says: (person: string): string | undefined => people.get(person)?.says,
  chronicle,
  news,
  /** For taking part in a capture; quests have their own. */
  reward: ({ name }: Happened) => (name === 'captured' ? CAPTURE_REWARD : undefined),
};

const CAPTURE_REWARD = { gold: 10, items: [] };
