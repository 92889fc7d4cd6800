/** The animation loop of a viewport: one callback per display frame, time that never leaps, and what frames cost. */

/** The longest step that a frame is told: after a hidden tab the picture goes on from here. */
export const STEP_MAX_MS = 50;
/** Between two frames in low power: every second one of a display with 60. */
export const LOW_POWER_MS = 30;
const SAMPLES = 240;

/** The last 240 values; percentiles on demand. */
export class Samples {
  readonly #values = new Float32Array(SAMPLES);
  #count = 0;

  add(value: number): void {
    this.#values[this.#count % SAMPLES] = value;
    this.#count += 1;
  }

  /** `share` 0 to 1; 0 when there are no samples. */
  percentile(share: number): number {
    const held = Math.min(this.#count, SAMPLES);
    if (held === 0) return 0;
    const sorted = this.#values.slice(0, held).sort();
    return sorted[Math.min(held - 1, Math.floor(share * held))] ?? 0;
  }
}

export class FrameLoop {
  readonly #draw: (nowMs: number, dtMs: number) => void;
  readonly #report: ((intervalMs: number, costMs: number) => void) | undefined;
  readonly #lowPower: () => boolean;
  #handle = 0;
  #beforeMs = 0;

  /**
   * @param report hears the true time since the last frame and what drawing this one cost
   * @param lowPower asked in every frame: true draws about every second one
   */
  constructor(
    draw: (nowMs: number, dtMs: number) => void,
    report?: (intervalMs: number, costMs: number) => void,
    lowPower = (): boolean => false,
  ) {
    this.#draw = draw;
    this.#report = report;
    this.#lowPower = lowPower;
  }

  start(): void {
    if (this.#handle !== 0) return;
    this.#beforeMs = performance.now();
    this.#handle = requestAnimationFrame(this.#frame);
  }

  stop(): void {
    cancelAnimationFrame(this.#handle);
    this.#handle = 0;
  }

  readonly #frame = (): void => {
    this.#handle = requestAnimationFrame(this.#frame);
    const nowMs = performance.now();
    const intervalMs = nowMs - this.#beforeMs;
    if (intervalMs < LOW_POWER_MS && this.#lowPower()) return;
    this.#beforeMs = nowMs;
    this.#draw(nowMs, Math.min(STEP_MAX_MS, Math.max(0, intervalMs)));
    this.#report?.(intervalMs, performance.now() - nowMs);
  };
}
