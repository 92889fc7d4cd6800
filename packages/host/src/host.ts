/**
 * Everything one server process hosts: sessions, rooms, their journal; no socket, no file, no clock of its own.
 *
 * `start` resumes what the store holds, `accept` takes a new channel, `stop` brings everything to disk and ends.
 */
import { limits, negotiate } from '@rubato/protocol';
import type { Hello, Join, Left } from '@rubato/protocol';
import type { Channel, Clock, JournalStore, Log, Random, RoomRecord } from '@rubato/ports';
import { HmacKey } from '@rubato/schema';
import type { EndedMatch, KeptSeats } from './arranged-match.ts';
import { CommitLog } from './commit-log.ts';
import { Connection } from './connection.ts';
import type { Desk, Request } from './connection.ts';
import { newCounters, silentObserver } from './counters.ts';
import type { Counters, Observer } from './counters.ts';
import { DrivenMatches } from './driven-matches.ts';
import type { DrivenGame } from './driven-matches.ts';
import type { HostContext, HostTimings } from './host-context.ts';
import { checkHostedGame } from './hosted-game.ts';
import type { HostedGame } from './hosted-game.ts';
import { EndedLogins } from './identity.ts';
import type { Authenticate, Identity } from './identity.ts';
import { newId } from './ids.ts';
import { Lobby } from './lobby.ts';
import { Reception } from './reception.ts';
import { resumeRoom } from './resume.ts';
import type { Room } from './room.ts';
import { createRoom } from './room-creation.ts';
import { Scheduler } from './scheduler.ts';
import { Session } from './session.ts';

export interface HostOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly store: JournalStore;
  readonly games: readonly HostedGame[];
  /** Games whose matches the server itself drives; no player can open one. */
  readonly driven?: readonly DrivenGame[];
  readonly maxDriven?: number;
  readonly region?: string;
  /** Milliseconds that a turn may wait for its group commit: the most movement a crash can lose. */
  readonly commitMs?: number;
  readonly maxRooms?: number;
  readonly maxConnections?: number;
  readonly timings?: Partial<HostTimings>;
  readonly tagger?: HostContext['tagger'];
  readonly production?: boolean;
  readonly observer?: Observer;
  /** Looks up the token of a hello; without it, tokens are ignored and everybody is a guest. */
  readonly authenticate?: Authenticate;
  /** Hears of each match that ended with a result, once that is on disk; after a crash perhaps again. */
  readonly ended?: (match: EndedMatch) => void;
}

export const DEFAULT_TIMINGS: HostTimings = {
  resumeMs: limits.resumeMs,
  waitForSeatsMs: 5000,
  emptyRoomMs: 30_000,
  showResultMs: 20_000,
  idleMs: limits.idleTimeoutMs,
  helloMs: limits.helloTimeoutMs,
};

/** How often idle connections and forgotten sessions are looked for. */
const SWEEP_MS = 1000;

export class Host implements Desk {
  readonly counters: Counters = newCounters();
  readonly lobby: Lobby;
  readonly driven: DrivenMatches;
  readonly #context: HostContext;
  readonly #store: JournalStore;
  readonly #reception: Reception;
  readonly #maxConnections: number;
  readonly #connections = new Set<Connection>();
  readonly #sessions = new Map<string, Session>();
  readonly #authenticate: Authenticate | undefined;
  readonly #endedLogins = new EndedLogins();
  #draining = false;
  #cancelSweep: (() => void) | undefined;

  constructor(options: HostOptions) {
    for (const hosted of options.games) checkHostedGame(hosted);
    const { clock, random, log, store, region = 'local', commitMs = 75 } = options;
    const observer = options.observer ?? silentObserver;
    this.#store = store;
    this.#maxConnections = options.maxConnections ?? 10_000;
    this.#authenticate = options.authenticate;
    const { counters } = this;
    this.#context = {
      clock,
      random,
      log,
      counters,
      region,
      scheduler: new Scheduler(clock, {
        lateness: (ms) => observer.lateness(ms),
        failed: (error) => log.log('error', 'a room failed outside its rules', { error: String(error) }),
      }),
      commits: new CommitLog(store, clock, commitMs, {
        committed: (bytes, ms) => {
          counters.commits++;
          counters.commitBytes += bytes;
          observer.commit(ms, bytes);
        },
        failed: (error, attempts) => {
          counters.commitFailures++;
          log.log('error', 'the journal could not be written', { error: String(error), attempts });
        },
      }),
      timings: { ...DEFAULT_TIMINGS, ...options.timings },
      tagger: options.tagger ?? ((key) => new HmacKey(key)),
      production: options.production ?? false,
      ended: options.ended ?? (() => {}),
    };
    this.lobby = new Lobby(options.games, region, options.maxRooms ?? 1000);
    this.driven = new DrivenMatches(this.#context, store, options.driven ?? [], options.maxDriven);
    this.#reception = new Reception(this.#context, this.lobby, (hosted, join) => this.#create(hosted, join));
  }

