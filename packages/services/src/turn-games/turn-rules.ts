/** What turn games need of a game's rules. Orders, views and settings pass as JSON texts: services don't look inside. */
import { Refused } from '../ledger/refused.ts';

/** Rules may run here, or in a thread of their own. */
export type Awaitable<T> = T | Promise<T>;

/** The rules gave no answer at all: too many questions, a time limit, a thread that died. Asked later they may. */
export class RulesUnavailable extends Refused {
  constructor(message: string) {
    super('overloaded', message);
  }
}

export interface TurnMatch {
  /** 32 hex digits; never shown before the match is over. */
  readonly seed: string;
  readonly seats: number;
  readonly settings: string;
}

export interface SheetProblem {
  /** Which order, from 0; the number of orders for what concerns the sheet as a whole. */
  readonly index: number;
  readonly reason: string;
  /** False: allowed, but hardly meant. */
  readonly fatal: boolean;
}

/** By whom a seat's orders of a turn came: `draft` what was only saved, `none` nothing at all. */
export type SheetBy = 'player' | 'draft' | 'none' | 'ai';

export interface PlayedSheet {
  readonly seat: number;
  readonly by: SheetBy;
  /** A JSON list of `{ name, args }`. */
  readonly orders: string;
  /** Of a turn that was run elsewhere, the same in all its sheets: its seed, 32 hex digits, and whose order is next. */
  readonly dice?: { readonly seed: string; readonly order: 'rounds' | 'seats' };
}

/** The reason of a result that was not reached by the rules, but decided for the players by name: whoever left counts as said. */
export const DECIDED = 'tournament';

export interface TurnResult {
  /** Seats; none is a draw. */
  readonly winners: readonly number[];
  readonly scores?: readonly { readonly seat: number; readonly score: number }[];
  readonly reason?: string;
}

/**
 * A match between two turns. Whatever it is asked must not change it, but `run`; each answer is of the match as it was at
 * the call. All of them may reject with RulesUnavailable.
 */
export interface TurnPosition {
  /** Turns that have run. */
  readonly turn: number;
  /** Seats that have something to order. */
  awaits(): Awaitable<readonly number[]>;
  result(): Awaitable<TurnResult | undefined>;
  /** Equal for equal matches. */
  hash(): Awaitable<string>;
  /** All that a seat may know, as JSON; null: a spectator. */
  view(seat: number | null): Awaitable<string>;
  /** What is wrong with a seat's orders, in their sequence; without fatal problems the turn takes all of them. */
  check(seat: number, orders: string): Awaitable<readonly SheetProblem[]>;
  /** Orders of the computer for a seat. */
  standIn(seat: number): Awaitable<string>;
  /** Runs the turn; the sheets' sequence doesn't matter. Throws when the rules fail: then the position is of no more use. */
  run(sheets: readonly PlayedSheet[]): Awaitable<void>;
  /** What the seat, or a spectator, saw of the turn that these sheets make, as JSON: a state, then what changed. */
  film(seat: number | null, sheets: readonly PlayedSheet[]): Awaitable<string>;
  /** The whole state, as text. */
  save(): Awaitable<string>;
}

export interface TurnRules {
  readonly game: string;
  readonly version: number;
  readonly leastSeats: number;
  readonly mostSeats: number;
  /** Whether seats don't see everything. */
  readonly hides: boolean;
  /** The match before its first turn; throws TypeError for settings that the game doesn't offer. */
  begin(match: TurnMatch): Awaitable<TurnPosition>;
  /** From what `save` gave. */
  load(match: TurnMatch, state: string): TurnPosition;
}
