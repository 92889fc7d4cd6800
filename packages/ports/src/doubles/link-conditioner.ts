import type { Channel, ChannelListener } from '../channel.ts';
import type { Clock } from '../clock.ts';
import { checkConditions, perfectLink } from './link-conditions.ts';
import type { LinkConditions } from './link-conditions.ts';
import { LinkLane } from './link-lane.ts';
import { SeededRandom } from './seeded-random.ts';

export interface LinkConditionerOptions {
  /** The same seed and the same traffic give the same fate to every message. */
  readonly seed: number | string;
  /** What is left out is as on a perfect link. */
  readonly conditions?: Partial<LinkConditions>;
  /** True: a reliable channel behaves as an unreliable one. Default: its losses show as delay. */
  readonly lossy?: boolean;
}

/**
 * A channel with a bad link in front of it, in both directions.
 *
 * Wrap the end whose view matters: `queuedBytes` shows what waits on this end's side, so to test a server's answer
 * to a slow client, wrap the server's end.
 */
export class LinkConditioner implements Channel {
  readonly reliable: boolean;
  private readonly inner: Channel;
  private readonly outward: LinkLane;
  private readonly inward: LinkLane;
  private now: LinkConditions;
  private closing = false;

  constructor(inner: Channel, clock: Clock, options: LinkConditionerOptions) {
    this.inner = inner;
    this.reliable = inner.reliable && options.lossy !== true;
    this.now = checkConditions({ ...perfectLink, ...options.conditions });
    const lane = (direction: string): LinkLane =>
      new LinkLane(clock, new SeededRandom(`${options.seed} ${direction}`), this.now, this.reliable);
    this.outward = lane('outward');
    this.inward = lane('inward');
  }

  get trusted(): boolean {
    return this.inner.trusted;
  }

  get peer(): string {
    return this.inner.peer;
  }

  get subprotocol(): string {
    return this.inner.subprotocol;
  }

  get queuedBytes(): number {
    return this.inner.queuedBytes + this.outward.queuedBytes;
  }

  get open(): boolean {
    return !this.closing && this.inner.open;
  }

  get conditions(): LinkConditions {
    return this.now;
  }

  /** Changes the link from the next message on; what is under way keeps its fate. */
  change(conditions: Partial<LinkConditions>): void {
    this.now = checkConditions({ ...this.now, ...conditions });
    this.outward.change(this.now);
    this.inward.change(this.now);
  }

  send(message: Uint8Array | string): void {
    if (!this.open) return;
    // A copy for each delivery: the inner channel owns what it is given, and one message may be delivered twice.
    this.outward.send(sizeOf(message), () => this.inner.send(copyOf(message)));
  }

  close(code: number, reason: string): void {
    if (!this.open) return;
    this.closing = true;
    this.outward.finish(() => this.inner.close(code, reason));
  }

  listen(listener: ChannelListener): void {
    this.inner.listen({
      message: (message) => {
        const kept = copyOf(message);
        this.inward.send(sizeOf(kept), () => listener.message(copyOf(kept)));
      },
      closed: (code, reason) => this.inward.finish(() => listener.closed(code, reason)),
    });
  }
}

function sizeOf(message: Uint8Array | string): number {
  return message.length;
}

function copyOf(message: Uint8Array | string): Uint8Array | string {
  return typeof message === 'string' ? message : message.slice();
}
