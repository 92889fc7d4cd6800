/**
 * Events on their way to one viewer: each numbered, sent in order, kept until acknowledged.
 *
 * When a viewer falls too far behind, everything kept is given up at once: it gets one gap notice and a keyframe, so
 * it knows that it missed events but its state is whole.
 */

import { limits } from '@rubato/protocol';

/** How many ticks of a room an unacknowledged event is kept. @param hz ticks per second of the room */
export const eventLaneTicks = (hz: number): number => Math.ceil((limits.eventsKeptMs * hz) / 1000);

export interface LaneEvent<E> {
  /** Counts from 1 for each viewer. */
  readonly seq: number;
  readonly tick: number;
  readonly event: E;
}

export class EventLane<E> {
  /** `NONE` while there are none: one empty list for all, because each of its own lies in cold memory. */
  #kept: LaneEvent<E>[] = NONE;
  #next = 1;
  #sent = 0;
  #gap = false;
  readonly #keepTicks: number;
  readonly #length: number;

  /**
   * @param hz ticks per second of the room.
   * @param delayTicks how long events wait before they may be sent.
   */
  constructor(hz: number, delayTicks = 0) {
    this.#keepTicks = eventLaneTicks(hz) + delayTicks;
    // A delayed viewer can't acknowledge what it has not been sent: it gets room for about one event per tick of delay.
    this.#length = limits.eventsKept + delayTicks;
  }

  push(event: E, tick: number): void {
    const kept = { seq: this.#next++, tick, event };
    if (this.#kept === NONE) this.#kept = [kept];
    else this.#kept.push(kept);
    if (this.#kept.length > this.#length || tick - this.#kept[0]!.tick > this.#keepTicks) this.#giveUp();
  }

  /** The newest event that was sent. */
  get delivered(): number {
    return Math.max(this.#sent, this.acknowledged);
  }

  /** The newest event that the viewer has for certain. */
  get acknowledged(): number {
    return (this.#kept[0]?.seq ?? this.#next) - 1;
  }

  acknowledge(seq: number): void {
    let done = 0;
    while (done < this.#kept.length && this.#kept[done]!.seq <= seq) done++;
    if (done > 0) this.#kept = done === this.#kept.length ? NONE : this.#kept.slice(done);
  }

  /**
   * What the next frame carries: on a reliable channel what was not sent yet, else all that is unacknowledged; nothing
   * that happened after `tick`.
   */
  take(reliable: boolean, limit: number, tick = Infinity): readonly LaneEvent<E>[] {
    if (this.#kept.length === 0) return NONE;
    const from = reliable ? this.#kept.findIndex((event) => event.seq > this.#sent) : 0;
    if (from < 0) return [];
    let to = from;
    while (to < this.#kept.length && to < from + limit && this.#kept[to]!.tick <= tick) to++;
    const taken = this.#kept.slice(from, to);
    if (taken.length === 0) return taken;
    this.#sent = Math.max(this.#sent, taken[taken.length - 1]!.seq);
    return taken;
  }

  /** Sends everything unacknowledged again: the viewer came back on a new channel. */
  rewind(): void {
    this.#sent = 0;
  }

  /** True once after events were given up; the caller then sends a gap notice with a keyframe. */
  takeGap(): boolean {
    const gap = this.#gap;
    this.#gap = false;
    return gap;
  }

  #giveUp(): void {
    this.#kept = NONE;
    this.#gap = true;
  }
}

const NONE: never[] = [];
