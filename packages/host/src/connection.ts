/**
 * One channel and what has been said on it so far: greeting → (identifying →) ready → closed.
 *
 * Everything a peer sends passes here once: size, rate, form, signature, replay. What breaks the protocol closes the
 * channel with a code from the table; what is merely late, repeated or forged is counted and ignored.
 */
import {
  closeCodes,
  decodeClient,
  decodeInput,
  encodeMessage,
  inputRoom,
  limits,
  subprotocols,
  verifyInput,
} from '@rubato/protocol';
import type {
  ClientMessage,
  CloseCodeName,
  Hello,
  Input,
  ServerMessage,
  Snapshot as SnapshotMessage,
} from '@rubato/protocol';
import type { Channel, ChannelListener } from '@rubato/ports';
import { BitWriter, DecodeError } from '@rubato/schema';
import type { Snapshot } from '@rubato/schema';
import { count } from './counters.ts';
import type { HostContext } from './host-context.ts';
import type { Identity } from './identity.ts';
import { JsonForm } from './json-form.ts';
import type { Link } from './link.ts';
import type { Session } from './session.ts';
import type { Viewer } from './viewer.ts';

/** `u8 3`: the first byte of an input. */
const INPUT_CODE = 3;

export type Request = Exclude<ClientMessage, Hello | Input>;

/** What the host does for a connection. */
export interface Desk {
  /** Looks the hello's token up; undefined when there is nothing to look up. */
  identify(hello: Hello): Promise<Identity | undefined> | undefined;
  /** Opens or resumes a session, or closes the connection. */
  greet(connection: Connection, hello: Hello, identity: Identity | undefined): Session | undefined;
  request(connection: Connection, session: Session, request: Request): void;
  gone(connection: Connection, session: Session | undefined): void;
}

type State =
  | { readonly kind: 'greeting' }
  | { readonly kind: 'identifying'; readonly held: (Uint8Array | string)[] }
  | { readonly kind: 'ready'; readonly session: Session }
  | { readonly kind: 'closed' };

const writer = new BitWriter(512);

export class Connection implements Link, ChannelListener {
  readonly channel: Channel;
  /** Decided by the subprotocol, else by the first message. */
  form: 'binary' | 'json';
  /** Whole, and so without memory of its own. */
  lastHeardMs: number;
  readonly openedMs: number;
  readonly json: JsonForm;
  readonly #context: HostContext;
  readonly #desk: Desk;
  #state: State = { kind: 'greeting' };
  #decided: boolean;
  #badSignatures = 0;

  constructor(context: HostContext, desk: Desk, channel: Channel) {
    this.channel = channel;
    this.#context = context;
    this.#desk = desk;
    this.openedMs = this.lastHeardMs = Math.floor(context.clock.now());
    this.#decided = channel.subprotocol !== '';
    this.form = channel.subprotocol === subprotocols.json ? 'json' : 'binary';
    this.json = new JsonForm(this);
    channel.listen(this);
  }

  get session(): Session | undefined {
    return this.#state.kind === 'ready' ? this.#state.session : undefined;
  }

