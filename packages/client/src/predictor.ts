/**
 * Runs the player's own frames and predicted commands ahead of the server, and reconciles with each snapshot.
 *
 * The prediction for tick T is the newest snapshot plus the player's own frames up to T, by the same `frame.step` that
 * the server runs. When the snapshot of tick S comes, the own rows predicted for S either equal it to the last bit or
 * they are corrected; either way the prediction starts again from S, because what it bumps into may have moved.
 */
import { predictCommand, predictStep } from '@rubato/game';
import type { AnyGame, EventRecord, FrameInput, PredictedMatch } from '@rubato/game';
import type { Seat } from '@rubato/schema';
import { Snapshot, Store, layoutOf } from '@rubato/schema';
import { FadingError } from './fading-error.ts';
import { ownedTables, sameOwnRows } from './own-rows.ts';
import type { OwnedTable } from './own-rows.ts';
import { SnapshotHistory } from './snapshot-history.ts';

/** Frames that may be ahead of the newest snapshot; beyond it the prediction waits (the link is all but dead). */
export const MAX_AHEAD_TICKS = 60;

export interface PredictedOrder {
  readonly seq: number;
  readonly tick: number;
  readonly name: string;
  readonly args: object;
}

export class Predictor {
  readonly store: Store;
  readonly error: FadingError;
  readonly #game: AnyGame;
  readonly #seat: Seat;
  readonly #match: PredictedMatch;
  readonly #owned: readonly OwnedTable[];
  readonly #history = new SnapshotHistory();
  readonly #frames = new Map<number, FrameInput>();
  #orders: PredictedOrder[] = [];
  #tick = 0;
  #corrections = 0;
  #checked = 0;

  constructor(game: AnyGame, seat: Seat, match: PredictedMatch) {
    this.#game = game;
    this.#match = match;
    this.#seat = seat;
    const layout = layoutOf(game.state);
    this.store = new Store(layout);
    this.#owned = ownedTables(layout);
    this.error = new FadingError(this.#owned);
  }

  /** The tick that `store` shows; 0 before the first snapshot. */
  get tick(): number {
    return this.#tick;
  }

  /** Snapshots that found the own rows elsewhere than predicted. */
  get corrections(): number {
    return this.#corrections;
  }

  /** Snapshots that were compared with a prediction. */
  get checked(): number {
    return this.#checked;
  }

  /** The state predicted for a tick, or undefined when it is not kept. */
  at(tick: number): Snapshot | undefined {
    return this.#history.at(tick);
  }

  /** Predicts the next tick with the player's frame; returns the events that doing it caused. */
  advance(tick: number, frame: FrameInput): readonly EventRecord[] {
    this.#frames.set(tick, frame);
    if (this.#tick === 0 || tick !== this.#tick + 1 || this.#frames.size > MAX_AHEAD_TICKS) return [];
    return this.#run(tick);
  }

  /** A predicted command, to be applied at the start of the tick it is for. */
  order(order: PredictedOrder): void {
    this.#orders.push(order);
  }

  /** The server did not apply the order: later replays leave it out. */
  withdraw(seq: number): void {
    this.#orders = this.#orders.filter((order) => order.seq !== seq);
  }

  /** Takes the truth about `tick` and predicts again from there. */
  reconcile(tick: number, truth: Snapshot): void {
    const predicted = this.#history.at(tick);
    const shown = this.#tick > tick ? this.#history.at(this.#tick) : undefined;
    const ahead = this.#tick;
    let corrected = false;
    if (predicted !== undefined) {
      this.#checked++;
      corrected = !sameOwnRows(this.#owned, this.#seat, predicted, truth);
      if (corrected) this.#corrections++;
    }
    // A copy, because predicting again overwrites the history.
    const before = corrected && shown !== undefined ? new Snapshot(shown.layout).copyFrom(shown) : undefined;
    this.store.restore(truth);
    this.#tick = tick;
    this.#keep(tick);
    this.#forget(tick);
    for (let next = tick + 1; this.#frames.has(next); next++) this.#run(next);
    const after = this.#history.at(ahead);
    if (before !== undefined && after !== undefined) this.error.corrected(this.#seat, before, after);
  }

  /** Forgets everything: a new epoch. */
  reset(): void {
    this.#history.clear();
    this.#frames.clear();
    this.#orders = [];
    this.#tick = 0;
    this.error.clear();
  }

  #run(tick: number): readonly EventRecord[] {
    const events: EventRecord[] = [];
    for (const order of this.#orders) {
      if (order.tick === tick)
        events.push(...predictCommand(this.#game, this.store, this.#seat, order, tick - 1, this.#match));
    }
    events.push(...predictStep(this.#game, this.store, this.#seat, this.#frames.get(tick)!, tick, this.#match));
    this.#tick = tick;
    this.#keep(tick);
    return events;
  }

  #keep(tick: number): void {
    this.#history.put(tick, this.store.snapshot(this.#history.reusable(tick)));
  }

  #forget(tick: number): void {
    for (const old of this.#frames.keys()) if (old <= tick) this.#frames.delete(old);
    if (this.#orders.length > 0) this.#orders = this.#orders.filter((order) => order.tick > tick);
  }
}
