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
  /** Whether it is in the ring, and whether a rollback would bring it back: memory of neither kind is free. */
  kept: boolean;
  held: boolean;
}

export class RewindRing {
  readonly #layout: Layout<AnySchema>;
  readonly #ticks: number;
  /** Oldest first, without gaps. */
  #entries: Past[] = [];
  /** What a rollback returns to. */
  #held: Past[] = [];
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

  get newest(): Snapshot | undefined {
    return this.#entries[this.#entries.length - 1]?.state;
  }

  push(tick: number, from: Store<AnySchema> | Snapshot): void {
    if (this.#ticks === 0) return;
    const entry = this.#free.pop() ?? { tick, state: new Snapshot(this.#layout), kept: false, held: false };
    entry.tick = tick;
    entry.kept = true;
    entry.state.copyFrom(from);
    this.#entries.push(entry);
    if (this.#entries.length > this.#ticks) this.#drop(this.#entries.shift() as Past);
  }

  #drop(entry: Past): void {
    entry.kept = false;
    if (!entry.held) this.#free.push(entry);
  }

  /** From here on nothing of the present ring is overwritten, until the next `hold` or `load`. */
  hold(): void {
    this.#release();
    for (const entry of this.#entries) {
      entry.held = true;
      this.#held.push(entry);
    }
  }

  #release(): void {
    for (const entry of this.#held) {
      entry.held = false;
      if (!entry.kept) this.#free.push(entry);
    }
    this.#held.length = 0;
  }

  /** Returns to where `hold` was called, and keeps holding. */
  rollback(): void {
    for (const entry of this.#entries) this.#drop(entry);
    this.#entries = this.#held.slice();
    for (const entry of this.#entries) entry.kept = true;
  }

  /** Becomes a copy of these states of another ring, oldest first. */
  load(states: readonly PastState[]): void {
    this.#release();
    for (const entry of this.#entries.splice(0)) this.#drop(entry);
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
