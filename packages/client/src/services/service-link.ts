/**
 * The conversation with the services over however many sockets it takes:
 *
 *   disconnected → connecting → connected ⇄ reconnecting → failed
 *
 * Each socket begins with an AUTH_REQUEST. The server knows by the session which character is played, so a new socket goes
 * on where the last one ended; what was told meanwhile is read again by whoever needs it.
 */
import { afterClose, closeCodes, createRequest, limits, socketLimits } from '@rubato/protocol';
import type { NoticeData, RequestData, SocketEnvelope, SocketMessages, SocketRequestType } from '@rubato/protocol';
import type { Channel, Clock, Random } from '@rubato/ports';
import { base64url } from '@rubato/schema';
import { ApiError, apiErrorOf } from '../api.ts';
import { backoffMs, DEFAULT_BACKOFF, type BackoffLimits } from '../backoff.ts';
import { Emitter } from '../emitter.ts';
import type { ConnectionState, Dial } from '../server-connection.ts';
import { readIncoming } from './incoming.ts';
import { PendingRequests } from './pending-requests.ts';

export interface ServiceLinkOptions {
  /** ws:// or wss:// address of the server’s /ws; of several servers with one world, the next is dialled when one is lost. */
  readonly url: string | readonly string[];
  readonly dial: Dial;
  readonly clock: Clock;
  readonly random: Random;
  /** Asked at each connection, so that it may be renewed. */
  readonly token: () => Promise<string | undefined>;
  /** Name and version of the program. */
  readonly program?: string;
  readonly backoff?: BackoffLimits;
  /** How long a request waits for its answer. Default 10 s. */
  readonly requestTimeoutMs?: number;
  /** How long a lost server is dialled again. Default 10 minutes. */
  readonly giveUpMs?: number;
}

export type Welcome = NoticeData<SocketMessages['AUTH_RESPONSE']>;

export interface LinkSignals {
  state: { readonly state: ConnectionState; readonly reason: string };
  /** A socket is logged in; `again`: after one that was lost. */
  welcome: { readonly welcome: Welcome; readonly again: boolean };
  message: { readonly part: 'reply' | 'notice'; readonly envelope: SocketEnvelope };
  /** Something came that this program doesn't understand. */
  problem: string;
}

const REQUEST_TIMEOUT_MS = 10_000;
const GIVE_UP_MS = 600_000;
/** From the call of `dial` to a login. */
const GREETING_MS = 10_000;
/** Pings in the time after which the server gives a silent client up. */
const PINGS_PER_IDLE = 3;

export class ServiceLink {
  readonly #options: ServiceLinkOptions;
  readonly #signals = new Emitter<LinkSignals>();
  readonly #pending: PendingRequests;
  readonly #prefix: string;
  #made = 0;
  #state: ConnectionState = 'disconnected';
  #reason = '';
  #channel: Channel | undefined;
  #attempt = 0;
  #retries = 0;
  #lostMs = 0;
  /** Which of the addresses is dialled. */
  #at = 0;
  #everConnected = false;
  #cancelGreeting: (() => void) | undefined;
  /** Of the next ping, or the next attempt. */
  #cancelNext: (() => void) | undefined;

