import type { Doc } from '../json/canonical.ts';
import type { ReadRecord } from '../letters/turn-record.ts';
import type { TurnLetters } from './turn-letters.ts';

/** A turn that is over: its record, the letters that it follows from, and what happened. */
export interface TurnLog {
  readonly turn: number;
  readonly record: ReadRecord;
  readonly letters: TurnLetters;
  readonly events: readonly Doc[];
}
