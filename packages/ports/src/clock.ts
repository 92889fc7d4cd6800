/** Time as the platform sees it: monotonic milliseconds for intervals, wall milliseconds only for stamps people read. */
export interface Clock {
  /** Monotonic milliseconds since an arbitrary start; fractional, never goes back. */
  now(): number;
  /** Milliseconds since 1970-01-01 UTC; may jump, so never subtract two of them. */
  wallMs(): number;
  /** Runs `task` once, not before `delayMs` (0 or more) has passed; the returned function cancels it. */
  after(delayMs: number, task: () => void): () => void;
}
