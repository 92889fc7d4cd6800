/**
 * The conversation with a server over however many channels it takes: dial, greet, resume, wait and dial again.
 *
 *   disconnected → connecting → connected ⇄ reconnecting → failed
 *
 * A lost channel is redialled with exponential backoff over the list of servers, until the session's time has run out;
 * then the connection has failed and `connect` may be called again. A channel on which nothing comes any more is lost,
 * too: a network that went away does not say so.
 */
import type { Channel, Clock, Random } from '@rubato/ports';
import {
  SUPPORTED_VERSIONS,
  afterClose,
  closeCodes,
  decodeServer,
  encodeMessage,
  limits,
  resumeProof,
} from '@rubato/protocol';
import type { DeclaredMessage, ServerMessage, Welcome } from '@rubato/protocol';
import { BitWriter, DecodeError } from '@rubato/schema';
import { ApiError } from './api.ts';
import { ROOM_BACKOFF, backoffMs } from './backoff.ts';
import type { BackoffLimits } from './backoff.ts';
import { Emitter } from './emitter.ts';
import { LinkMeter } from './link-stats.ts';

export type ConnectionState = 'disconnected' | 'connecting' | 'connected' | 'reconnecting' | 'failed';

/** Opens a channel to a server; rejects when it can't be reached. */
export type Dial = (url: string) => Promise<Channel>;

/** A session that a page can keep over a reload. */
export interface SavedSession {
  readonly session: string;
  readonly key: Uint8Array;
  readonly attempt: number;
}

export interface ConnectionOptions {
  /** Servers in order of preference. */
  readonly urls: readonly string[];
  readonly dial: Dial;
  readonly clock: Clock;
  readonly random: Random;
  /** Name and version of the program, for the server's log. */
  readonly program: string;
  /** Of a login; a function is asked at each connection, so that it may be renewed: `() => api.freshToken()`. */
  readonly token?: string | (() => Promise<string | undefined>);
  readonly backoff?: BackoffLimits;
  /** False: a connection that breaks has failed, and `connect` is the program's to call. */
  readonly reconnect?: boolean;
  readonly saved?: SavedSession;
  /** Called with each message, for a debug log. */
  readonly trace?: (direction: 'in' | 'out', type: string, bytes: number) => void;
}

interface ConnectionSignals {
  state: { readonly state: ConnectionState; readonly reason: string };
  /** A session began (`resumed` false) or goes on. */
  welcome: Welcome;
  message: Exclude<ServerMessage, Welcome>;
  lost: undefined;
}

const writer = new BitWriter(512);

/** Silence after which a server counts as gone: five pings without an answer. */
export const SILENCE_MS = 5 * limits.pingIntervalMs;

export class ServerConnection {
  readonly meter = new LinkMeter();
  readonly #options: ConnectionOptions;
  readonly #signals = new Emitter<ConnectionSignals>();
  #state: ConnectionState = 'disconnected';
  #reason = '';
  #channel: Channel | undefined;
  #saved: SavedSession | undefined;
  #attempt = 0;
  #retries = 0;
  /** Dials so far: what an older one brings, a channel or a failure, comes too late. */
  #dials = 0;
  #lostMs = 0;
  #resumeMs: number = limits.resumeMs;
  #helloMs = 0;
  #heardMs = 0;
  #cancelRetry: (() => void) | undefined;
  #cancelPing: (() => void) | undefined;
  #cancelWatch: (() => void) | undefined;

  constructor(options: ConnectionOptions) {
    if (options.urls.length === 0) throw new TypeError('a connection needs at least one server url');
    this.#options = options;
    this.#saved = options.saved;
    this.#attempt = options.saved?.attempt ?? 0;
  }

  get state(): ConnectionState {
    return this.#state;
  }
  /** Why the state is what it is, for people; empty when all is well. */
  get reason(): string {
    return this.#reason;
  }
  get reliable(): boolean {
    return this.#channel?.reliable ?? true;
  }
  get rttMs(): number {
    return this.meter.rttMs;
  }
  /** Since the last message, milliseconds. */
  get silentMs(): number {
    return this.#options.clock.now() - this.#heardMs;
  }
  get sessionMs(): number {
    return this.#options.clock.now() - this.#helloMs;
  }
  /** What a page keeps to resume after a reload; undefined before the first welcome. */
  get saved(): SavedSession | undefined {
    return this.#saved && { ...this.#saved, attempt: this.#attempt };
  }

  on<K extends keyof ConnectionSignals>(signal: K, listener: (value: ConnectionSignals[K]) => void): () => void {
    return this.#signals.on(signal, listener);
  }

