/** What a player's program holds: one session with a server and the places it has in rooms. */
import type { AnyGame } from '@rubato/game';
import { schemaHash } from '@rubato/game';
import type { Clock } from '@rubato/ports';

import { limits } from '@rubato/protocol';
import type { Join, Joined, Refused, ServerMessage, Welcome } from '@rubato/protocol';
import { Emitter } from './emitter.ts';
import type { LinkStats } from './link-stats.ts';
import { LOOK_MS, LinkWatch } from './link-watch.ts';
import type { LinkLook, LinkQuality } from './link-watch.ts';
import { Match } from './match.ts';
import type { MatchLink } from './match.ts';
import type { MatchStats } from './match-meter.ts';
import { ServerConnection } from './server-connection.ts';
import type { ConnectionOptions, ConnectionState, SavedSession } from './server-connection.ts';

export interface JoinOptions {
  /** What other players see, at most 32 bytes of UTF-8. */
  readonly name?: string;
  readonly region?: string;
  /** Seats of a created room. */
  readonly seats?: number;
  /** Of a created room; what the game declares. */
  readonly settings?: object;
}

/** A join was refused; `reason` is for programs, `message` for people. */
export class JoinRefused extends Error {
  override readonly name = 'JoinRefused';
  readonly reason: string;
  constructor(reason: string, text: string) {
    super(text);
    this.reason = reason;
  }
}

type Wish = Omit<Join, 'type' | 'request'>;

export interface ClientOptions extends ConnectionOptions {
  /** Games whose seats a resumed session may find again (a reloaded page): see `onRejoined`. */
  readonly games?: readonly AnyGame[];
}

interface OpenJoin {
  readonly game: AnyGame;
  readonly wish: Wish;
  /** A spectator's match, on its way back after the connection broke. */
  readonly back?: Match;
  readonly resolve: (match: Match) => void;
  readonly reject: (error: Error) => void;
}

export class Client {
  readonly #connection: ServerConnection;
  readonly #clock: Clock;
  readonly #games: readonly AnyGame[];
  readonly #rejoined = new Emitter<{ match: Match }>();
  readonly #watch = new LinkWatch();
  readonly #judged = new Emitter<{ link: LinkQuality }>();
  #cancelLook: (() => void) | undefined;
  readonly #matches = new Map<number, Match>();
  readonly #joins = new Map<number, OpenJoin>();
  #request = 0;
  #welcome: Welcome | undefined;

