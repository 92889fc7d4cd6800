/**
 * The server's time as the screen shows it: a fractional tick a little in the past, so that there are nearly always
 * two snapshots to interpolate between.
 *
 * The delay is two send intervals plus 1.25 times the arrival jitter (RFC 3550). The clock runs at 0.9 to 1.1 of true
 * speed towards its target, so it never jumps unless it is far off.
 */

/** Send intervals of delay. */
const DELAY_INTERVALS = 2;
const JITTER_FACTOR = 1.25;
const MAX_SLEW = 0.1;

/** Ticks off target beyond which the clock jumps. */
const SNAP_TICKS = 10;

export class RenderClock {
  readonly #periodMs: number;
  #offsetMs: number | undefined;
  #jitterMs = 0;
  #previousMs = 0;
  #tick = 0;
  #atMs = 0;
  #started = false;

  constructor(periodMs: number) {
    this.#periodMs = periodMs;
  }

  get jitterMs(): number {
    return this.#jitterMs;
  }

  /** Milliseconds between a snapshot's arrival and its display. */
  get delayMs(): number {
    return DELAY_INTERVALS * this.#periodMs + JITTER_FACTOR * this.#jitterMs;
  }

  /** Tells that the snapshot of `tick` has arrived. */
  arrived(tick: number, nowMs: number): void {
    const transitMs = nowMs - tick * this.#periodMs;
    if (this.#offsetMs === undefined) {
      this.#offsetMs = transitMs;
    } else {
      this.#jitterMs += (Math.abs(transitMs - this.#previousMs) - this.#jitterMs) / 16;
      this.#offsetMs += (transitMs - this.#offsetMs) / 32;
    }
    this.#previousMs = transitMs;
  }

  /** The fractional tick to show at `nowMs`; never goes back except by a jump. */
  tickAt(nowMs: number): number {
    if (this.#offsetMs === undefined) return 0;
    const target = (nowMs - this.#offsetMs - this.delayMs) / this.#periodMs;
    const elapsed = (nowMs - this.#atMs) / this.#periodMs;
    this.#atMs = nowMs;
    if (!this.#started || Math.abs(target - this.#tick - elapsed) > SNAP_TICKS) {
      this.#started = true;
      this.#tick = target;
      return target;
    }
    const error = target - (this.#tick + elapsed);
    const limit = MAX_SLEW * elapsed;
    this.#tick += elapsed + Math.max(-limit, Math.min(limit, error * 0.1));
    return this.#tick;
  }

  /** Forgets everything: the server's ticks changed. */
  reset(): void {
    this.#offsetMs = undefined;
    this.#jitterMs = 0;
    this.#started = false;
  }
}
