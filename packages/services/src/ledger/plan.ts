/** One transaction written down before it is sent: what each statement must meet, and what it means when it does not. */
import type { Statement } from '@rubato/ports';
import type { Refusal } from './refused.ts';

export interface Step {
  readonly statement: Statement;
  /** The answer when the statement meets another number of rows than it expects; `again`: look again and decide anew. */
  readonly missed?: Refusal | 'again';
  /** The answer when it would break a unique key or another constraint. */
  readonly broken?: Refusal | 'again';
}

export interface Plan<R> {
  readonly steps: readonly Step[];
  /** Names of what the steps decide upon together; needless for what one statement compares and sets by itself. */
  readonly locks?: readonly string[];
  readonly reply: R;
}

/** A statement that must meet exactly one row. */
export function oneRow(
  sql: string,
  values: NonNullable<Statement['values']>,
  answers: Omit<Step, 'statement'> = {},
): Step {
  return { statement: { sql, values, expect: 1 }, ...answers };
}
