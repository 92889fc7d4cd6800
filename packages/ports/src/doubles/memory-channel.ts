import type { Channel, ChannelListener } from '../channel.ts';
import type { Clock } from '../clock.ts';

export interface MemoryChannelOptions {
  /** Default true. False is only what the channel says of itself: nothing is lost without a link conditioner. */
  readonly reliable?: boolean;
  /** Default true. */
  readonly trusted?: boolean;
  readonly subprotocol?: string;
  /** What the server sees as the client's address; default `memory`. */
  readonly peer?: string;
  /** How fast each side's queue empties; default Infinity. See `MemoryChannel.drainBytesPerSecond`. */
  readonly drainBytesPerSecond?: number;
}

export interface MemoryChannelPair {
  readonly client: MemoryChannel;
  readonly server: MemoryChannel;
  /** Breaks the connection as a pulled plug does: both sides hear 1006, queued messages are gone. */
  cut(): void;
}

const LEAST_OWN_CODE = 4000;
const MOST_OWN_CODE = 4999;
const MOST_REASON_BYTES = 123;
const ABNORMAL = 1006;
/** What a message's memory is overwritten with once the listener has returned. */
const SCRIBBLE = 0xdd;

/** Two ends of a channel within one process; deliveries happen on the clock, never inside `send`. */
export function memoryChannelPair(clock: Clock, options: MemoryChannelOptions = {}): MemoryChannelPair {
  const client = new MemoryChannel(clock, options, 'server');
  const server = new MemoryChannel(clock, options, options.peer ?? 'memory');
  client.other = server;
  server.other = client;
  return {
    client,
    server,
    cut: () => {
      client.lose();
      server.lose();
    },
  };
}

interface Sent {
  readonly message: Uint8Array | string;
  /** As the bytes were when sent: the sender must not touch them afterwards. */
  readonly copy: Uint8Array | undefined;
  readonly sizeBytes: number;
}

type Arrival = { readonly message: Uint8Array | string } | { readonly code: number; readonly reason: string };

/**
 * One end. It polices the port's two rules about memory: a message changed after `send` throws at delivery, and a
 * message kept after the listener returned is found overwritten.
 */
export class MemoryChannel implements Channel {
  readonly reliable: boolean;
  readonly trusted: boolean;
  readonly peer: string;
  readonly subprotocol: string;
  /** Set by `memoryChannelPair`. */
  other!: MemoryChannel;
  private readonly clock: Clock;
  private readonly queue: Sent[] = [];
  private readonly arrivals: Arrival[] = [];
  private listener: ChannelListener | undefined;
  private drain: number;
  private queued = 0;
  private state: 'open' | 'closing' | 'closed' = 'open';
  private farewell: { readonly code: number; readonly reason: string } | undefined;
  private cancelDrain: (() => void) | undefined;

  constructor(clock: Clock, options: MemoryChannelOptions, peer: string) {
    this.clock = clock;
    this.reliable = options.reliable ?? true;
    this.trusted = options.trusted ?? true;
    this.subprotocol = options.subprotocol ?? '';
    this.peer = peer;
    this.drain = options.drainBytesPerSecond ?? Number.POSITIVE_INFINITY;
  }

  get queuedBytes(): number {
    return this.queued;
  }

  get open(): boolean {
    return this.state === 'open';
  }

  /** How fast what this end sends leaves its queue; 0 stalls it, as a peer that doesn't read. May change at any time. */
  get drainBytesPerSecond(): number {
    return this.drain;
  }

  set drainBytesPerSecond(rate: number) {
    this.drain = rate;
    this.cancelDrain?.();
    this.cancelDrain = undefined;
    this.scheduleDrain();
  }

  send(message: Uint8Array | string): void {
    if (this.state !== 'open') return;
    const copy = typeof message === 'string' ? undefined : message.slice();
    const sizeBytes = copy === undefined ? utf8Bytes(message as string) : copy.length;
    this.queue.push({ message, copy, sizeBytes });
    this.queued += sizeBytes;
    this.scheduleDrain();
  }

  close(code: number, reason: string): void {
    if (code !== 1000 && !(code >= LEAST_OWN_CODE && code <= MOST_OWN_CODE)) throw new RangeError(`close code ${code}`);
    if (utf8Bytes(reason) > MOST_REASON_BYTES)
      throw new RangeError(`close reason of more than ${MOST_REASON_BYTES} bytes`);
    if (this.state !== 'open') return;
    this.state = 'closing';
    this.farewell = { code, reason };
    this.scheduleDrain();
  }

  listen(listener: ChannelListener): void {
    this.listener = listener;
    this.clock.after(0, () => this.deliver());
  }

  /** The connection is gone without a word; part of `MemoryChannelPair.cut`. */
  lose(): void {
    if (this.state === 'closed') return;
    this.queue.length = 0;
    this.queued = 0;
    this.arrive({ code: ABNORMAL, reason: '' });
  }

  private scheduleDrain(): void {
    if (this.cancelDrain !== undefined || this.drain === 0) return;
    const next = this.queue[0];
    if (next === undefined && this.farewell === undefined) return;
    const delayMs = next === undefined ? 0 : (next.sizeBytes / this.drain) * 1000;
    this.cancelDrain = this.clock.after(delayMs, () => {
      this.cancelDrain = undefined;
      this.takeNext();
      this.scheduleDrain();
    });
  }

  /** One message, or the close behind the last one, goes over to the other end. */
  private takeNext(): void {
    const next = this.queue.shift();
    if (next !== undefined) {
      this.queued -= next.sizeBytes;
      this.other.arrive({ message: untouched(next) });
      return;
    }
    const { farewell } = this;
    if (farewell === undefined) return;
    this.farewell = undefined;
    this.other.arrive(farewell);
    this.arrive(farewell);
  }

  private arrive(arrival: Arrival): void {
    if (this.state === 'closed') return;
    if ('code' in arrival) {
      this.state = 'closed';
      this.queue.length = 0;
      this.queued = 0;
      this.farewell = undefined;
    }
    this.arrivals.push(arrival);
    this.clock.after(0, () => this.deliver());
  }

  /** Everything that has arrived, oldest first; waits while there is no listener. */
  private deliver(): void {
    while (this.listener !== undefined) {
      const arrival = this.arrivals.shift();
      if (arrival === undefined) return;
      if ('code' in arrival) this.listener.closed(arrival.code, arrival.reason);
      else hand(this.listener, arrival.message);
    }
  }
}

function hand(listener: ChannelListener, message: Uint8Array | string): void {
  listener.message(message);
  if (typeof message !== 'string') message.fill(SCRIBBLE);
}

function untouched(sent: Sent): Uint8Array | string {
  const { message, copy } = sent;
  if (typeof message === 'string' || copy === undefined) return message;
  for (let at = 0; at < copy.length; at++) {
    if (message[at] !== copy[at]) throw new Error(`the sender changed byte ${at} of a message after sending it`);
  }
  return copy;
}

function utf8Bytes(text: string): number {
  return new TextEncoder().encode(text).length;
}
