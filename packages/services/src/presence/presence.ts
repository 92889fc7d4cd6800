/**
 * Who is online where. A character is present while a server has a socket of it; that stands in the database, renewed by a
 * heartbeat, so that every server knows it and a dead server's players fade. Exact positions change too often for that:
 * servers tell them to each other over the bus, about the locations that they follow.
 */
import type { Bus, Clock, Database, Log, Random } from '@rubato/ports';
import { Refused } from '../ledger/refused.ts';
import type { Follow, Notice } from '../notice.ts';
import type { Player } from '../player.ts';
import { Throttled } from '../throttle/throttle.ts';
import type { Told } from '../told.ts';
import { newId } from '../uuid.ts';
import { AreaBook, type Sighting } from './area-book.ts';
import { AreaBus, type AreaWord, type Moved } from './area-bus.ts';
import { PRESENCE_HEARTBEAT_MS } from './online.ts';
import { enter, findNear, findPlace, leave, type CharacterPlace } from './presence-rows.ts';
import { isPoint, type NearbyPlayer, type Point } from './whereabouts.ts';

export interface PresenceContext {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly bus: Bus;
  readonly log: Log;
}

export interface PresenceOptions {
  /** Tells players who came and who left by themselves. */
  readonly tell: (told: readonly (Notice | Follow)[]) => void;
  /** Whether somebody may stand there; everywhere by default. */
  readonly mayStand?: (locationId: string, position: Point) => boolean;
}

export interface Motion {
  readonly position: Point;
  readonly velocity?: Point | undefined;
}

/** How long somebody whose last socket closed is still there, so that a reconnection doesn't flicker. */
export const LINGER_MS = 10_000;
/** How often changed positions are told to other servers. */
export const SHARE_MS = 250;
/** Players listed of one location. */
export const NEARBY_PLAYERS = 100;
/** Position updates of one character: so many at once, and one more each POSITION_MS; beyond that `too-many`. */
export const POSITION_BURST = 40;
export const POSITION_MS = 50;
/** How long a location is followed after somebody here asked who is there. */
export const INTEREST_MS = 60_000;
/** Rows that one heartbeat's transaction renews. */
const ROWS_AT_ONCE = 200;

interface Local {
  /** Undefined until it was read; `entering` while it is. */
  place: CharacterPlace | undefined;
  entering: boolean;
  motion: Motion | undefined;
  seenMs: number;
  /** When the bucket of position updates is full again, on the monotonic clock. */
  fullMs: number;
  cancelLinger: (() => void) | undefined;
}

interface Followed {
  /** Rejects never. */
  readonly stop: Promise<() => Promise<void>>;
  untilMs: number;
}

export class Presence {
  readonly #context: PresenceContext;
  readonly #options: PresenceOptions;
  readonly #node: string;
  readonly #areas: AreaBus;
  readonly #book = new AreaBook();
  readonly #locals = new Map<string, Local>();
  readonly #followed = new Map<string, Followed>();
  /** Whose positions other servers haven't been told. */
  readonly #dirty = new Set<string>();
  readonly #running = new Set<Promise<void>>();
  #cancelShare: (() => void) | undefined;
  #cancelHeartbeat: (() => void) | undefined;
  #unfollowMoved: (() => Promise<void>) | undefined;
  #stopped = false;

  constructor(context: PresenceContext, options: PresenceOptions) {
    this.#context = context;
    this.#options = options;
    this.#node = newId(context);
    this.#areas = new AreaBus(context.bus, this.#node);
  }

  async start(): Promise<void> {
    this.#unfollowMoved = await this.#areas.followMoved((moved) => this.#moved(moved));
    this.#armHeartbeat();
  }

