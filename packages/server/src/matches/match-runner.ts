/**
 * What one server does for matchmaking, each second: decides if the lease is its own, opens rooms for matches of its
 * region, offers seats that became free, and settles what ended in its rooms.
 */
import { parseMeta, seatedAccounts, type EndedMatch, type Host } from '@rubato/host';
import type { Clock, Database, JournalStore, Log } from '@rubato/ports';
import {
  giveBackLease,
  standingsOf,
  takeLease,
  type MatchDirector,
  type MatchRooms,
  type Notice,
  type Queue,
} from '@rubato/services';
import { repeatTask } from '../repeat-task.ts';

export const DECIDE_EVERY_MS = 1000;
/** A decider that is silent for so long is replaced. */
export const LEASE_MS = 5000;
/** How long players have to come before their seats are offered to others. */
export const COMING_MS = 30_000;
export const FORGET_EVERY_MS = 3_600_000;
const LEASE = 'matchmaking';

type Players = readonly (string | null)[];

interface OwnMatch {
  readonly id: string;
  readonly queue: Queue;
  readonly openedMs: number;
  players: Players;
}

export interface RunnerParts {
  readonly director: MatchDirector;
  readonly queues: readonly Queue[];
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly region: string;
  /** Where clients reach this server; empty where it is the only one. */
  readonly url: string;
  /** Differs for each process. */
  readonly holder: string;
  readonly deliver: (notices: readonly Notice[]) => void;
}

export class MatchRunner {
  readonly #parts: RunnerParts;
  /** By room. */
  readonly #own = new Map<string, OwnMatch>();
  /** Results that wait to be settled, by room. */
  readonly #results = new Map<string, EndedMatch>();
  #host: Host | undefined;

  constructor(parts: RunnerParts) {
    this.#parts = parts;
  }

  /** Hears of results; those of other rooms are none of its business. */
  ended(match: EndedMatch): void {
    const mine = this.#host === undefined || this.#own.has(match.room);
    if (mine && this.#parts.queues.length > 0) this.#results.set(match.room, match);
  }

  /** Takes up what an earlier life of this server left, then begins; the returned function ends it. */
  async begin(host: Host, store: Pick<JournalStore, 'room'>): Promise<() => Promise<void>> {
    const { director, queues, database, clock, log, region, holder } = this.#parts;
    if (queues.length === 0) return async () => {};
    for (const match of await director.placed(region)) {
      const queue = queues.find(({ name }) => name === match.queue);
      if (match.room === undefined || queue === undefined) continue;
      const here = host.lobby.keepSeats(match.room, match.players);
      const own = { id: match.id, queue, openedMs: clock.now(), players: match.players };
      if (here) this.#own.set(match.room, own);
      else await this.#settleStored(match.room, own, store);
    }
    this.#host = host;
    for (const room of this.#results.keys()) if (!this.#own.has(room)) this.#results.delete(room);
    const ends = [
      repeatTask(() => this.step(), { clock, log, everyMs: DECIDE_EVERY_MS, failed: 'no matches could be made' }),
      repeatTask(
        async () => {
          while ((await director.forget()) > 0);
        },
        { clock, log, everyMs: FORGET_EVERY_MS, failed: 'old matches could not be forgotten' },
      ),
    ];
    return async () => {
      for (const end of ends) end();
      // Without it the next decider only waits until the lease is over.
      await giveBackLease(database, { name: LEASE, holder }).catch((error: unknown) =>
        log.log('debug', 'the lease could not be given back', { error }),
      );
    };
  }

  /** One second's work. */
  async step(): Promise<void> {
    const { director, database, clock, holder, deliver } = this.#parts;
    const host = this.#host;
    if (host === undefined || host.draining) return;
    await this.#settle(host);
    const wish = { name: LEASE, holder, nowMs: clock.wallMs(), holdMs: LEASE_MS };
    if ((await takeLease(database, wish)) !== undefined) deliver(await director.decide());
    deliver(await director.place(this.#roomsOf(host)));
    await this.#offerFreeSeats(host);
  }

  #roomsOf(host: Host): MatchRooms {
    const { region, url, clock } = this.#parts;
    return {
      region,
      url,
      open: ({ id, queue, players }) => {
        const { game, settings } = queue;
        const room = host.arrange({ game, settings, seats: players });
        this.#own.set(room.id, { id, queue, openedMs: clock.now(), players });
        return { room: room.id, code: room.facts.code };
      },
      keep: (room, players) => {
        const own = this.#own.get(room);
        if (own === undefined || !host.lobby.keepSeats(room, players)) return false;
        own.players = players;
        return true;
      },
    };
  }

  async #settle(host: Host): Promise<void> {
    for (const [room, own] of this.#own) {
      const ended = this.#results.get(room);
      if (ended === undefined && host.lobby.rooms.has(room)) continue;
      const places = ended && standingsOf(ended.result, teamsOf(own), ended.seated);
      await this.#parts.director.settle(own.id, places);
      this.#own.delete(room);
      this.#results.delete(room);
    }
  }

  /** Of a room that ended while nobody could be told: its record tells. */
  async #settleStored(room: string, own: OwnMatch, store: Pick<JournalStore, 'room'>): Promise<void> {
    const record = await store.room(room);
    // Another server's.
    if (record === undefined) return;
    const { result, seats } = parseMeta(record);
    const seated = new Map(
      seats.flatMap(({ seat, account }) => (account === undefined ? [] : [[seat, account] as const])),
    );
    await this.#parts.director.settle(own.id, standingsOf(result, teamsOf(own), seated));
  }

  /** Whoever left for good, or never came, makes room for somebody else. */
  async #offerFreeSeats(host: Host): Promise<void> {
    const { clock, director } = this.#parts;
    for (const [roomId, own] of this.#own) {
      const room = host.lobby.rooms.get(roomId);
      if (!own.queue.backfill || room?.state !== 'running' || clock.now() - own.openedMs < COMING_MS) continue;
      const seated = new Set(seatedAccounts(room).values());
      const players = own.players.map((each) => (each !== null && seated.has(each) ? each : null));
      if (players.every((each, seat) => each === own.players[seat])) continue;
      own.players = players;
      host.lobby.keepSeats(roomId, players);
      await director.offerSeats(own.id, players);
    }
  }
}

function teamsOf({ players, queue }: OwnMatch): Players[] {
  return Array.from({ length: queue.teams }, (_, team) =>
    players.slice(team * queue.teamSize, (team + 1) * queue.teamSize),
  );
}