  connect(): void {
    if (this.#state !== 'disconnected' && this.#state !== 'failed') return;
    this.#retries = 0;
    this.#lostMs = this.#options.clock.now();
    this.#become('connecting', '');
    void this.#dial();
  }

  close(): void {
    this.#stopTimers();
    this.#dials++;
    const channel = this.#channel;
    this.#channel = undefined;
    this.#become('disconnected', '');
    channel?.close(closeCodes.normal.code, 'the client is done');
  }

  send(message: DeclaredMessage): void {
    this.sendBytes(encodeMessage(writer, message), message.type);
  }

  sendBytes(message: Uint8Array, type = 'input'): void {
    if (this.#channel === undefined) return;
    this.meter.sent(message.length);
    this.#options.trace?.('out', type, message.length);
    this.#channel.send(message);
  }

  #hear(message: Uint8Array | string): void {
    this.#heardMs = this.#options.clock.now();
    this.meter.received(message.length);
    let decoded: ServerMessage;
    try {
      if (typeof message === 'string') throw new DecodeError('text on a binary socket');
      decoded = decodeServer(message);
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      this.#channel?.close(closeCodes.protocolError.code, error.message.slice(0, limits.closeReasonBytes));
      return;
    }
    this.#options.trace?.('in', decoded.type, message.length);
    if (decoded.type === 'welcome') this.#welcome(decoded);
    else if (decoded.type === 'pong') this.meter.roundTrip(Math.max(0, this.sessionMs - decoded.stamp / 16));
    else this.#signals.emit('message', decoded);
  }

  #closed(code: number, reason: string): void {
    this.#channel = undefined;
    this.#cancelPing?.();
    this.#cancelWatch?.();
    this.#signals.emit('lost', undefined);
    const then = afterClose(code);
    if (then === 'retry') return this.#retry(reason === '' ? `the connection broke (${code})` : reason);
    this.#stopTimers();
    this.#become('failed', then === 'upgrade' ? reason : `${reason} (${code})`);
  }

  async #dial(): Promise<void> {
    const { urls, dial } = this.#options;
    const url = urls[this.#retries % urls.length]!;
    const mine = ++this.#dials;
    try {
      const token = await this.#currentToken();
      if (mine !== this.#dials) return;
      const channel = await dial(url);
      if (mine !== this.#dials) return channel.close(closeCodes.normal.code, '');
      this.#use(channel);
      this.#greet(token);
    } catch (error) {
      if (mine !== this.#dials) return;
      if (error instanceof ApiError && error.loginEnded) return this.#become('failed', error.message);
      this.#retry(`${url} does not answer: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  #use(channel: Channel): void {
    this.#channel = channel;
    this.#helloMs = this.#heardMs = this.#options.clock.now();
    // What a channel that was given up still says comes too late.
    channel.listen({
      message: (message) => void (this.#channel === channel && this.#hear(message)),
      closed: (code, reason) => void (this.#channel === channel && this.#closed(code, reason)),
    });
    if (this.#channel === channel) this.#watch();
  }

  /** Looks again when the silence could have lasted too long; after a sleep of the whole program it begins anew. */
  #watch(): void {
    const { clock } = this.#options;
    const dueMs = this.#heardMs + SILENCE_MS;
    this.#cancelWatch = clock.after(Math.max(0, dueMs - clock.now()), () => {
      if (clock.now() - dueMs > limits.pingIntervalMs) this.#heardMs = clock.now();
      if (clock.now() < this.#heardMs + SILENCE_MS) return this.#watch();
      const silent = this.#channel;
      this.#closed(closeCodes.abnormal.code, `the server has said nothing for ${SILENCE_MS / 1000} s`);
      silent?.close(closeCodes.normal.code, 'no answer');
    });
  }

  async #currentToken(): Promise<string | undefined> {
    const { token } = this.#options;
    return typeof token === 'function' ? token() : token;
  }

  #greet(token: string | undefined): void {
    const { program } = this.#options;
    const saved = this.#saved;
    const attempt = ++this.#attempt;
    this.send({
      type: 'hello',
      versions: [...SUPPORTED_VERSIONS],
      client: program,
      ...(token === undefined ? {} : { token }),
      ...(saved === undefined
        ? {}
        : { resume: { session: saved.session, attempt, proof: resumeProof(saved.key, saved.session, attempt) } }),
    });
  }

  #welcome(welcome: Welcome): void {
    const now = this.#options.clock.now();
    if (this.#state === 'reconnecting') this.meter.reconnects++;
    this.meter.restart();
    this.#retries = 0;
    this.#resumeMs = welcome.limits.resumeMs;
    this.meter.roundTrip(now - this.#helloMs);
    if (welcome.key !== undefined) this.#saved = { session: welcome.session, key: welcome.key, attempt: this.#attempt };
    this.#become('connected', '');
    this.#ping();
    this.#signals.emit('welcome', welcome);
  }

  #retry(reason: string): void {
    const { clock, random, backoff = ROOM_BACKOFF } = this.#options;
    if (this.#state === 'connected') this.#lostMs = clock.now();
    const [byte] = random.bytes(1);
    const waitMs = backoffMs(this.#retries++, byte! / 256, backoff);
    const late = clock.now() + waitMs - this.#lostMs > this.#resumeMs;
    if (late || this.#options.reconnect === false) {
      this.#stopTimers();
      return this.#become('failed', reason);
    }
    this.#become(this.#saved === undefined ? 'connecting' : 'reconnecting', reason);
    this.#cancelRetry = clock.after(waitMs, () => void this.#dial());
  }

  /** The stamp counts sixteenths of a millisecond: a round trip on one machine is well below one. */
  #ping(): void {
    this.#cancelPing?.();
    this.send({
      type: 'ping',
      stamp: Math.floor(this.sessionMs * 16) % 2 ** 32,
      rttMs: Math.min(65_535, Math.round(this.rttMs)),
    });
    this.#cancelPing = this.#options.clock.after(limits.pingIntervalMs, () => this.#ping());
  }

  #stopTimers(): void {
    this.#cancelRetry?.();
    this.#cancelPing?.();
    this.#cancelWatch?.();
  }

  #become(state: ConnectionState, reason: string): void {
    const changed = state !== this.#state || reason !== this.#reason;
    this.#state = state;
    this.#reason = reason;
    if (changed) this.#signals.emit('state', { state, reason });
  }
}