  /** Everybody here leaves, as far as other servers and friends see. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancelHeartbeat?.();
    this.#cancelShare?.();
    for (const [characterId, local] of this.#locals) {
      local.cancelLinger?.();
      this.#run(this.#leave(characterId, local));
    }
    await Promise.all(this.#running);
    await this.#unfollowMoved?.();
    for (const { stop } of this.#followed.values()) await (await stop)();
    this.#followed.clear();
  }

  /** A character's first socket on this server. */
  began({ characterId }: Pick<Player, 'characterId'>): void {
    const known = this.#locals.get(characterId);
    known?.cancelLinger?.();
    if (known) known.cancelLinger = undefined;
    if (known || this.#stopped) return;
    const fresh = {
      place: undefined,
      entering: false,
      motion: undefined,
      seenMs: 0,
      fullMs: 0,
      cancelLinger: undefined,
    };
    this.#locals.set(characterId, fresh);
    this.#run(this.#enter(characterId, fresh));
  }

  /** Its last one is gone. */
  ended({ characterId }: Pick<Player, 'characterId'>): void {
    const local = this.#locals.get(characterId);
    if (!local || this.#stopped) return;
    local.cancelLinger?.();
    local.cancelLinger = this.#context.clock.after(LINGER_MS, () => this.#run(this.#leave(characterId, local)));
  }

  /** Where exactly a character stands; throws Refused `bad-value`, `not-allowed`, or Throttled. */
  move(player: Player, { position, velocity }: Motion): Told<void> {
    if (!isPoint(position) || (velocity && !isPoint(velocity))) throw new Refused('bad-value', 'nobody gets that far');
    const local = this.#locals.get(player.characterId);
    // Still being read, or just gone: the next update counts.
    if (!local?.place) return { reply: undefined, notify: [] };
    takePosition(local, this.#context.clock.now());
    const { locationId } = local.place;
    if (this.#options.mayStand?.(locationId, position) === false)
      throw new Refused('not-allowed', 'nobody can stand there');
    local.motion = velocity ? { position, velocity } : { position };
    local.seenMs = this.#context.clock.wallMs();
    this.#book.saw(locationId, sightingOf(player.characterId, local));
    this.#share(player.characterId);
    const data = { characterId: player.characterId, ...local.motion, atMs: local.seenMs };
    const about = { from: player.accountId, except: player.characterId };
    return { reply: undefined, notify: [{ to: `location:${locationId}`, type: 'POSITION_UPDATE', data, ...about }] };
  }

  /** Others at the player's location, those seen last before others; throws Refused `not-found`. */
  async nearby(player: Player): Promise<{ readonly locationId: string; readonly players: readonly NearbyPlayer[] }> {
    const { database, clock } = this.#context;
    const place = await findPlace(database, player.characterId);
    if (!place || place.accountId !== player.accountId)
      throw new Refused('not-found', 'there is no such character of yours');
    return { locationId: place.locationId, players: await this.at(player, place.locationId, clock.wallMs()) };
  }

  /** Others at a location, for somebody there. */
  async at(player: Player, locationId: string, nowMs: number): Promise<readonly NearbyPlayer[]> {
    this.#follow(locationId);
    const found = await findNear(this.#context.database, { ...player, locationId }, { nowMs, limit: NEARBY_PLAYERS });
    return found.map((one) => this.#freshest(locationId, one));
  }

  /** After a journey was committed, on whichever server: the one with the character's socket takes it over. */
  travelled(moved: Omit<Moved, 'word'>): void {
    this.#moved({ word: 'moved', ...moved });
    this.#areas.moved(moved);
  }

  /** Characters here, positions known, and locations followed. */
  get size(): { readonly here: number; readonly known: number; readonly followed: number } {
    return { here: this.#locals.size, known: this.#book.size, followed: this.#followed.size };
  }

  async #enter(characterId: string, local: Local): Promise<void> {
    local.entering = true;
    try {
      await this.#putDown(characterId, local);
    } finally {
      local.entering = false;
    }
  }

  async #putDown(characterId: string, local: Local): Promise<void> {
    const { database, clock } = this.#context;
    const place = await findPlace(database, characterId);
    if (!place) return void this.#locals.delete(characterId);
    const nowMs = clock.wallMs();
    await database.batch([enter(place, this.#node, nowMs)], { locks: [] });
    if (this.#locals.get(characterId) !== local) return;
    local.place = place;
    local.seenMs = nowMs;
    local.motion = place.position && { position: place.position };
    this.#arrived(characterId, local);
    const player = playerOf(place, local);
    const data = { locationId: place.locationId, player };
    const about = { from: place.accountId, except: characterId };
    this.#options.tell([{ to: `location:${place.locationId}`, type: 'PLAYER_JOINED_AREA', data, ...about }]);
  }

  async #leave(characterId: string, local: Local): Promise<void> {
    if (this.#locals.get(characterId) !== local) return;
    this.#locals.delete(characterId);
    if (!local.place) return;
    const { locationId, accountId } = local.place;
    this.#departed(characterId, locationId);
    const { database, clock } = this.#context;
    const values = leave(characterId, this.#node, clock.wallMs());
    const [left] = await database.batch([values], { locks: [] });
    // Elsewhere it is there still.
    if (left!.changes === 0) return;
    const data = { locationId, characterId };
    const about = { from: accountId, except: characterId };
    this.#options.tell([{ to: `location:${locationId}`, type: 'PLAYER_LEFT_AREA', data, ...about }]);
  }

  #moved({ characterId, toId, position }: Moved): void {
    const local = this.#locals.get(characterId);
    if (!local?.place || local.place.locationId === toId) return;
    this.#departed(characterId, local.place.locationId);
    local.place = { ...local.place, locationId: toId };
    local.motion = position && { position };
    local.seenMs = this.#context.clock.wallMs();
    this.#arrived(characterId, local);
  }

  #arrived(characterId: string, local: Local): void {
    const { locationId } = local.place!;
    this.#follow(locationId);
    this.#book.saw(locationId, sightingOf(characterId, local));
    this.#share(characterId);
  }

  #departed(characterId: string, locationId: string): void {
    this.#book.left(locationId, characterId);
    this.#dirty.delete(characterId);
    this.#areas.say(locationId, { word: 'gone', characterId });
  }

  #freshest(locationId: string, player: NearbyPlayer): NearbyPlayer {
    const seen = this.#book.find(locationId, player.characterId);
    if (!seen || seen.seenMs < player.lastSeenMs) return player;
    const { position, velocity, seenMs } = seen;
    const { position: known, ...rest } = player;
    const standing = position ?? known;
    return {
      ...rest,
      ...(standing && { position: standing }),
      ...(velocity && { velocity }),
      lastSeenMs: seenMs,
    };
  }

  #follow(locationId: string): void {
    const untilMs = this.#context.clock.now() + INTEREST_MS;
    const known = this.#followed.get(locationId);
    if (known) known.untilMs = untilMs;
    if (known || this.#stopped) return;
    const stop = this.#areas
      .follow(locationId, (word) => this.#heard(locationId, word))
      .catch((error: unknown) => {
        this.#followed.delete(locationId);
        this.#context.log.log('warn', 'a location can’t be followed', { locationId, error });
        return async () => {};
      });
    this.#followed.set(locationId, { stop, untilMs });
    this.#run(stop.then(() => this.#areas.say(locationId, { word: 'ask' })));
  }

  #heard(locationId: string, word: AreaWord): void {
    switch (word.word) {
      case 'ask':
        return this.#areas.here(locationId, this.#sightingsAt().get(locationId) ?? []);
      case 'here':
        for (const sighting of word.sightings) this.#book.saw(locationId, sighting);
        return;
      case 'gone':
        return this.#book.left(locationId, word.characterId);
      default:
        return word satisfies never;
    }
  }

  #share(characterId: string): void {
    this.#dirty.add(characterId);
    this.#cancelShare ??= this.#context.clock.after(SHARE_MS, () => {
      this.#cancelShare = undefined;
      const some = this.#sightingsAt(this.#dirty);
      this.#dirty.clear();
      for (const [locationId, sightings] of some) this.#areas.here(locationId, sightings);
    });
  }

  #sightingsAt(ids: Iterable<string> = this.#locals.keys()): ReadonlyMap<string, readonly Sighting[]> {
    const places = new Map<string, Sighting[]>();
    for (const id of ids) {
      const local = this.#locals.get(id);
      if (!local?.place) continue;
      const { locationId } = local.place;
      const sightings = places.get(locationId);
      if (sightings) sightings.push(sightingOf(id, local));
      else places.set(locationId, [sightingOf(id, local)]);
    }
    return places;
  }

  #armHeartbeat(): void {
    this.#cancelHeartbeat = this.#context.clock.after(PRESENCE_HEARTBEAT_MS, () => {
      this.#run(this.#heartbeat());
      this.#armHeartbeat();
    });
  }

  async #heartbeat(): Promise<void> {
    const { clock } = this.#context;
    const nowMs = clock.wallMs();
    // Whom the database failed when they came.
    for (const [id, local] of this.#locals) if (!local.place && !local.entering) this.#run(this.#enter(id, local));
    const present = [...this.#locals].filter(([, { place }]) => place !== undefined);
    const used = new Set<string>();
    for (const [, local] of present) {
      local.seenMs = nowMs;
      used.add(local.place!.locationId);
    }
    for (const [locationId, sightings] of this.#sightingsAt()) {
      for (const sighting of sightings) this.#book.saw(locationId, sighting);
      this.#areas.here(locationId, sightings);
    }
    this.#book.fade(nowMs);
    for (const [locationId, { stop, untilMs }] of this.#followed) {
      if (used.has(locationId) || untilMs > clock.now()) continue;
      this.#followed.delete(locationId);
      this.#book.forget(locationId);
      await (
        await stop
      )();
    }
    for (let at = 0; at < present.length; at += ROWS_AT_ONCE) await this.#renew(present.slice(at, at + ROWS_AT_ONCE));
  }

  /** Vouches for some characters, and finds those of whose journeys nothing was heard here. */
  async #renew(some: readonly (readonly [string, Local])[]): Promise<void> {
    const { database, clock } = this.#context;
    const nowMs = clock.wallMs();
    const rows = some.map(([characterId, { place, motion }]) => {
      const { locationId } = place!;
      return enter({ characterId, locationId, position: motion?.position }, this.#node, nowMs);
    });
    for (const { rows: renewed } of await database.batch(rows, { locks: [] })) {
      const [row] = renewed;
      if (row) this.#moved({ word: 'moved', characterId: String(row['characterId']), toId: String(row['locationId']) });
    }
  }

  /** What fails here is of no call: the next heartbeat makes it good. */
  #run(work: Promise<void>): void {
    const running = work
      .catch((error: unknown) => this.#context.log.log('warn', 'presence could not be told', { error }))
      .finally(() => this.#running.delete(running));
    this.#running.add(running);
  }
}

function takePosition(local: Local, nowMs: number): void {
  const latestMs = nowMs + POSITION_MS * (POSITION_BURST - 1);
  if (local.fullMs > latestMs) throw new Throttled(Math.ceil(local.fullMs - latestMs));
  local.fullMs = Math.max(local.fullMs, nowMs) + POSITION_MS;
}

function sightingOf(characterId: string, { motion, seenMs }: Local): Sighting {
  return { characterId, ...motion, seenMs } as Sighting;
}

function playerOf({ characterId, name, faction, level }: CharacterPlace, { motion, seenMs }: Local): NearbyPlayer {
  return { characterId, name, faction, level, ...motion, lastSeenMs: seenMs } as NearbyPlayer;
}