  constructor(options: ServiceLinkOptions) {
    if (options.url.length === 0) throw new TypeError('a service link needs at least one address');
    this.#options = options;
    // Ids are idempotency keys: two lives of a program must not use the same.
    this.#prefix = base64url(options.random.bytes(9));
    this.#pending = new PendingRequests({
      clock: options.clock,
      most: socketLimits.requestsUnderWay,
      timeoutMs: options.requestTimeoutMs ?? REQUEST_TIMEOUT_MS,
      send: (text) => this.#channel?.send(text),
    });
  }

  get state(): ConnectionState {
    return this.#state;
  }
  /** Why the state is what it is, for people; empty when all is well. */
  get reason(): string {
    return this.#reason;
  }

  on<K extends keyof LinkSignals>(signal: K, listener: (value: LinkSignals[K]) => void): () => void {
    return this.#signals.on(signal, listener);
  }

  connect(): void {
    if (this.#state !== 'disconnected' && this.#state !== 'failed') return;
    this.#retries = 0;
    this.#everConnected = false;
    this.#lostMs = this.#options.clock.now();
    this.#become('connecting', '');
    void this.#dial();
  }

  disconnect(reason = 'the client is done'): void {
    if (this.#state === 'connected') this.send('DISCONNECT', { reason });
    this.#drop(closeCodes.normal.code, reason);
    this.#become('disconnected', '');
  }

  /** Sends what is not answered; nothing while there is no connection. Throws TypeError for data that is not as declared. */
  send<K extends SocketRequestType>(type: K, data: RequestData<SocketMessages[K]>): void {
    if (this.#state === 'connected') this.#channel?.send(createRequest(type, data, this.#stamp()).text);
  }

  /** Resolves with the answer's data; rejects with ApiError: the server's refusal, or `network`. */
  request<K extends SocketRequestType>(type: K, data: RequestData<SocketMessages[K]>, id?: string): Promise<unknown> {
    if (this.#state !== 'connected')
      return Promise.reject(new ApiError('network', 0, `there is no connection; ${type} was not sent`));
    const stamp = this.#stamp(id);
    try {
      return this.#pending.add({ id: stamp.id, type, text: createRequest(type, data, stamp).text });
    } catch (error) {
      return Promise.reject(apiErrorOf('bad-request', (error as Error).message));
    }
  }

  #heard(message: Uint8Array | string): void {
    const read = readIncoming(message);
    if (read.kind === 'broken') return this.#broke(closeCodes.protocolError.code, read.message);
    if (read.kind === 'unknown') return this.#signals.emit('problem', read.message);
    this.#take(read.envelope, read.kind);
  }

  #take(envelope: SocketEnvelope, part: 'reply' | 'notice'): void {
    const { type, re } = envelope;
    if (type === 'AUTH_RESPONSE') this.#welcome(envelope.data as Welcome);
    if (type === 'PING') this.send('PONG', {});
    if (re !== undefined) this.#settle(re, envelope);
    this.#signals.emit('message', { part, envelope });
  }

  #settle(re: string, { type, data }: SocketEnvelope): void {
    if (type === 'ERROR') {
      const { code, message, retryAfterMs } = data as NoticeData<SocketMessages['ERROR']>;
      this.#pending.reject(re, apiErrorOf(code, message, retryAfterMs));
    } else if (type === 'INVALID_MESSAGE') {
      const { message } = data as NoticeData<SocketMessages['INVALID_MESSAGE']>;
      this.#pending.reject(re, apiErrorOf('bad-request', message));
    } else this.#pending.resolve(re, data);
  }

  async #dial(): Promise<void> {
    const { dial, token, clock, program } = this.#options;
    const url = this.#url();
    const attempt = ++this.#attempt;
    this.#cancelGreeting = clock.after(GREETING_MS, () =>
      this.#broke(closeCodes.goingAway.code, `${url} does not answer in time`),
    );
    try {
      const session = await token();
      if (attempt !== this.#attempt) return;
      if (session === undefined) return this.#fail('nobody is logged in; log in first');
      const channel = await dial(url);
      if (attempt !== this.#attempt) return channel.close(closeCodes.normal.code, '');
      this.#channel = channel;
      // A channel that was given up may still have something to say.
      channel.listen({
        message: (message) => void (this.#channel === channel && this.#heard(message)),
        closed: (code, reason) => void (this.#channel === channel && this.#lost(code, reason)),
      });
      const request = { token: session, compression: 'lz4' as const, ...(program === undefined ? {} : { program }) };
      channel.send(createRequest('AUTH_REQUEST', request, { id: this.#nextId(), timestamp: clock.wallMs() }).text);
    } catch (error) {
      if (attempt !== this.#attempt) return;
      if (error instanceof ApiError && error.loginEnded) return this.#fail(error.message);
      this.#retry(`${url} does not answer: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  #url(): string {
    const { url } = this.#options;
    return typeof url === 'string' ? url : url[this.#at % url.length]!;
  }

  #welcome(welcome: Welcome): void {
    const again = this.#everConnected;
    this.#everConnected = true;
    this.#retries = 0;
    this.#stopTimers();
    this.#become('connected', '');
    this.#keepAlive(welcome.limits.idleTimeoutMs / PINGS_PER_IDLE);
    this.#signals.emit('welcome', { welcome, again });
  }

  /** A server that doesn't answer is as good as gone, whatever the socket says. */
  #keepAlive(everyMs: number): void {
    this.#cancelNext = this.#options.clock.after(everyMs, () => {
      const attempt = this.#attempt;
      this.request('PING', {}).catch(() => {
        if (attempt === this.#attempt && this.#state === 'connected')
          this.#broke(closeCodes.goingAway.code, 'the server answers no more');
      });
      this.#keepAlive(everyMs);
    });
  }

  #broke(code: number, reason: string): void {
    this.#channel?.close(code === closeCodes.goingAway.code ? closeCodes.normal.code : code, reason);
    this.#lost(code, reason);
  }

  #lost(code: number, reason: string): void {
    const wasConnected = this.#state === 'connected';
    this.#channel = undefined;
    this.#attempt++;
    this.#stopTimers();
    this.#pending.rejectAll('the connection broke');
    if (wasConnected) this.#lostMs = this.#options.clock.now();
    const then = afterClose(code);
    if (then === 'retry') return this.#retry(reason === '' ? `the connection broke (${code})` : reason);
    this.#fail(then === 'upgrade' ? reason : `${reason} (${code})`);
  }

  #retry(reason: string): void {
    const { clock, random, backoff = DEFAULT_BACKOFF, giveUpMs = GIVE_UP_MS } = this.#options;
    this.#stopTimers();
    this.#at++;
    const waitMs = backoffMs(this.#retries++, random.bytes(1)[0]! / 256, backoff);
    if (clock.now() + waitMs - this.#lostMs > giveUpMs) return this.#fail(reason);
    this.#become(this.#everConnected ? 'reconnecting' : 'connecting', reason);
    this.#cancelNext = clock.after(waitMs, () => void this.#dial());
  }

  #fail(reason: string): void {
    this.#drop(closeCodes.normal.code, reason);
    this.#become('failed', reason);
  }

  #drop(code: number, reason: string): void {
    const channel = this.#channel;
    this.#channel = undefined;
    this.#attempt++;
    this.#stopTimers();
    channel?.close(code, reason.slice(0, limits.closeReasonBytes / 3));
    this.#pending.rejectAll('the connection was closed');
  }

  #stamp(id = this.#nextId()): { readonly id: string; readonly timestamp: number } {
    return { id, timestamp: this.#options.clock.wallMs() };
  }

  #nextId(): string {
    return `${this.#prefix}.${++this.#made}`;
  }

  #stopTimers(): void {
    this.#cancelGreeting?.();
    this.#cancelNext?.();
  }

  #become(state: ConnectionState, reason: string): void {
    const changed = state !== this.#state || reason !== this.#reason;
    this.#state = state;
    this.#reason = reason;
    if (changed) this.#signals.emit('state', { state, reason });
  }
}
