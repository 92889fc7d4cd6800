/**
 * Statistics of one seat that an honest player rarely shows. A flag is a reason for a person to look, never a verdict:
 * nothing here refuses input.
 */

export type AnomalyFlag = 'input-rate' | 'clock-rate' | 'hit-rate';

/** Inputs a second, as a multiple of the room's rate, from which `input-rate` is raised. */
const INPUT_RATE_FACTOR = 1.5;

/** Relative speed of the client's clock against the server's from which `clock-rate` is raised (a speed hack runs it fast). */
const CLOCK_RATE_LIMIT = 0.05;

/** Share of attempts that succeed from which `hit-rate` is raised. */
const HIT_RATE_LIMIT = 0.9;
const HIT_RATE_ATTEMPTS = 40;

/** Length of one measurement. */
const WINDOW_MS = 10_000;

export class SeatStatistics {
  readonly #hz: number;
  #windowMs: number;
  #windowClientMs: number | undefined;
  #inputs = 0;
  #attempts = 0;
  #successes = 0;
  readonly #flags = new Map<AnomalyFlag, number>();

  constructor(hz: number, nowMs: number) {
    this.#hz = hz;
    this.#windowMs = nowMs;
  }

  /** How often each flag was raised. */
  get flags(): ReadonlyMap<AnomalyFlag, number> {
    return this.#flags;
  }

  /** Counts one accepted input; returns the flags that this one completed. */
  input(nowMs: number, clientMs: number): readonly AnomalyFlag[] {
    this.#windowClientMs ??= clientMs;
    this.#inputs++;
    const elapsedMs = nowMs - this.#windowMs;
    if (elapsedMs < WINDOW_MS) return NONE;
    const raised: AnomalyFlag[] = [];
    if (this.#inputs / (elapsedMs / 1000) > this.#hz * INPUT_RATE_FACTOR) raised.push('input-rate');
    const clockRate = (clientMs - this.#windowClientMs) / elapsedMs;
    if (Math.abs(clockRate - 1) > CLOCK_RATE_LIMIT && elapsedMs < 2 * WINDOW_MS) raised.push('clock-rate');
    this.#windowMs = nowMs;
    this.#windowClientMs = clientMs;
    this.#inputs = 0;
    return this.#raise(raised);
  }

  /** Counts something the seat tried, such as a shot. */
  attempted(): void {
    this.#attempts++;
  }

  /** Counts an attempt that succeeded, such as a hit. */
  succeeded(): readonly AnomalyFlag[] {
    this.#successes++;
    if (this.#attempts < HIT_RATE_ATTEMPTS) return NONE;
    const rate = this.#successes / this.#attempts;
    this.#attempts = 0;
    this.#successes = 0;
    return rate > HIT_RATE_LIMIT ? this.#raise(['hit-rate']) : NONE;
  }

  #raise(flags: readonly AnomalyFlag[]): readonly AnomalyFlag[] {
    for (const flag of flags) this.#flags.set(flag, (this.#flags.get(flag) ?? 0) + 1);
    return flags;
  }
}

const NONE: readonly AnomalyFlag[] = [];