  message(message: Uint8Array | string): void {
    if (this.#state.kind === 'closed') return;
    const { counters, clock } = this.#context;
    this.lastHeardMs = Math.floor(clock.now());
    counters.messagesIn++;
    counters.bytesIn += message.length;
    if (!this.#decided) this.#decide(message);
    try {
      this.#admit(message);
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      count(counters.refused, 'malformed');
      this.close('protocolError', error.message);
    }
  }

  closed(): void {
    const { session } = this;
    this.#state = { kind: 'closed' };
    this.#desk.gone(this, session);
  }

  close(reason: CloseCodeName, text: string): void {
    if (this.#state.kind === 'closed') return;
    const { session } = this;
    this.#state = { kind: 'closed' };
    this.channel.close(closeCodes[reason].code, text.slice(0, limits.closeReasonBytes));
    this.#desk.gone(this, session);
  }

  send(message: Exclude<ServerMessage, SnapshotMessage>): void {
    if (this.form === 'json') this.json.send(message);
    else this.sendBytes(encodeMessage(writer, message));
  }

  sendBytes(message: Uint8Array): void {
    this.#context.counters.messagesOut++;
    this.#context.counters.bytesOut += message.length;
    this.channel.send(message);
  }

  sendText(message: string): void {
    this.#context.counters.messagesOut++;
    this.#context.counters.bytesOut += message.length;
    this.channel.send(message);
  }

  publishJson(viewer: Viewer, tick: number, view: Snapshot, hz: number): void {
    this.json.publish(viewer, tick, view, hz);
  }

  /** Counts an input that is not believed; too many with a wrong tag end the connection. */
  refuse(reason: 'bad-signature' | 'replayed' | 'epoch' | 'no-place'): void {
    count(this.#context.counters.refused, reason);
    if (reason !== 'bad-signature' || ++this.#badSignatures < limits.badSignatures) return;
    this.close('badSignature', `${limits.badSignatures} inputs with a wrong tag`);
  }

  #decide(message: Uint8Array | string): void {
    this.#decided = true;
    this.form = typeof message === 'string' ? 'json' : 'binary';
  }

  #admit(message: Uint8Array | string): void {
    const { session } = this;
    const limit = session === undefined ? limits.helloBytes : limits.clientMessageBytes;
    if (message.length > limit)
      return this.close('messageTooBig', `${message.length} bytes, at most ${limit} allowed here`);
    if (this.#state.kind === 'identifying') return this.#hold(this.#state.held, message);
    if (session !== undefined && !session.budget.take(this.lastHeardMs)) {
      count(this.#context.counters.refused, 'rate');
      return this.close('tooManyMessages', `more than ${limits.messagesPerSecond} messages a second`);
    }
    if (typeof message === 'string' || this.form === 'json') return this.#admitJson(message);
    if (message[0] === INPUT_CODE) return this.#input(message);
    this.#dispatch(decodeClient(message));
  }

  #admitJson(message: Uint8Array | string): void {
    if (typeof message !== 'string' || this.form !== 'json')
      throw new DecodeError('this socket speaks the other form: text is JSON, bytes are binary');
    const decoded = this.json.decode(message);
    if (decoded !== undefined) this.#dispatch(decoded);
  }

  #dispatch(message: ClientMessage): void {
    const state = this.#state;
    if (message.type === 'hello') {
      if (state.kind !== 'greeting') throw new DecodeError('a second hello');
      const identified = this.#desk.identify(message);
      if (identified === undefined) return this.#greet(message, undefined);
      return this.#identify(message, identified);
    }
    if (state.kind !== 'ready') throw new DecodeError(`${message.type} before hello`);
    if (message.type === 'input') throw new DecodeError('an input inside an envelope');
    this.#desk.request(this, state.session, message);
  }

  #greet(hello: Hello, identity: Identity | undefined): void {
    const session = this.#desk.greet(this, hello, identity);
    if (session !== undefined) this.#state = { kind: 'ready', session };
  }

  /** What comes meanwhile waits; the time for a hello runs on. */
  #identify(hello: Hello, identified: Promise<Identity | undefined>): void {
    const held: (Uint8Array | string)[] = [];
    this.#state = { kind: 'identifying', held };
    const open = () => this.#state.kind === 'identifying';
    identified.then(
      (identity) => {
        if (!open()) return;
        if (identity === undefined)
          return this.close('notAuthorised', 'this login is unknown or has ended; log in again');
        this.#state = { kind: 'greeting' };
        this.#greet(hello, identity);
        for (const message of held) this.message(message);
      },
      (error: unknown) => {
        this.#context.log.log('error', 'a login could not be looked up', { error: String(error) });
        if (open()) this.close('serverError', 'the login could not be looked up; try again soon');
      },
    );
  }

  #hold(held: (Uint8Array | string)[], message: Uint8Array | string): void {
    if (held.length >= limits.messagesHeld) return this.close('tooManyMessages', 'wait for the welcome');
    // A channel may use its memory again once the callback has returned.
    held.push(typeof message === 'string' ? message : message.slice());
  }

  /** The hot path: find the place, check the tag, then the sequence, then read. */
  #input(message: Uint8Array): void {
    const { session } = this;
    if (session === undefined) throw new DecodeError('input before hello');
    const place = session.placeOf(inputRoom(message));
    if (place === undefined) return this.refuse('no-place');
    if (!verifyInput(message, place.viewer.key)) return this.refuse('bad-signature');
    const input = decodeInput(message);
    if (input.epoch !== (place.room.epoch & 0xffff)) return this.refuse('epoch');
    if (!place.viewer.window.admit(input.seq)) return this.refuse('replayed');
    place.viewer.inputSeq = Math.max(place.viewer.inputSeq, input.seq);
    place.room.input(place.viewer, input);
  }
}
