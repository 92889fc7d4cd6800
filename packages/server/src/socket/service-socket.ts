/**
 * One socket of the services, and what has been said on it so far: greeting → authenticating → open → closed.
 *
 * A message passes, in this order: size, form of its JSON, envelope, rate of its account, the declared shape, who may send
 * it; then its handler. Requests of one socket are done one after the other, in the order in which they came.
 */
import {
  closeCodes,
  limits,
  readData,
  readEnvelope,
  socketMessages,
  writeMessage,
  type CloseCodeName,
  type MessagePriority,
  type ReplyData,
  type SocketEnvelope,
  type SocketLimits,
  type SocketMessage,
  type SocketMessages,
  type SocketMessageType,
  type SocketRequestType,
} from '@rubato/protocol';
import type { Channel, ChannelListener, Clock, Log } from '@rubato/ports';
import { Refused, Throttled, type Caller } from '@rubato/services';
import { BadJson, parseJson } from '../api/json-body.ts';
import { refusalOf } from '../api/refusal.ts';
import { placeOfNul } from '../api/route-input.ts';
import { OutgoingQueue, WINDOW_BYTES } from './outgoing-queue.ts';
import type { SocketCaller } from './socket-handlers.ts';
import type { Told } from './told.ts';

/** What a socket asks of those who know all sockets. */
export interface SocketDesk {
  readonly clock: Clock;
  readonly log: Log;
  readonly limits: SocketLimits;
  /** Throws Refused `not-logged-in`. */
  authenticate(token: string): Promise<Caller>;
  /** From now on the socket hears what concerns it; resolves with what AUTH_RESPONSE says. */
  admit(socket: ServiceSocket, caller: Caller): Promise<ReplyData<SocketMessages['AUTH_REQUEST']>>;
  /** 0, or how many milliseconds the account must wait for its next message. */
  throttle(accountId: string): number;
  /** The same over all servers; undefined for one that is alone. Never rejects. */
  throttleOverAll(accountId: string): Promise<number> | undefined;
  handle(
    type: SocketRequestType,
    caller: SocketCaller,
    data: unknown,
  ): Promise<{ readonly reply?: unknown; readonly notify?: readonly Told[] } | undefined>;
  /** Takes effect on this socket before its answer is sent. */
  apply(socket: ServiceSocket, told: readonly Told[]): Promise<void>;
  deliver(told: readonly Told[]): void;
  /** A message as sockets are told it that asked for LZ4. */
  readonly packed: { formOf(text: string): Uint8Array | string };
  /** The socket has a queue that wants to be emptied. */
  waits(socket: ServiceSocket): void;
  gone(socket: ServiceSocket): void;
}

type State =
  | { readonly kind: 'greeting' }
  | { readonly kind: 'authenticating'; readonly held: string[] }
  | { readonly kind: 'open'; readonly caller: Caller }
  | { readonly kind: 'closed' };

const MINUTE_MS = 60_000;
/** Characters of a refusal. */
const MESSAGE_LENGTH = 300;
let written = 0;
/** Ids of what servers send: unique on each socket. */
export const nextId = (): string => `s${(++written).toString(36)}`;

export class ServiceSocket implements ChannelListener {
  readonly channel: Channel;
  readonly openedMs: number;
  /** The character that this socket plays. */
  characterId: string | undefined;
  lastHeardMs: number;
  /** When the server last asked whether anybody is there. */
  askedMs = 0;
  readonly #desk: SocketDesk;
  readonly #queue: OutgoingQueue;
  #state: State = { kind: 'greeting' };
  /** The client understands envelopes. */
  #unpacks = false;
  #tail: Promise<void> = Promise.resolve();
  #underWay = 0;
  /** Since when the queue has not moved. */
  #stuckMs = 0;
  #refusals = 0;
  #refusalsMs: number;

  constructor(desk: SocketDesk, channel: Channel) {
    this.channel = channel;
    this.#desk = desk;
    this.#queue = new OutgoingQueue(desk.limits.queueLowBytes);
    this.openedMs = this.lastHeardMs = this.#refusalsMs = desk.clock.now();
  }

  get caller(): Caller | undefined {
    return this.#state.kind === 'open' ? this.#state.caller : undefined;
  }
  get isClosed(): boolean {
    return this.#state.kind === 'closed';
  }
  get queuedBytes(): number {
    return this.#queue.bytes;
  }

