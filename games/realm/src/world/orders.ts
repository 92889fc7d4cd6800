// What the services tell the world that characters do. They vouch for who the character is and where it stands; the
// world says whether that is possible now.
import { FIGHT_TICKS, MOST_CLAIMS } from './balance.ts';
import type { FactionId } from './factions.ts';
import { people } from './people.ts';
import { places, type PlaceId } from './places.ts';
import { questNamed } from './quests.ts';
import { shardNumbered } from './shards.ts';
import {
  claimOf,
  factionRow,
  shardRow,
  type CreatureRow,
  type CreatureView,
  type RealmContext,
  type RealmState,
  type RealmView,
} from './state.ts';
import { STANDING } from './balance.ts';
import { travelRefusal } from './travel.ts';

interface Someone {
  readonly character: string;
  readonly faction: FactionId;
}
interface There extends Someone {
  readonly place: PlaceId;
}
interface Journey extends Someone {
  readonly level: number;
  readonly from: PlaceId;
  readonly to: PlaceId;
}
interface Claim extends There {
  readonly shard: number;
}
interface Encounter {
  /** The creature's number. */
  readonly creature: number;
  readonly fight: string;
}

export function travelCheck(view: RealmView, { character, level, from, to }: Journey): string | undefined {
  return character === '' ? 'nobody' : travelRefusal(view.world.sky, { level, from }, to);
}

export function travel(ctx: RealmContext, { character, faction, from, to }: Journey): void {
  letGo(ctx, character);
  ctx.emit('travelled', { character, faction, from, to });
}

export function claimCheck(view: RealmView, { character, faction, place, shard }: Claim): string | undefined {
  if (character === '') return 'nobody';
  const row = shardRow(view, shard);
  if (row === undefined) return 'no-such-shard';
  if (shardNumbered(shard)?.place !== place) return 'not-here';
  const own = claimOf(view, character);
  if (own !== undefined) return own.shard === shard ? 'claimed-already' : 'claims-another';
  // Its keepers may stand by it at any time.
  if (row.keeper !== faction && view.world.now < row.guardedUntil) return 'guarded';
  let claims = 0;
  for (const claim of view.claims) if (claim.shard === shard) claims += 1;
  return claims >= MOST_CLAIMS ? 'crowded' : undefined;
}

export function claim(ctx: RealmContext, { character, faction, shard }: Claim): void {
  ctx.state.claims.add({ shard, faction, character, since: ctx.tick });
  ctx.state.world.version += 1;
  ctx.emit('claimed', { shard, faction, character });
}

export function releaseCheck(view: RealmView, character: string): string | undefined {
  return claimOf(view, character) === undefined ? 'claims-nothing' : undefined;
}

/** Ends the character's claim, if it has one. */
export function letGo({ state, emit }: RealmContext, character: string): void {
  for (const claimed of state.claims) {
    if (claimed.character !== character) continue;
    const { shard, faction } = claimed;
    state.claims.remove(claimed);
    state.world.version += 1;
    emit('released', { shard, faction, character, why: 'left' });
    return;
  }
}

export function talkCheck(_view: RealmView, { character, place }: There, who: string): string | undefined {
  if (character === '') return 'nobody';
  const person = people.get(who);
  if (person === undefined) return 'no-such-person';
  return person.place === place ? undefined : 'not-here';
}

interface Asked extends Someone {
  readonly level: number;
  readonly quest: string;
}

export function acceptCheck(_view: RealmView, { character, faction, level, quest: id }: Asked): string | undefined {
  if (character === '') return 'nobody';
  const quest = questNamed(id);
  if (quest === undefined) return 'no-such-quest';
  if (quest.faction !== undefined && quest.faction !== faction) return 'other-faction';
  return level < quest.leastLevel ? 'too-weak' : undefined;
}

export function engageCheck(view: RealmView, { creature: id, fight }: Encounter, place: PlaceId): string | undefined {
  if (fight === '') return 'no-fight';
  const creature = creatureNumbered(view, id);
  if (creature === undefined) return 'no-such-creature';
  if (creature.place !== place) return 'not-here';
  return creature.state === 'roaming' ? undefined : creature.state === 'slain' ? 'slain' : 'fights-already';
}

export function engage({ state, tick }: RealmContext, { creature: id, fight }: Encounter): void {
  const creature = creatureNumbered(state, id);
  if (creature === undefined) return;
  creature.state = 'fighting';
  creature.fight = fight;
  creature.until = tick + FIGHT_TICKS;
  state.world.version += 1;
}

export function foughtCheck(view: RealmView, { creature: id, fight }: Encounter): string | undefined {
  const creature = creatureNumbered(view, id);
  if (creature === undefined) return 'no-such-creature';
  return creature.state === 'fighting' && creature.fight === fight ? undefined : 'another-fight';
}

/** The fight is over: with slayers the creature is slain, without it goes on roaming. */
export function fought(
  ctx: RealmContext,
  { creature: id, fight }: Encounter,
  by: FactionId,
  who: readonly string[],
): void {
  const creature = creatureNumbered(ctx.state, id);
  if (creature === undefined) return;
  const { kind, place } = creature;
  ctx.state.world.version += 1;
  creature.fight = '';
  if (who.length === 0) {
    creature.state = 'roaming';
    creature.until = 0;
    return;
  }
  creature.state = 'slain';
  creature.until = ctx.tick + ctx.settings.returnTicks;
  if (creature.fallen) ctx.state.creatures.remove(creature);
  const row = factionRow(ctx.state, by);
  if (row) row.standing += STANDING.slain;
  for (const character of new Set(who)) ctx.emit('slain', { character, faction: by, kind, place, fight });
}

/** Creatures that roam at a place, for whoever looks around. */
export function creaturesAt(view: RealmView, place: string): readonly CreatureView[] {
  return places.has(place) ? [...view.creatures].filter((creature) => creature.place === place) : [];
}

function creatureNumbered(state: RealmState, id: number): CreatureRow | undefined;
function creatureNumbered(view: RealmView, id: number): CreatureView | undefined;
function creatureNumbered(state: RealmState | RealmView, id: number): CreatureRow | CreatureView | undefined {
  for (const creature of state.creatures) if (creature.id === id) return creature;
  return undefined;
}
