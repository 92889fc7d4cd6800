import type { Channel, ChannelListener } from '@rubato/ports';

/**
 * A reliable lane and a lossy one as one channel, as a socket with datagrams beside it is: inputs and snapshots may be
 * lost, everything else arrives.
 */
export class DualChannel implements Channel {
  readonly reliable = false;
  readonly trusted = true;
  readonly peer = 'sim';
  readonly subprotocol = '';
  readonly #sure: Channel;
  readonly #lossy: Channel;

  constructor(sure: Channel, lossy: Channel) {
    this.#sure = sure;
    this.#lossy = lossy;
  }

  get queuedBytes(): number {
    return this.#sure.queuedBytes + this.#lossy.queuedBytes;
  }

  get open(): boolean {
    return this.#sure.open;
  }

  send(message: Uint8Array | string): void {
    (mayBeLost(message) ? this.#lossy : this.#sure).send(message);
  }

  close(code: number, reason: string): void {
    this.#sure.close(code, reason);
    this.#lossy.close(code, reason);
  }

  listen(listener: ChannelListener): void {
    this.#sure.listen(listener);
    this.#lossy.listen({ message: (message) => listener.message(message), closed: () => {} });
  }
}

const INPUT = 3;
const SNAPSHOT = 67;

function mayBeLost(message: Uint8Array | string): boolean {
  return typeof message !== 'string' && (message[0] === INPUT || message[0] === SNAPSHOT);
}
