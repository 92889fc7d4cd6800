import type { Seat } from '@rubato/schema';

/** How a match ended. */
export interface Result {
  /** Empty for a draw. */
  readonly winners: readonly Seat[];
  readonly scores?: readonly { readonly seat: Seat; readonly score: number }[];
  /** Why it ended, kebab-case. */
  readonly reason?: string;
}
