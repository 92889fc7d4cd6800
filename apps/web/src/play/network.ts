/** A seat in a room on a server, behind the interface that views draw from. Every seat has a connection of its own. */
import { signal, type Signal } from '@preact/signals';
import {
  Client,
  JoinRefused,
  openWebSocketChannel,
  type ClientOptions,
  type JoinOptions,
  type Match,
} from '@rubato/client';
import type { AnyGame } from '@rubato/game';
import { LinkConditioner } from '@rubato/ports/doubles';
import type { Channel } from '@rubato/ports';
import { subprotocols } from '@rubato/protocol';
import type { LinkConditions, MatchEvent, MatchSource, MatchState, MatchStats } from '../kit/match-source.ts';
import { api } from '../account/account.ts';
import { Ahead } from './ahead.ts';
import { browserClock, browserRandom } from './browser-ports.ts';
import { RateMeter } from './rate-meter.ts';
import { seatMemory, type SeatMemory } from './seat-memory.ts';
import { troubleInWords } from './trouble-words.ts';

/** A server that hasn't let us in by then counts as absent. */
export const ENTRY_MS = 4_000;
/** From the welcome to the word about a seat held before. */
const RETURN_MS = 350;

export type Way =
  | { readonly kind: 'quick' }
  | { readonly kind: 'create'; readonly settings?: object | undefined }
  | { readonly kind: 'join'; readonly where: { readonly room: string } | { readonly code: string } }
  | { readonly kind: 'watch'; readonly where: { readonly room: string } };

export interface NetworkMatch {
  readonly source: MatchSource;
  /** By which a second seat of this screen joins the same room. */
  readonly where: { readonly room: string } | { readonly code: string };
}

/** The server's address of sockets, by the page's own address. */
export function socketUrl(page: { readonly protocol: string; readonly host: string }): string {
  return `${page.protocol === 'https:' ? 'wss' : 'ws'}://${page.host}/`;
}

/**
 * Enters a room, or returns to the seat that this tab held before a reload.
 * Rejects with `JoinRefused`: the room's own reason, or `not-connected` after four seconds without a server.
 *
 * @param seatOfScreen 0 for the first seat of this screen, 1 for the second
 */
export async function enterNetwork(game: AnyGame, way: Way, name: string, seatOfScreen: number): Promise<NetworkMatch> {
  const memory = memoryOf(game.name, seatOfScreen);
  const saved = memory.take();
  const { client, link } = saved ? dial({ games: [game], saved }) : (lineAhead() ?? dial({ games: [game] }));
  try {
    const match = await Promise.race([
      saved ? returnOrEnter(client, game, way, name) : enter(client, game, way, name),
      absent(),
    ]);
    const forget = memory.keep(() => client.saved);
    return {
      source: new NetworkSource(client, match, link, forget),
      where: match.code ? { code: match.code } : { room: match.roomId },
    };
  } catch (error) {
    client.close();
    throw error;
  }
}

interface Line {
  readonly client: Client;
  readonly link: ConditionedDial;
}

function dial(options: Pick<ClientOptions, 'games' | 'saved'>): Line {
  const link = new ConditionedDial();
  const client = new Client({
    urls: [socketUrl(location)],
    dial: link.dial,
    clock: browserClock,
    random: browserRandom,
    program: 'rubato-web',
    // Whoever can't be logged in plays without an account.
    token: () => api.freshToken().catch(() => undefined),
    ...options,
  });
  return { client, link };
}

const ahead = new Ahead<Line>(
  () => dial({}),
  ({ client }) => client.close(),
  browserClock,
);

/** Opens a connection for the match that will probably be wanted next: entering it then takes one round trip less. */
export function dialAhead(game: string): void {
  // Whoever returns to a seat dials with that session instead.
  if (!memoryOf(game, 0).full) ahead.make();
}

function lineAhead(): Line | undefined {
  const line = ahead.take();
  // A server that refused then may take us now, and it is asked again by a new call.
  return line?.client.state === 'failed' ? undefined : line;
}

const memoryOf = (game: string, seatOfScreen: number): SeatMemory =>
  seatMemory(`${game} ${seatOfScreen}`, tabStore(), globalThis);

/** A resumed session is told of its seat right after the welcome; when nothing comes, the seat is gone. */
async function returnOrEnter(client: Client, game: AnyGame, way: Way, name: string): Promise<Match> {
  const found = new Promise<Match>((resolve) => client.onRejoined(resolve));
  const waited = new Promise<undefined>((resolve) => {
    client.onState(({ state }) => state === 'connected' && browserClock.after(RETURN_MS, () => resolve(undefined)));
  });
  return (await Promise.race([found, waited])) ?? enter(client, game, way, name);
}

function tabStore(): Storage | undefined {
  try {
    return sessionStorage;
  } catch {
    return undefined;
  }
}

function enter(client: Client, game: AnyGame, way: Way, name: string): Promise<Match> {
  const options: JoinOptions = { name };
  switch (way.kind) {
    case 'quick':
      return client.joinOrCreate(game, options);
    case 'create':
      return client.create(game, { ...options, private: true, ...(way.settings && { settings: way.settings }) });
    case 'join':
      return client.join(game, way.where, options);
    case 'watch':
      return client.spectate(game, way.where);
    default:
      return way satisfies never;
  }
}

