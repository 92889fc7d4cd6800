/**
 * A socket that asked for no subprotocol says by its first frame what it speaks: a message of the services goes to their
 * gateway, everything else to the host of the rooms, whose own first message tells the rest.
 */
import { closeCodes, isSocketType } from '@rubato/protocol';
import type { Channel, ChannelListener, Clock } from '@rubato/ports';

export interface FirstFrameOptions {
  readonly clock: Clock;
  /** From the open socket to its first frame. */
  readonly timeoutMs: number;
  readonly toServices: (channel: Channel, first: string) => void;
  readonly toRooms: (channel: Channel) => void;
}

export class FirstFrames {
  readonly #options: FirstFrameOptions;
  readonly #waiting = new Set<Channel>();

  constructor(options: FirstFrameOptions) {
    this.#options = options;
  }

  /** Sockets that have said nothing yet. */
  get waiting(): number {
    return this.#waiting.size;
  }

  accept(channel: Channel): void {
    const { toRooms, clock, timeoutMs } = this.#options;
    if (channel.subprotocol !== '') return toRooms(channel);
    this.#waiting.add(channel);
    const cancel = clock.after(timeoutMs, () =>
      channel.close(closeCodes.helloTimeout.code, 'nothing was said in time'),
    );
    const done = () => {
      cancel();
      this.#waiting.delete(channel);
    };
    channel.listen({
      message: (message) => {
        done();
        this.#pass(channel, message);
      },
      closed: done,
    });
  }

  /** Closes those that have said nothing yet. */
  stop(): void {
    for (const channel of this.#waiting) channel.close(closeCodes.draining.code, 'the server is about to stop');
  }

  #pass(channel: Channel, message: Uint8Array | string): void {
    const { toRooms, toServices } = this.#options;
    if (typeof message === 'string' && isOfServices(message)) return toServices(channel, message);
    const again = new ReplayedChannel(channel, message);
    toRooms(again);
    again.replay();
  }
}

/** Looks at nothing but the type: whoever takes the message over checks it. */
function isOfServices(message: string): boolean {
  try {
    const parsed: unknown = JSON.parse(message);
    return isSocketType((parsed as { readonly type?: unknown } | null)?.type);
  } catch {
    return false;
  }
}

/** A channel whose first message is heard once more. */
class ReplayedChannel implements Channel {
  readonly #inner: Channel;
  readonly #first: Uint8Array | string;
  #listener: ChannelListener | undefined;

  constructor(inner: Channel, first: Uint8Array | string) {
    this.#inner = inner;
    this.#first = first;
  }

  get reliable(): boolean {
    return this.#inner.reliable;
  }
  get trusted(): boolean {
    return this.#inner.trusted;
  }
  get peer(): string {
    return this.#inner.peer;
  }
  get subprotocol(): string {
    return this.#inner.subprotocol;
  }
  get queuedBytes(): number {
    return this.#inner.queuedBytes;
  }
  get open(): boolean {
    return this.#inner.open;
  }

  send(message: Uint8Array | string): void {
    this.#inner.send(message);
  }

  close(code: number, reason: string): void {
    this.#inner.close(code, reason);
  }

  listen(listener: ChannelListener): void {
    this.#listener = listener;
    this.#inner.listen(listener);
  }

  /** In the turn in which the first message came, before any other is delivered. */
  replay(): void {
    if (this.open) this.#listener?.message(this.#first);
  }
}
