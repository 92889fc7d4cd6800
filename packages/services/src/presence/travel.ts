/** Journeys between locations: where a character is stands in its row, and only the world's rules say where it may go. */
import { DatabaseError, type Clock, type Database } from '@rubato/ports';
import { refusal, Refused, type Refusal } from '../ledger/refused.ts';
import type { Follow, Notice } from '../notice.ts';
import type { Player } from '../player.ts';
import { takeTokens, type Rate } from '../throttle/throttle.ts';
import type { Told } from '../told.ts';
import { coordinatesOf, findPlace, type CharacterPlace } from './presence-rows.ts';
import type { Presence } from './presence.ts';
import { isPoint, type NearbyPlayer, type Point } from './whereabouts.ts';

export interface Journey {
  readonly player: Player;
  readonly fromId: string;
  readonly toId: string;
}

export interface TravelRules {
  /** Why this journey is impossible; undefined when it isn't. */
  mayTravel(journey: Journey): Refusal | undefined | Promise<Refusal | undefined>;
}

/** A world without distances: whoever knows a location's name gets there. */
export function knownLocations(ids: Iterable<string>): TravelRules {
  const known = new Set(ids);
  return {
    mayTravel: ({ toId }) => (known.has(toId) ? undefined : refusal('not-found', 'there is no such location')),
  };
}

export interface WantedJourney {
  readonly toId: string;
  /** Where the caller believes to be; elsewhere the journey is refused with `conflict`. */
  readonly fromId?: string | undefined;
  /** Where to stand on arrival. */
  readonly position?: Point | undefined;
}

export interface Arrival {
  readonly locationId: string;
  readonly players: readonly NearbyPlayer[];
}

export interface TravelContext {
  readonly database: Database;
  readonly clock: Clock;
  readonly presence: Presence;
  readonly rules: TravelRules;
}

/** Journeys of a character; beyond that `too-many`. */
export const TRAVEL_RATE: Rate = { tokens: 10, perMs: 10_000 };

const GO = `update character set location_id = ?, version = version + 1
  where id = ? and account_id = ? and location_id = ? and deleted_ms is null`;
const SEEN = 'update presence set location_id = ?, x = ?, y = ?, z = ?, seen_ms = ? where character_id = ?';

export class Travel {
  readonly #context: TravelContext;

  constructor(context: TravelContext) {
    this.#context = context;
  }

  /** Throws Refused `not-found`, `bad-value`, `conflict`, what the world's rules say, or Throttled. */
  async go(player: Player, wanted: WantedJourney): Promise<Told<Arrival>> {
    const { database, clock, presence, rules } = this.#context;
    const { toId, position } = wanted;
    if (position && !isPoint(position)) throw new Refused('bad-value', 'nobody gets that far');
    await takeTokens(database, clock, [{ bucket: `travel ${player.characterId}`, rate: TRAVEL_RATE }]);
    const place = await this.#expect(player, wanted);
    const fromId = place.locationId;
    const why = await rules.mayTravel({ player, fromId, toId });
    if (why) throw new Refused(why.code, why.message);
    const nowMs = clock.wallMs();
    await this.#commit(player, { fromId, toId, position, nowMs });
    presence.travelled({ characterId: player.characterId, toId, ...(position && { position }) });
    const arrival = { locationId: toId, players: await presence.at(player, toId, nowMs) };
    return { reply: arrival, notify: noticesOf(place, arrival, { position, nowMs }) };
  }

  async #expect({ characterId, accountId }: Player, { toId, fromId }: WantedJourney): Promise<CharacterPlace> {
    const place = await findPlace(this.#context.database, characterId);
    if (!place || place.accountId !== accountId) throw new Refused('not-found', 'there is no such character of yours');
    if (fromId !== undefined && place.locationId !== fromId)
      throw new Refused('conflict', `your character is at ${place.locationId} by now`);
    if (place.locationId === toId) throw new Refused('conflict', 'your character is there already');
    return place;
  }

  async #commit(
    { characterId, accountId }: Player,
    { fromId, toId, position, nowMs }: { fromId: string; toId: string; position: Point | undefined; nowMs: number },
  ): Promise<void> {
    const go = { sql: GO, values: [toId, characterId, accountId, fromId], expect: 1 };
    const seen = { sql: SEEN, values: [toId, ...coordinatesOf(position), nowMs, characterId] };
    try {
      await this.#context.database.batch([go, seen], { locks: [] });
    } catch (error) {
      if (!(error instanceof DatabaseError) || error.code !== 'unexpected-rows') throw error;
      throw new Refused('conflict', 'your character went elsewhere at this very moment; look again');
    }
  }
}

function noticesOf(
  { characterId, accountId, name, faction, level, locationId: fromId }: CharacterPlace,
  arrival: Arrival,
  { position, nowMs }: { readonly position: Point | undefined; readonly nowMs: number },
): readonly (Notice | Follow)[] {
  const { locationId: toId } = arrival;
  const player: NearbyPlayer = { characterId, name, faction, level, ...(position && { position }), lastSeenMs: nowMs };
  const about = { from: accountId, except: characterId };
  const left = { locationId: fromId, characterId, toLocationId: toId };
  return [
    { kind: 'follow', characterId, leaves: `location:${fromId}`, enters: `location:${toId}` },
    { to: `location:${fromId}`, type: 'PLAYER_LEFT_AREA', data: left, ...about },
    { to: `location:${toId}`, type: 'PLAYER_JOINED_AREA', data: { locationId: toId, player }, ...about },
    { to: `character:${characterId}`, type: 'LOCATION_UPDATE', data: arrival },
  ];
}