  constructor(options: ClientOptions) {
    this.#clock = options.clock;
    this.#games = options.games ?? [];
    this.#connection = new ServerConnection(options);
    this.#connection.on('welcome', (welcome) => this.#welcomed(welcome));
    this.#connection.on('lost', () => this.#lost());
    this.#connection.on('message', (message) => this.#message(message));
    this.#connection.on('state', ({ state, reason }) => {
      if (state === 'failed') this.#failed(reason);
    });
    this.#connection.connect();
  }

  get state(): ConnectionState {
    return this.#connection.state;
  }
  /** Why the state is what it is, for people. */
  get reason(): string {
    return this.#connection.reason;
  }
  get stats(): LinkStats {
    return this.#connection.meter.snapshot;
  }
  /** Whether the connection is good enough for play in real time; a lost one is no unstable one. */
  get link(): LinkQuality {
    return this.#watch.quality;
  }
  /** Of the server; empty before the first welcome. */
  get region(): string {
    return this.#welcome?.region ?? '';
  }
  /** What to keep so that a reloaded page resumes the session. */
  get saved(): SavedSession | undefined {
    return this.#connection.saved;
  }

  /** Calls back on each change of the connection's state. */
  onState(listener: (change: { readonly state: ConnectionState; readonly reason: string }) => void): () => void {
    return this.#connection.on('state', listener);
  }

  /** Calls back when the connection becomes unstable, stable again, or unstable for other reasons. */
  onLink(listener: (link: LinkQuality) => void): () => void {
    return this.#judged.on('link', listener);
  }

  /** Calls back for each seat that a resumed session finds again although this program did not hold it: a reloaded page. */
  onRejoined(listener: (match: Match) => void): () => void {
    return this.#rejoined.on('match', listener);
  }

  /** Connects again after `failed`. */
  connect(): void {
    this.#connection.connect();
  }

  /** A seat in a public room of the game: one with players in it if there is one, else a new one. */
  joinOrCreate<G extends AnyGame>(game: G, options: JoinOptions = {}): Promise<Match<G>> {
    return this.#join(game, { mode: 'joinOrCreate', private: false, ...wishOf(game, options) });
  }

  /** A seat in a new room; a private one is found by its `code` only. */
  create<G extends AnyGame>(game: G, options: JoinOptions & { readonly private?: boolean } = {}): Promise<Match<G>> {
    return this.#join(game, { mode: 'create', private: options.private ?? false, ...wishOf(game, options) });
  }

  /** A seat in the room with this id, or this code. */
  join<G extends AnyGame>(
    game: G,
    where: { readonly room: string } | { readonly code: string },
    options: JoinOptions = {},
  ): Promise<Match<G>> {
    return this.#join(game, { mode: 'join', private: false, ...wishOf(game, options), ...where });
  }

  /** A place to watch from. */
  spectate<G extends AnyGame>(
    game: G,
    where: { readonly room: string } | { readonly code: string },
  ): Promise<Match<G>> {
    return this.#join(game, { mode: 'spectate', private: false, ...where });
  }

  /** Leaves everything and closes the connection. */
  close(): void {
    for (const match of this.#matches.values()) match.leave();
    for (const { back } of this.#joins.values()) back?.leave();
    this.#matches.clear();
    this.#stopLooking();
    this.#rejectJoins('the client was closed');
    this.#connection.close();
  }

  #join<G extends AnyGame>(game: G, wish: Wish): Promise<Match<G>> {
    if (this.state === 'failed') return Promise.reject(new JoinRefused('not-connected', this.reason));
    const request = this.#nextRequest();
    const joined = new Promise<Match>((resolve, reject) => this.#joins.set(request, { game, wish, resolve, reject }));
    if (this.state === 'connected') this.#connection.send({ type: 'join', request, ...wish });
    return joined as unknown as Promise<Match<G>>;
  }

  #nextRequest(): number {
    this.#request = (this.#request % 65_535) + 1;
    return this.#request;
  }

  #welcomed(welcome: Welcome): void {
    this.#welcome = welcome;
    this.#lookAgain();
    for (const [handle, match] of this.#matches) if (match.seat === undefined) this.#watchAgain(handle, match);
    if (!welcome.resumed) {
      for (const match of this.#matches.values()) match.lost('the server no longer knows this session');
      this.#matches.clear();
    }
    // Joins that were asked for while there was no connection, or whose answer was lost with it.
    for (const [request, { wish }] of this.#joins) this.#connection.send({ type: 'join', request, ...wish });
  }

  /** No server keeps a spectator's place while the connection is gone: it is asked for anew, and the match goes on. */
  #watchAgain(handle: number, match: Match): void {
    this.#matches.delete(handle);
    const where = match.code === '' ? { room: match.roomId } : { code: match.code };
    this.#joins.set(this.#nextRequest(), {
      game: match.game,
      wish: { mode: 'spectate', private: false, ...where },
      back: match,
      resolve: () => {},
      reject: ({ message }) => match.lost(message),
    });
  }

  #lookAgain(): void {
    this.#cancelLook?.();
    const dueMs = this.#clock.now() + LOOK_MS;
    this.#cancelLook = this.#clock.after(LOOK_MS, () => {
      // Whoever slept can't tell the link's silence from his own.
      if (this.#clock.now() - dueMs < LOOK_MS && this.#watch.look(this.#clock.now(), this.#look()))
        this.#judged.emit('link', this.#watch.quality);
      this.#lookAgain();
    });
  }

  #look(): LinkLook {
    const matches = [...this.#matches.values()].filter(({ state }) => state === 'playing').map(({ stats }) => stats);
    const sum = (each: (stats: MatchStats) => number) => matches.reduce((total, stats) => total + each(stats), 0);
    const { meter, silentMs } = this.#connection;
    return {
      rttMs: meter.recentRttMs,
      jitterMs: matches.length === 0 ? meter.jitterMs : Math.max(...matches.map(({ jitterMs }) => jitterMs)),
      received: sum(({ snapshots }) => snapshots),
      lost: sum(({ lost }) => lost),
      // A room that has not begun to tick says nothing.
      silentMs: matches.some(({ newestTick, joinedTick }) => newestTick > joinedTick) ? silentMs : 0,
    };
  }

  #stopLooking(): void {
    this.#cancelLook?.();
    if (this.#watch.restart()) this.#judged.emit('link', this.#watch.quality);
  }

  #lost(): void {
    this.#stopLooking();
    for (const match of this.#matches.values()) match.disconnected();
  }

  #failed(reason: string): void {
    for (const match of this.#matches.values()) match.lost(reason);
    this.#matches.clear();
    this.#rejectJoins(reason);
  }

  #rejectJoins(reason: string): void {
    for (const join of this.#joins.values()) join.reject(new JoinRefused('not-connected', reason));
    this.#joins.clear();
  }

  #message(message: Exclude<ServerMessage, Welcome>): void {
    switch (message.type) {
      case 'snapshot':
        return this.#matches.get(message.room)?.snapshot(message);
      case 'joined':
        return this.#joined(message);
      case 'refused':
        return this.#refused(message);
      case 'notice':
        return this.#matches.get(message.room)?.notice(message);
      case 'left':
        this.#matches.get(message.room)?.left(message);
        this.#matches.delete(message.room);
        return;
      case 'pong':
        return;
      default:
        message satisfies never;
    }
  }

  #joined(joined: Joined): void {
    const known = this.#matches.get(joined.room);
    if (joined.request === 0 && known?.roomId === joined.roomId) return this.#goOn(known, joined);
    if (joined.request === 0) return this.#found(joined);
    const open = this.#joins.get(joined.request);
    if (open === undefined) return this.#connection.send({ type: 'leave', room: joined.room });
    this.#joins.delete(joined.request);
    if (!plays(open.game, joined)) {
      this.#connection.send({ type: 'leave', room: joined.room });
      return open.reject(new JoinRefused('other-rules', otherRules(open.game, joined)));
    }
    // Left while its way back was open.
    if (open.back?.state === 'over') return this.#connection.send({ type: 'leave', room: joined.room });
    const match = open.back ?? new Match(open.game, joined, this.#linkOf(), this.#clock);
    this.#matches.set(joined.room, match);
    open.back?.rejoined(joined, this.#linkOf());
    open.resolve(match);
  }

  /** The seat stays with the session when the server has moved the room to later rules: a program that has them finds it. */
  #goOn(match: Match, joined: Joined): void {
    if (plays(match.game, joined)) return match.rejoined(joined, this.#linkOf());
    this.#matches.delete(joined.room);
    match.lost(otherRules(match.game, joined));
  }

  /** A seat of an earlier life of this program. */
  #found(joined: Joined): void {
    const game = this.#games.find((known) => plays(known, joined));
    if (game === undefined) return this.#connection.send({ type: 'leave', room: joined.room });
    const match = new Match(game, joined, this.#linkOf(), this.#clock);
    this.#matches.set(joined.room, match);
    this.#rejoined.emit('match', match);
  }

  #refused(refused: Refused): void {
    const open = this.#joins.get(refused.request);
    this.#joins.delete(refused.request);
    open?.reject(new JoinRefused(refused.reason, refused.text));
  }

  #linkOf(): MatchLink {
    const connection = this.#connection;
    return {
      get reliable() {
        return connection.reliable;
      },
      get rttMs() {
        return connection.rttMs;
      },
      get sessionMs() {
        return connection.sessionMs;
      },
      send: (message) => connection.sendBytes(message),
      acknowledge: (room, epoch, ackTick, ackEvent) => connection.send({ type: 'ack', room, epoch, ackTick, ackEvent }),
      leave: (room) => {
        this.#matches.delete(room);
        connection.send({ type: 'leave', room });
      },
    };
  }
}

function plays(game: AnyGame, joined: Joined): boolean {
  return joined.game === game.name && joined.schemaHash === schemaHash(game);
}

function otherRules(game: AnyGame, joined: Joined): string {
  const here = `${game.name} version ${game.version}`;
  const there = `${joined.game} version ${joined.gameVersion}`;
  return `this program has ${here}, the server runs ${there}: reload or update`;
}

function wishOf(game: AnyGame, options: JoinOptions): Partial<Wish> {
  const { name, region, seats, settings } = options;
  return {
    game: game.name,
    ...(name === undefined ? {} : { name: cutName(name) }),
    ...(region === undefined ? {} : { region }),
    ...(seats === undefined ? {} : { seats }),
    ...(settings === undefined ? {} : { settings: JSON.stringify(settings) }),
  };
}

const encoder = new TextEncoder();

/** The longest beginning of a name that the wire takes. */
function cutName(name: string): string {
  let cut = [...name];
  while (encoder.encode(cut.join('')).length > limits.nameBytes) cut = cut.slice(0, -1);
  return cut.join('');
}

/** Makes a client that connects at once. */
export function createClient(options: ClientOptions): Client {
  return new Client(options);
}
