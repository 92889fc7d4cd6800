// What goes into a machine and what comes out: orders, frames, turns, outcomes, events. Plain data throughout.

import type { Seat } from '@rubato/schema';
import type { Rejection } from './rejection.ts';

/** A discrete order: delivered once, in order per seat, and answered with an outcome. */
export interface Order {
  readonly seat: Seat;
  /** Counts up per seat. */
  readonly seq: number;
  /** The tick whose state the seat saw when it ordered; what `past` answers by default. */
  readonly seenTick: number;
  readonly name: string;
  readonly args: unknown;
}

/** Someone takes a seat. Only the platform gives this order. */
export const JOIN = '$join';
/** Someone gives up a seat. Only the platform gives this order. */
export const LEAVE = '$leave';

export interface PlatformOrder extends Order {
  readonly name: typeof JOIN | typeof LEAVE;
}

/** What a seat holds during a tick. */
export interface FrameInput {
  readonly args: unknown;
  readonly seenTick: number;
}

/** What a host asks of a machine: of any, or `TurnInputOf` a game (game-types.ts). */
export interface TurnInput<O extends Order = Order, F extends FrameInput = FrameInput> {
  /** In the order in which they take effect: the machine never sorts. */
  readonly orders?: readonly O[];
  /** Simulation steps after the orders, 0 to 36,000. */
  readonly ticks: number;
  /** Per seat; a seat without one holds the neutral frame. One map holds for all ticks, a list has one for each. */
  readonly frames?: ReadonlyMap<Seat, F> | readonly ReadonlyMap<Seat, F>[];
  /** 16 bytes that replace the match's seed for this turn. */
  readonly seed?: Uint8Array;
  /** What to call a refused order: `lapsed` when it had passed the check at submission. */
  readonly onReject?: 'rejected' | 'lapsed';
}

/** An order as the journal keeps it. */
export interface JournalOrder extends Order {
  /** Its rule threw: it left no trace, and a replay skips it. */
  readonly faulted?: true;
}

/** One frame per seat of `Turn.seats`; undefined is the neutral one. */
export type FrameRow = readonly (FrameInput | undefined)[];

/** A seat's step that threw and left no trace. */
export interface StepFault {
  readonly tick: number;
  readonly seat: Seat;
}

/** The journal's unit: what was ordered, then how long it ran. Real time is only short turns. */
export interface Turn {
  /** Counts from 1. */
  readonly number: number;
  /** The tick it began after. */
  readonly startTick: number;
  readonly ticks: number;
  readonly orders: readonly JournalOrder[];
  /** Whose frames ran: everyone seated after the orders. Empty in games without frames. */
  readonly seats: readonly Seat[];
  /** None when every frame was neutral, one row when it held for all ticks, else one per tick. */
  readonly frames: readonly FrameRow[];
  readonly stepFaults: readonly StepFault[];
  readonly onReject: 'rejected' | 'lapsed';
  readonly seed?: Uint8Array;
  /** Of the machine after the turn, 16 hex digits; on every turn or every n-th. */
  readonly hash?: string;
}

/** What became of an order. */
export type OrderOutcome =
  | { readonly status: 'applied' }
  | { readonly status: 'rejected' | 'lapsed'; readonly reason: Rejection }
  | { readonly status: 'faulted'; readonly message: string };

/** Something that happened. (tick, cause, index) is its identity; for an order's events, (cause, index) suffices. */
export interface EventRecord {
  readonly tick: number;
  /** See `orderCause`, `frameCause`, TICK_CAUSE and SETUP_CAUSE. */
  readonly cause: number;
  /** Counts from 0 within tick and cause. */
  readonly index: number;
  readonly name: string;
  /** Frozen, in the form that the wire carries. */
  readonly data: object;
  /** Absent: everyone. Those who saw the row at that moment, where it was emitted near one. */
  readonly to?: { readonly seats: readonly Seat[]; readonly spectators: boolean };
}

export const SETUP_CAUSE = 0;
export const TICK_CAUSE = 1;
/** The cause of what a seat's frame brought about. */
export const frameCause = (seat: Seat): number => 2 + 4 * seat;
/** The cause of what an order brought about: known to the client that sent it. */
export const orderCause = (seat: Seat, seq: number): number => 3 + 4 * (seat + 256 * seq);

/** Whether an event of this cause came of an order: then (cause, index) alone tells it from all others of its seat. */
export const isOrderCause = (cause: number): boolean => cause % 4 === 3;

export interface TurnReport {
  readonly turn: Turn;
  /** Parallel to the orders given. */
  readonly outcomes: readonly OrderOutcome[];
  readonly events: readonly EventRecord[];
}