  get region(): string {
    return this.#context.region;
  }
  get connections(): number {
    return this.#connections.size;
  }
  get sessions(): number {
    return this.#sessions.size;
  }
  get draining(): boolean {
    return this.#draining;
  }
  get loops(): number {
    return this.#context.scheduler.loops;
  }

  /** Resumes the open rooms of the store; returns those that could not be resumed, with the reason. */
  async start(): Promise<readonly { readonly room: RoomRecord; readonly reason: string }[]> {
    const failed: { room: RoomRecord; reason: string }[] = [];
    for (const record of await this.#store.rooms({ status: 'open' })) {
      if (this.driven.owns(record)) {
        const reason = await this.driven.resume(record);
        if (reason !== undefined) failed.push({ room: record, reason });
        continue;
      }
      const answer = await resumeRoom(this.#context, this.lobby.games, this.#store, this.#sessions, record, (room) =>
        this.lobby.remove(room),
      );
      if ('reason' in answer) failed.push({ room: record, reason: answer.reason });
      else this.lobby.add(answer.room);
    }
    this.#armSweep();
    return failed;
  }

  /**
   * Opens a private room whose seats wait for these accounts. Throws a TypeError for an unknown game, for more seats than
   * it has, for settings that it refuses, and when the host is full or about to stop.
   */
  arrange(match: { readonly game: string; readonly settings: string; readonly seats: KeptSeats }): Room {
    const { game, settings, seats } = match;
    if (this.#draining) throw new TypeError('the server is about to stop');
    const join = {
      type: 'join',
      request: 0,
      mode: 'create',
      game,
      settings,
      seats: seats.length,
      private: true,
    } as const;
    const placement = this.lobby.place(join, undefined);
    if (placement.kind === 'refused') throw new TypeError(placement.refusal.text);
    if (placement.kind !== 'create') throw new TypeError(`${game} did not get a room of its own`);
    const room = this.#create(placement.hosted, join);
    this.lobby.keepSeats(room.id, seats);
    return room;
  }

  /** Takes over a new channel; the host listens on it from now on. */
  accept(channel: Channel): void {
    const connection = new Connection(this.#context, this, channel);
    this.#connections.add(connection);
    if (this.#draining) connection.close('draining', 'the server is about to stop');
    else if (this.#connections.size > this.#maxConnections)
      connection.close('serverFull', `this server holds ${this.#maxConnections} connections`);
  }

  identify(hello: Hello): Promise<Identity | undefined> | undefined {
    return hello.token === undefined ? undefined : this.#authenticate?.(hello.token);
  }

  greet(connection: Connection, hello: Hello, identity: Identity | undefined): Session | undefined {
    const versions = negotiate(hello.versions);
    if ('refusal' in versions) {
      connection.close('versionRefused', versions.refusal);
      return undefined;
    }
    if (identity !== undefined && this.#endedLogins.has(identity.login)) {
      connection.close('notAuthorised', 'this login has ended; log in again');
      return undefined;
    }
    const resumed = this.#resume(hello, identity);
    const session = resumed ?? this.#newSession();
    session.identity = identity;
    session.link?.close('replaced', 'another connection resumed this session');
    session.link = connection;
    session.awaySinceMs = undefined;
    connection.send({
      type: 'welcome',
      version: versions.version,
      session: session.id,
      ...(resumed === undefined ? { key: session.key } : {}),
      resumed: resumed !== undefined,
      serverMs: this.#context.clock.now(),
      region: this.region,
      limits: this.#announcedLimits(),
    });
    if (resumed !== undefined) {
      this.counters.resumedSessions++;
      this.#reception.returned(session);
    }
    return session;
  }

  request(connection: Connection, session: Session, request: Request): void {
    switch (request.type) {
      case 'join':
        return this.#reception.join(connection, session, request);
      case 'leave':
        return this.#reception.leave(connection, session, request.room);
      case 'ack':
        return this.#reception.acknowledge(session, request);
      case 'ping':
        return connection.send({ type: 'pong', stamp: request.stamp, serverMs: this.#context.clock.now() });
      default:
        request satisfies never;
    }
  }

  gone(connection: Connection, session: Session | undefined): void {
    this.#connections.delete(connection);
    if (session === undefined || session.link !== connection) return;
    session.link = undefined;
    session.awaySinceMs = this.#context.clock.now();
    this.#reception.away(session);
  }

  /**
   * Ends the host: no new players, rooms suspended so that the next start resumes them, everything on disk.
   *
   * @param reason what clients are told; `draining` makes them come back.
   */
  async stop(reason: Left['text'] = 'the server is about to stop'): Promise<void> {
    this.#draining = true;
    this.#cancelSweep?.();
    for (const room of this.lobby.rooms.values()) room.suspend();
    this.driven.suspend();
    for (const connection of this.#connections) connection.close('draining', reason);
    this.#context.scheduler.stopAll();
    if (!(await this.#context.commits.flush()))
      this.#context.log.log('error', 'stopped, but the last turns are not on disk');
    this.driven.abandon();
  }

  /**
   * Ends the connections of a login. Its seats are kept as for any lost connection; only a live token of the same
   * account gets them back.
   *
   * @param close `notAuthorised` for a login that ended, `kicked` for a player who is not wanted.
   * @param text the reason, for people.
   */
  endLogin(login: string, close: 'notAuthorised' | 'kicked', text: string): void {
    this.#endedLogins.add(login, this.#context.clock.now());
    for (const session of this.#sessions.values())
      if (session.identity?.login === login) session.link?.close(close, text);
  }

  /** Brings what has happened so far to disk; false when the store does not take it. */
  flush(): Promise<boolean> {
    return this.#context.commits.flush();
  }

  #create(hosted: HostedGame, join: Join): Room {
    const room = createRoom(this.#context, this.lobby, hosted, join, (closed) => this.lobby.remove(closed));
    this.lobby.add(room);
    return room;
  }

  /** A session of an account goes on for that account only; a guest's may become an account's. */
  #resume(hello: Hello, identity: Identity | undefined): Session | undefined {
    if (hello.resume === undefined) return undefined;
    const session = this.#sessions.get(hello.resume.session);
    if (session?.accountId !== undefined && session.accountId !== identity?.accountId) return undefined;
    return session?.proves(hello.resume.attempt, hello.resume.proof) === true ? session : undefined;
  }

  #newSession(): Session {
    const { random, clock } = this.#context;
    const session = new Session(newId(random), random.bytes(32), clock.now());
    this.#sessions.set(session.id, session);
    return session;
  }

  #announcedLimits() {
    const { idleMs, resumeMs } = this.#context.timings;
    return {
      messageBytes: limits.clientMessageBytes,
      messagesPerSecond: limits.messagesPerSecond,
      framesPerInput: limits.framesPerInput,
      ordersPerInput: limits.ordersPerInput,
      idleTimeoutMs: idleMs,
      resumeMs,
    };
  }

  #armSweep(): void {
    this.#cancelSweep = this.#context.clock.after(SWEEP_MS, () => {
      this.#sweep(this.#context.clock.now());
      this.#armSweep();
    });
  }

  #sweep(now: number): void {
    const { helloMs, idleMs, resumeMs } = this.#context.timings;
    // No check takes longer: its connection is closed for want of a hello.
    this.#endedLogins.forgetBefore(now - helloMs - 2 * SWEEP_MS);
    for (const connection of this.#connections) {
      if (connection.session === undefined) {
        if (now - connection.openedMs > helloMs) connection.close('helloTimeout', 'no hello came');
      } else if (now - connection.lastHeardMs > idleMs)
        connection.close('idleTimeout', `nothing came for ${idleMs} ms`);
    }
    for (const session of this.#sessions.values()) {
      const away = session.awaySinceMs !== undefined && now - session.awaySinceMs > resumeMs;
      if (away && session.places.size === 0) this.#sessions.delete(session.id);
    }
  }
}
