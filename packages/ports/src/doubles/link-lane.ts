import type { Clock } from '../clock.ts';
import type { LinkConditions } from './link-conditions.ts';
import type { SeededRandom } from './seeded-random.ts';

/** A link that waits longer than this for its bandwidth drops messages, if it may lose any at all. */
const UNRELIABLE_QUEUE_MS = 500;
/** A lost message is noticed after a round trip and this much more. */
const RETRANSMIT_MS = 30;
const RETRANSMITS = 8;
/** What is held back arrives this much later, and up to as much again. */
const REORDER_MS = 20;

type Deliver = () => void;

/** One direction of a conditioned link. */
export class LinkLane {
  private readonly clock: Clock;
  private readonly random: SeededRandom;
  private readonly ordered: boolean;
  private conditions: LinkConditions;
  /** Of an ordered lane, in order; each timer delivers the first, whichever it was set for. */
  private readonly inOrder: Deliver[] = [];
  private readonly held: { readonly sizeBytes: number; readonly deliver: Deliver }[] = [];
  private burst = false;
  private busyUntilMs = 0;
  private lastDueMs = 0;
  private waitingBytes = 0;

  /** @param ordered true: loss and reordering show as delay, as on TCP */
  constructor(clock: Clock, random: SeededRandom, conditions: LinkConditions, ordered: boolean) {
    this.clock = clock;
    this.random = random;
    this.conditions = conditions;
    this.ordered = ordered;
  }

  /** Bytes that wait for the link's bandwidth or for the end of a partition. */
  get queuedBytes(): number {
    return this.waitingBytes;
  }

  change(conditions: LinkConditions): void {
    this.conditions = conditions;
    if (conditions.blocked) return;
    for (const { sizeBytes, deliver } of this.held.splice(0)) {
      this.waitingBytes -= sizeBytes;
      this.pass(sizeBytes, deliver);
    }
  }

  /** Carries a message over; `deliver` runs never, once or twice, in memory of its own each time. */
  send(sizeBytes: number, deliver: Deliver): void {
    if (!this.conditions.blocked) return this.pass(sizeBytes, deliver);
    if (this.ordered) this.hold(sizeBytes, deliver);
  }

  /** Carries something over that is never lost and comes after all before it: the close. */
  finish(deliver: Deliver): void {
    if (this.conditions.blocked) return this.hold(0, deliver);
    const now = this.clock.now();
    this.deliverAt(Math.max(this.lastDueMs, now + this.transitMs(this.random.float())), deliver);
  }

  private hold(sizeBytes: number, deliver: Deliver): void {
    this.waitingBytes += sizeBytes;
    this.held.push({ sizeBytes, deliver });
  }

  /** Draws the same number of dice for every message, so that a change of one condition leaves the others' luck alone. */
  private pass(sizeBytes: number, deliver: Deliver): void {
    const lost = this.loses(this.random.float());
    const jitter = this.random.float();
    const reordered = this.random.chance(this.conditions.reorder);
    const lateness = this.random.float();
    const duplicated = this.random.chance(this.conditions.duplicate);
    const sentMs = this.transmit(sizeBytes);
    if (sentMs === undefined) return;
    let dueMs = sentMs + this.transitMs(jitter);
    if (reordered) dueMs += REORDER_MS * (1 + lateness);
    if (this.ordered) {
      if (lost) dueMs += this.retransmitMs();
      this.deliverAt(Math.max(dueMs, this.lastDueMs), deliver);
      return;
    }
    if (!lost) this.deliverAt(dueMs, deliver);
    if (duplicated) this.deliverAt(dueMs + this.transitMs(lateness), deliver);
  }

  private deliverAt(dueMs: number, deliver: Deliver): void {
    this.lastDueMs = Math.max(this.lastDueMs, dueMs);
    const delayMs = Math.max(0, dueMs - this.clock.now());
    if (!this.ordered) {
      this.clock.after(delayMs, deliver);
      return;
    }
    this.inOrder.push(deliver);
    this.clock.after(delayMs, () => this.inOrder.shift()?.());
  }

  /** When the last byte has left, by the bandwidth; undefined when the queue was full and the message is lost. */
  private transmit(sizeBytes: number): number | undefined {
    const now = this.clock.now();
    const startMs = Math.max(now, this.busyUntilMs);
    const tookMs = (sizeBytes / this.conditions.bytesPerSecond) * 1000;
    if (tookMs === 0 && startMs === now) return now;
    if (!this.ordered && startMs - now > UNRELIABLE_QUEUE_MS) return undefined;
    this.busyUntilMs = startMs + tookMs;
    this.waitingBytes += sizeBytes;
    this.clock.after(this.busyUntilMs - now, () => {
      this.waitingBytes -= sizeBytes;
    });
    return this.busyUntilMs;
  }

  private transitMs(draw: number): number {
    const { latencyMs, jitterMs } = this.conditions;
    return Math.max(0, (latencyMs + (draw * 2 - 1) * jitterMs) / 2);
  }

  /** Gilbert–Elliott: within a burst everything is lost; bursts begin so often that the average is `loss`. */
  private loses(draw: number): boolean {
    const { loss, lossBurst } = this.conditions;
    if (loss === 0) this.burst = false;
    else if (loss === 1) this.burst = true;
    else if (this.burst) this.burst = draw >= 1 / lossBurst;
    else this.burst = draw < loss / (lossBurst * (1 - loss));
    return this.burst;
  }

  /** How much later a lost message arrives when it is sent again until it gets through, waiting twice as long each time. */
  private retransmitMs(): number {
    let waitMs = this.conditions.latencyMs + RETRANSMIT_MS;
    let totalMs = 0;
    for (let attempt = 0; attempt < RETRANSMITS; attempt++) {
      totalMs += waitMs;
      if (!this.random.chance(this.conditions.loss)) break;
      waitMs *= 2;
    }
    return totalMs;
  }
}
