// Runs a turn and contains what its rules throw.
//
//   1. The state is copied once, into memory that is reused (unless the rewind ring has a copy), and the ring is held.
//   2. The turn runs at full speed. Almost always that is all.
//   3. A throw in joined, left, check, apply or step: back to 1, and the turn runs again, now with a copy before each
//      order and each step, so that whatever throws is undone alone and marked. A turn is thus rebuilt once at most,
//      however many of its orders throw.
//   4. A throw in tick: back to 1, and the match is frozen.

import type { Seat, Snapshot } from '@rubato/schema';
import { MatchFrozen, messageOf } from './errors.ts';
import type { Simulation } from './simulation.ts';
import type { FrameInput, FrameRow, JournalOrder, OrderOutcome, StepFault } from './turn.ts';

/** A turn that is about to run: arguments checked, frozen and in the form that the journal keeps. */
export interface TurnPlan {
  readonly number: number;
  readonly ticks: number;
  readonly orders: readonly JournalOrder[];
  /** Per seat; one map for all ticks, or one per tick. */
  readonly frames: readonly ReadonlyMap<Seat, FrameInput>[];
  /** Steps that are known to throw. */
  readonly stepFaults: readonly StepFault[];
  readonly seed: Uint8Array;
  readonly onReject: 'rejected' | 'lapsed';
}

/** What a turn turned out to be. */
export interface RanTurn {
  readonly orders: readonly JournalOrder[];
  readonly outcomes: readonly OrderOutcome[];
  readonly seats: readonly Seat[];
  readonly frames: readonly FrameRow[];
  readonly stepFaults: readonly StepFault[];
}

const APPLIED: OrderOutcome = Object.freeze({ status: 'applied' });
const KNOWN_FAULT: OrderOutcome = Object.freeze({ status: 'faulted', message: 'it threw when it was first run' });

class TickThrew extends Error {
  readonly tick: number;
  constructor(tick: number, cause: unknown) {
    super('tick threw', { cause });
    this.tick = tick;
  }
}

export class TurnRunner {
  readonly #simulation: Simulation;
  /** Memory of the copy before the turn. */
  #memory: Snapshot | undefined;
  /** Memory of the copies within a careful run. */
  #undo: Snapshot | undefined;

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
  }

  /** Runs the turn; throws MatchFrozen when `tick` threw, and then the state is as before. */
  run(plan: TurnPlan): RanTurn {
    const { ring } = this.#simulation;
    const opening = this.#simulation.opening(this.#memory);
    // The ring's own states are the ring's to reuse.
    if (opening.state !== ring.newest) this.#memory = opening.state;
    ring.hold();
    for (const careful of [false, true])
      try {
        return this.#attempt(plan, careful);
      } catch (error) {
        this.#simulation.rollback(opening);
        ring.rollback();
        if (error instanceof TickThrew) throw new MatchFrozen(plan.number, error.tick, error.cause);
        if (careful) throw error;
      }
    throw new Error('a turn runs twice at most');
  }

  #attempt(plan: TurnPlan, careful: boolean): RanTurn {
    const simulation = this.#simulation;
    const orders: JournalOrder[] = [];
    const outcomes: OrderOutcome[] = [];
    simulation.beginOrders(plan.number, plan.seed);
    for (const order of plan.orders) {
      const outcome = order.faulted ? KNOWN_FAULT : this.#order(order, plan.onReject, careful);
      outcomes.push(outcome);
      orders.push(outcome.status === 'faulted' && !order.faulted ? Object.freeze({ ...order, faulted: true }) : order);
    }
    const { seats } = simulation;
    const rows = rowsOf(plan, seats, simulation.codecs.frame !== undefined);
    const stepFaults: StepFault[] = [];
    for (let i = 0; i < plan.ticks; i++) {
      simulation.beginTick();
      this.#steps(plan, rows[rows.length === 1 ? 0 : i], stepFaults, careful);
      this.#tick();
    }
    return { orders, outcomes, seats, frames: rows, stepFaults };
  }

  #order(order: JournalOrder, onReject: TurnPlan['onReject'], careful: boolean): OrderOutcome {
    const refusedOr = (): OrderOutcome => {
      const reason = this.#simulation.order(order);
      return reason === undefined ? APPLIED : { status: onReject, reason };
    };
    return careful ? this.#undoing(refusedOr, (message) => ({ status: 'faulted', message })) : refusedOr();
  }

  /** One step per seat; the seat that begins moves on by one each tick, so that nobody is always first. */
  #steps(plan: TurnPlan, row: FrameRow | undefined, faults: StepFault[], careful: boolean): void {
    const simulation = this.#simulation;
    if (simulation.codecs.frame === undefined) return;
    const { seats, tick } = simulation;
    for (let i = 0; i < seats.length; i++) {
      const at = (tick + i) % seats.length;
      const seat = seats[at] as Seat;
      const known = plan.stepFaults.find((fault) => fault.tick === tick && fault.seat === seat);
      if (known !== undefined) faults.push(known);
      else if (careful)
        this.#undoing(
          () => simulation.step(seat, row?.[at]),
          () => void faults.push({ tick, seat }),
        );
      else simulation.step(seat, row?.[at]);
    }
  }

  #tick(): void {
    try {
      this.#simulation.endTick();
    } catch (error) {
      throw new TickThrew(this.#simulation.tick, error);
    }
  }

  #undoing<T>(run: () => T, faulted: (message: string) => T): T {
    const before = this.#simulation.checkpoint(this.#undo);
    this.#undo = before.state;
    try {
      return run();
    } catch (error) {
      this.#simulation.rollback(before);
      return faulted(messageOf(error));
    }
  }
}

/** The frames by seat: no row when all are neutral, one when it holds for all ticks. */
const rowsOf = (plan: TurnPlan, seats: readonly Seat[], hasFrames: boolean): readonly FrameRow[] => {
  if (!hasFrames || plan.ticks === 0) return [];
  if (!plan.frames.some((map) => seats.some((seat) => map.has(seat)))) return [];
  return plan.frames.map((map) => seats.map((seat) => map.get(seat)));
};