function absent(): Promise<never> {
  return new Promise((_, reject) => {
    browserClock.after(ENTRY_MS, () => reject(new JoinRefused('not-connected', 'The server does not answer.')));
  });
}

/** Opens channels whose link can be made worse, now and after every reconnection. */
class ConditionedDial {
  conditions: LinkConditions = { latencyMs: 0, jitterMs: 0, loss: 0 };
  #channel: LinkConditioner | undefined;

  readonly dial = async (url: string): Promise<Channel> => {
    const channel = await openWebSocketChannel(url, { subprotocol: subprotocols.binary });
    this.#channel = new LinkConditioner(channel, browserClock, {
      seed: browserClock.now(),
      conditions: this.conditions,
    });
    return this.#channel;
  };

  change(conditions: LinkConditions): void {
    this.conditions = conditions;
    this.#channel?.change(conditions);
  }
}

class NetworkSource implements MatchSource {
  readonly kind = 'network';
  readonly hz: number;
  readonly seat: number;
  readonly state: Signal<MatchState> = signal<MatchState>({ kind: 'live' });
  readonly trouble: Signal<string | undefined> = signal(undefined);
  readonly code: string | undefined;
  readonly #client: Client;
  readonly #match: Match;
  readonly #link: ConditionedDial;
  readonly #bytes = new RateMeter();
  readonly #snapshots = new RateMeter();
  readonly #unhook: (() => void)[] = [];
  #tries = 0;
  #result: boolean = false;

  constructor(client: Client, match: Match, link: ConditionedDial, forget: () => void) {
    this.#client = client;
    this.#match = match;
    this.#link = link;
    this.hz = match.hz;
    this.seat = match.seat ?? 0;
    this.code = match.code || undefined;
    this.#unhook.push(
      forget,
      match.when('state', (state) => this.#changed(state)),
      match.when('result', () => (this.#result = true)),
      match.when('left', ({ reason, text }) => this.#left(reason, text)),
      client.onLink(({ troubles }) => (this.trouble.value = troubleInWords(troubles))),
      client.onState(({ state }) => {
        if (state === 'reconnecting' && this.state.value.kind === 'reconnecting')
          this.state.value = { kind: 'reconnecting', attempt: ++this.#tries };
      }),
    );
  }

  get conditions(): LinkConditions {
    return this.#link.conditions;
  }

  get stats(): MatchStats {
    const [link, match, nowMs] = [this.#client.stats, this.#match.stats, browserClock.now()];
    const known = match.snapshots + match.lost;
    return {
      rttMs: link.rttMs,
      jitterMs: link.jitterMs,
      corrections: match.corrections,
      visibleError: match.visualError,
      snapshotsPerSecond: this.#snapshots.rate(match.snapshots, nowMs),
      bytesPerSecond: this.#bytes.rate(link.bytesIn, nowMs),
      loss: known === 0 ? 0 : match.lost / known,
    };
  }

  setConditions(conditions: LinkConditions): void {
    this.#link.change(conditions);
  }

  nameOf(seat: number): string {
    return this.#match.seats.find((info) => info.seat === seat)?.name || `Seat ${seat}`;
  }

  isBot(seat: number): boolean {
    return this.#match.seats.find((info) => info.seat === seat)?.held !== 'player';
  }

  sample(nowMs: number): ReturnType<Match['present']> {
    return this.#match.present(nowMs);
  }

  setFrame(frame: unknown): void {
    if (this.#match.state !== 'over') this.#match.hold(frame as never);
  }

  order(name: string, args: Readonly<Record<string, unknown>>): void {
    if (this.#match.state !== 'over') this.#match.order(name as never, args as never);
  }

  onEvent(listener: (event: MatchEvent) => void): () => void {
    const stops = Object.keys(this.#match.game.events ?? {}).map((name) =>
      this.#match.on(name as never, (data: unknown, meta) =>
        listener({ tick: meta.tick, predicted: meta.predicted, name, data: data as MatchEvent['data'] }),
      ),
    );
    return () => {
      for (const stop of stops) stop();
    };
  }

  /** The others play on. */
  pause(): boolean {
    return false;
  }

  close(): void {
    for (const stop of this.#unhook) stop();
    this.#client.close();
    this.state.value = { kind: 'ended' };
  }

  #changed(state: Match['state']): void {
    if (state === 'reconnecting') {
      this.#tries = 1;
      this.state.value = { kind: 'reconnecting', attempt: 1 };
    } else if (state === 'playing') {
      this.state.value = { kind: 'live' };
    }
  }

  #left(reason: string, text: string): void {
    if (this.#result || reason === 'ended' || reason === 'left') this.state.value = { kind: 'ended' };
    else
      this.state.value = {
        kind: 'failed',
        reason: text || 'This place is gone.',
        advice: 'Press Try again for a new seat.',
      };
  }
}
