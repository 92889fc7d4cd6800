/** What a leaderboard is: data, and the arithmetic of its scores and periods. */
import { Refused } from '../ledger/refused.ts';

export interface BoardDefinition {
  /** Lower-case letters, digits and dashes: it stands in addresses. */
  readonly name: string;
  readonly order: 'highest' | 'lowest';
  /** What an entry does to the score: keep the better one, replace it, add to it, take from it. */
  readonly operation: 'best' | 'set' | 'incr' | 'decr';
  /** When everybody begins anew: at midnight, on Monday at midnight, both UTC, or never. */
  readonly reset: 'daily' | 'weekly' | 'never';
  /** Periods that can be looked at, the running one among them; older ones are deleted. */
  readonly keptPeriods: number;
  /** `players` may submit entries of their own: only for what nobody gains by. */
  readonly writers: 'server' | 'players';
}

/** An owner's score after so many entries. */
export interface Score {
  readonly score: number;
  /** When it was reached: of two equal scores the earlier one is the better. */
  readonly reachedMs: number;
  readonly entries: number;
}

/** Periods that a board may keep. */
export const MOST_KEPT_PERIODS = 400;
const DAY_MS = 86_400_000;
const NAME = /^[a-z0-9][a-z0-9-]{0,63}$/;
/** 1970-01-05, the first Monday there is. */
const FIRST_MONDAY_MS = 4 * DAY_MS;

/** Throws TypeError: a definition is the program's own. */
export function checkBoard(definition: BoardDefinition): BoardDefinition {
  const { name, keptPeriods } = definition;
  if (!NAME.test(name)) throw new TypeError(`a board's name is lower-case letters, digits and dashes, not ${name}`);
  if (!Number.isInteger(keptPeriods) || keptPeriods < 1 || keptPeriods > MOST_KEPT_PERIODS)
    throw new TypeError(`the board ${name} keeps 1 to ${MOST_KEPT_PERIODS} periods, not ${keptPeriods}`);
  return definition;
}

/** The beginning of the period that a moment lies in; 0 for boards without resets. */
export function periodOf({ reset }: Pick<BoardDefinition, 'reset'>, atMs: number): number {
  if (reset === 'never') return 0;
  if (reset === 'daily') return Math.floor(atMs / DAY_MS) * DAY_MS;
  const weeks = Math.floor((atMs - FIRST_MONDAY_MS) / (7 * DAY_MS));
  return weeks * 7 * DAY_MS + FIRST_MONDAY_MS;
}

/** The beginning of the oldest period that is kept. */
export function oldestKept(definition: BoardDefinition, nowMs: number): number {
  const { reset, keptPeriods } = definition;
  if (reset === 'never') return 0;
  return periodOf(definition, nowMs) - (keptPeriods - 1) * DAY_MS * (reset === 'weekly' ? 7 : 1);
}

/** The smaller is the better, whatever the board's order. */
export function rankKey({ order }: Pick<BoardDefinition, 'order'>, score: number): number {
  // `0 - score`: a negative zero is no integer to a database.
  return order === 'highest' ? 0 - score : score;
}

/** The score after one more entry; throws Refused `bad-value` where integers end. */
export function afterEntry(
  definition: BoardDefinition,
  before: Score | undefined,
  { amount, atMs }: { readonly amount: number; readonly atMs: number },
): Score {
  const entries = (before?.entries ?? 0) + 1;
  // `+ 0`: an integer has no negative zero.
  const score = newScore(definition, before?.score, amount) + 0;
  if (!Number.isSafeInteger(score)) throw new Refused('bad-value', 'a score stays within ±(2^53 − 1)');
  if (before?.score === score) return { ...before, entries };
  // A clock that was set back does not make a score older than the one before it.
  return { score, reachedMs: Math.max(atMs, before?.reachedMs ?? 0), entries };
}

function newScore(definition: BoardDefinition, before: number | undefined, amount: number): number {
  switch (definition.operation) {
    case 'best':
      return before === undefined || rankKey(definition, amount) < rankKey(definition, before) ? amount : before;
    case 'set':
      return amount;
    case 'incr':
      return (before ?? 0) + amount;
    case 'decr':
      return 0 - amount + (before ?? 0);
    default:
      return definition.operation satisfies never;
  }
}