  message(message: Uint8Array | string): void {
    if (this.#state.kind === 'closed') return;
    this.lastHeardMs = this.#desk.clock.now();
    const { authBytes, messageBytes } = this.#desk.limits;
    const most = this.#state.kind === 'open' ? messageBytes : authBytes;
    if (message.length > most || (typeof message === 'string' && Buffer.byteLength(message) > most))
      return this.end('messageTooBig', `a message may have ${most} bytes`);
    if (this.#state.kind === 'authenticating') this.#hold(this.#state.held, message);
    else this.#read(message);
  }

  closed(): void {
    if (this.#state.kind === 'closed') return;
    this.#state = { kind: 'closed' };
    this.#desk.gone(this);
  }

  /** Says why, and closes with a code of the one table. */
  end(reason: CloseCodeName, text: string): void {
    if (this.#state.kind === 'closed') return;
    const { code } = closeCodes[reason];
    const stamp = { id: nextId(), timestamp: this.#desk.clock.wallMs() };
    this.channel.send(writeMessage('DISCONNECT', 'notice', { code, reason: shortened(text, 120) }, stamp));
    this.#state = { kind: 'closed' };
    this.channel.close(code, shortenedBytes(text, limits.closeReasonBytes));
    this.#desk.gone(this);
  }

  /** Sends a written message now, or when what is more important has been sent. */
  send(text: string, priority: MessagePriority): void {
    if (this.#state.kind === 'closed') return;
    if (this.#queue.bytes === 0 && this.channel.queuedBytes < WINDOW_BYTES) return this.#write(text);
    if (this.#queue.bytes === 0) {
      this.#stuckMs = this.#desk.clock.now();
      this.#desk.waits(this);
    }
    this.#queue.add(text, priority);
    if (this.#queue.bytes > this.#desk.limits.queueCloseBytes)
      this.end('tooSlow', 'more waits for this socket than may; read faster');
  }

  /** Sends on what the channel has room for; false while something waits. Closes a socket that reads nothing. */
  drain(): boolean {
    const { clock, limits: own } = this.#desk;
    while (this.#state.kind !== 'closed' && this.#queue.bytes > 0 && this.channel.queuedBytes < WINDOW_BYTES) {
      this.#write(this.#queue.take()!);
      this.#stuckMs = clock.now();
    }
    if (this.#queue.bytes > 0 && clock.now() - this.#stuckMs > own.queueCloseMs)
      this.end('tooSlow', 'this socket reads nothing');
    return this.#queue.bytes === 0 || this.isClosed;
  }

  /** Sends a message of the server’s own to this socket alone. */
  tell(type: SocketMessageType, data: object, re?: string): void {
    const stamp = { id: nextId(), timestamp: this.#desk.clock.wallMs() };
    this.send(writeMessage(type, 'notice', data, re === undefined ? stamp : { ...stamp, re }), priorityOf(type));
  }

  #write(text: string): void {
    this.channel.send(this.#unpacks ? this.#desk.packed.formOf(text) : text);
  }

  #hold(held: string[], message: Uint8Array | string): void {
    if (typeof message !== 'string') return this.end('protocolError', 'expected JSON text');
    held.push(message);
    if (held.length > limits.messagesHeld)
      this.end('tooManyMessages', `at most ${limits.messagesHeld} messages may follow an AUTH_REQUEST`);
  }

  #read(message: Uint8Array | string): void {
    const envelope = this.#envelope(message);
    if (envelope === undefined) return;
    const { caller } = this;
    if (envelope.type === 'DISCONNECT') return this.#disconnect(envelope);
    if (caller === undefined) return this.#greet(envelope);
    const waitMs = this.#desk.throttle(caller.accountId);
    if (waitMs > 0) return void this.#refuse(new Throttled(waitMs), envelope.id);
    const data = this.#data(envelope);
    if (data === undefined || envelope.type === 'PONG') return;
    if (envelope.type === 'PING') return this.#pong(envelope.id, data);
    const refused = this.#mayNot(envelope);
    if (refused !== undefined) return void this.#refuse(refused, envelope.id);
    this.#underWay++;
    this.#tail = this.#tail.then(() => this.#answer(envelope, data)).finally(() => this.#underWay--);
  }

  /** Undefined for what is no message, which is answered. */
  #envelope(message: Uint8Array | string): SocketEnvelope | undefined {
    const read = readText(message);
    if (read.ok) return read.envelope;
    this.#invalid(read.message, read.re);
    if (this.#state.kind === 'greeting')
      this.end(read.why === 'version' ? 'versionRefused' : 'protocolError', read.message);
    return undefined;
  }

  #data({ type, id, data }: SocketEnvelope): Readonly<Record<string, unknown>> | undefined {
    const read = readData(type, 'request', data);
    const nul = read.ok ? placeOfNul(read.data, 'data') : undefined;
    if (read.ok && nul === undefined) return read.data as Readonly<Record<string, unknown>>;
    this.#invalid(read.ok ? `${nul}: no text may hold U+0000` : read.message, id);
    return undefined;
  }

  #greet(envelope: SocketEnvelope): void {
    const data = this.#data(envelope);
    if (envelope.type !== 'AUTH_REQUEST' || data === undefined) {
      if (data !== undefined)
        this.#refuse(new Refused('not-logged-in', 'the first message must be AUTH_REQUEST'), envelope.id);
      return this.end('protocolError', 'the first message must be an AUTH_REQUEST');
    }
    const held: string[] = [];
    this.#state = { kind: 'authenticating', held };
    this.#unpacks = data['compression'] === 'lz4';
    this.#authenticate(String(data['token']), envelope.id)
      .then(
        () => {
          for (const message of held) this.message(message);
        },
        (error: unknown) => this.#notAdmitted(error, envelope.id),
      )
      .catch((error: unknown) => {
        this.#desk.log.log('error', 'a message could not be handled', { error });
        this.end('serverError', 'this message could not be handled');
      });
  }

  async #authenticate(token: string, re: string): Promise<void> {
    const caller = await this.#desk.authenticate(token);
    if (this.isClosed) return;
    const admitted = await this.#desk.admit(this, caller);
    // Its session may have ended, or the client have gone, while that was read.
    if (this.isClosed) return;
    this.#state = { kind: 'open', caller };
    this.tell('AUTH_RESPONSE', admitted, re);
  }

  #notAdmitted(error: unknown, re: string): void {
    if (this.isClosed) return;
    const refusal = this.#refuse(error, re);
    if (refusal === 'not-logged-in') this.end('notAuthorised', 'this session has ended; log in again');
    else this.end('serverError', 'the login could not be looked up; try again soon');
  }

  #disconnect(envelope: SocketEnvelope): void {
    if (this.#data(envelope) === undefined) return;
    this.#state = { kind: 'closed' };
    this.channel.close(closeCodes.normal.code, 'the client is done');
    this.#desk.gone(this);
  }

  #pong(re: string, { stamp }: { readonly stamp?: unknown }): void {
    this.tell('PONG', { stamp, serverMs: Math.floor(this.#desk.clock.wallMs()) }, re);
  }

  #mayNot({ type }: SocketEnvelope): Refused | undefined {
    if (type === 'AUTH_REQUEST') return new Refused('conflict', 'this socket is logged in already');
    const { requestsUnderWay } = this.#desk.limits;
    if (this.#underWay >= requestsUnderWay)
      return new Refused(
        'too-many',
        `${requestsUnderWay} requests of this socket are under way; wait for their answers`,
      );
    return undefined;
  }

  /** Never rejects. */
  async #answer({ type, id }: SocketEnvelope, data: unknown): Promise<void> {
    // What waited for its turn when the socket closed is not done any more.
    if (this.#state.kind !== 'open') return;
    const { caller } = this.#state;
    try {
      const waitMs = (await this.#desk.throttleOverAll(caller.accountId)) ?? 0;
      if (waitMs > 0) throw new Throttled(waitMs);
      if (this.isClosed) return;
      if (socketMessages[type].caller === 'character' && this.characterId === undefined)
        throw new Refused('not-allowed', 'choose a character first (CHARACTER_SELECT)');
      const speaker = { ...caller, characterId: this.characterId ?? null, key: id, address: this.channel.peer };
      const done = await this.#desk.handle(type as SocketRequestType, speaker, data);
      const notify = done?.notify ?? [];
      await this.#desk.apply(this, notify);
      this.#reply(type, id, done?.reply);
      this.#desk.deliver(notify);
    } catch (error) {
      this.#refuse(error, id);
    }
  }

  #reply(type: SocketMessageType, re: string, reply: unknown): void {
    const { reply: fields }: SocketMessage = socketMessages[type];
    if (fields === undefined) return;
    const stamp = { id: nextId(), timestamp: this.#desk.clock.wallMs(), re };
    this.send(writeMessage(type, 'reply', reply as object, stamp), priorityOf(type));
  }

  #invalid(message: string, re?: string): void {
    this.tell('INVALID_MESSAGE', { message: shortened(message, MESSAGE_LENGTH) }, re);
    this.#countRefusal();
  }

  /** Answers with ERROR; returns its code. */
  #refuse(error: unknown, re: string): string {
    const known = refusalOf(error);
    if (known === undefined) this.#desk.log.log('error', 'a message could not be handled', { error });
    // Our own failures stay in our own log.
    const {
      error: code,
      message,
      retryAfterMs,
    } = known ?? { error: 'failed', message: 'the server failed; its log says why' };
    this.tell('ERROR', { code, message: shortened(message, MESSAGE_LENGTH), retryAfterMs }, re);
    if (code === 'too-many') this.#countRefusal();
    return code;
  }

  #countRefusal(): void {
    const nowMs = this.#desk.clock.now();
    if (nowMs - this.#refusalsMs > MINUTE_MS) {
      this.#refusals = 0;
      this.#refusalsMs = nowMs;
    }
    if (++this.#refusals > this.#desk.limits.refusalsPerMinute)
      this.end('tooManyMessages', 'too many messages were refused; send fewer');
  }
}

function priorityOf(type: SocketMessageType): MessagePriority {
  return socketMessages[type].priority;
}

function readText(message: Uint8Array | string): ReturnType<typeof readEnvelope> {
  if (typeof message !== 'string') return { ok: false, why: 'shape', message: 'expected JSON text' };
  try {
    return readEnvelope(parseJson(message));
  } catch (error) {
    if (error instanceof BadJson) return { ok: false, why: 'shape', message: error.message };
    throw error;
  }
}

/** At most so many characters, whole ones: what is told back may hold half of one that a client sent. */
function shortened(text: string, length: number): string {
  return text.slice(0, length).replace(/\p{Surrogate}/gu, '\ufffd');
}

function shortenedBytes(text: string, bytes: number): string {
  let short = shortened(text, bytes);
  while (Buffer.byteLength(short) > bytes) short = short.slice(0, -1);
  return shortened(short, bytes);
}
