// The last few states, for lag compensation: one copy of the columns per tick, in memory that is reused.

import { Snapshot, viewOf } from '@rubato/schema';
import type { Layout, Store } from '@rubato/schema';
import type { AnySchema, AnyView } from './any-game.ts';

/** A state of the past, by the tick that it ended. */
export interface PastState {
  readonly tick: number;
  readonly state: Snapshot;
}

interface Past extends PastState {
  tick: number;
}

export class RewindRing {
  readonly #layout: Layout<AnySchema>;
  readonly #ticks: number;
  /** Oldest first, without gaps. */
  #entries: Past[] = [];
  /** What a rollback returns to. */
  #held: readonly Past[] = [];
  readonly #free: Past[] = [];

  /** Keeps the last `ticks` states; 0 keeps none. */
  constructor(layout: Layout<AnySchema>, ticks: number) {
    this.#layout = layout;
    this.#ticks = ticks;
  }

  /** Oldest first; valid until the ring changes. */
  get states(): readonly PastState[] {
    return this.#entries;
  }

  push(tick: number, from: Store<AnySchema> | Snapshot): void {
    if (this.#ticks === 0) return;
    const entry = this.#free.pop() ?? { tick, state: new Snapshot(this.#layout) };
    entry.tick = tick;
    entry.state.copyFrom(from);
    this.#entries.push(entry);
    if (this.#entries.length <= this.#ticks) return;
    const dropped = this.#entries.shift() as Past;
    if (!this.#held.includes(dropped)) this.#free.push(dropped);
  }

  /** From here on nothing of the present ring is overwritten, until the next `hold` or `load`. */
  hold(): void {
    this.#release();
    this.#held = this.#entries.slice();
  }

  #release(): void {
    for (const entry of this.#held) if (!this.#entries.includes(entry)) this.#free.push(entry);
    this.#held = [];
  }

  /** Returns to where `hold` was called, and keeps holding. */
  rollback(): void {
    const left = this.#entries;
    this.#entries = this.#held.slice();
    for (const entry of left) if (!this.#held.includes(entry)) this.#free.push(entry);
  }

  /** Becomes a copy of these states of another ring, oldest first. */
  load(states: readonly PastState[]): void {
    this.#release();
    this.#free.push(...this.#entries.splice(0));
    for (const { tick, state } of states) this.push(tick, state);
  }

  /** The state at the end of a tick (default the newest), clamped to what is kept; undefined when nothing is. */
  at(tick?: number): AnyView | undefined {
    const entries = this.#entries;
    const newest = entries[entries.length - 1];
    const oldest = entries[0];
    if (newest === undefined || oldest === undefined) return undefined;
    // Also what NaN and undefined lead to.
    if (tick === undefined || !(tick < newest.tick)) return viewOf(this.#layout, newest.state);
    const index = Math.max(0, Math.floor(tick - oldest.tick));
    return viewOf(this.#layout, (entries[index] as Past).state);
  }
}
