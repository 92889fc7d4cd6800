/** Shares of the full resolution, tried one after the other. */
const QUALITIES = [1, 0.8, 0.64, 0.5] as const;
/** Frames judged together: one that is late says nothing. */
const WINDOW = 90;
/** Frames may take this much longer than they should, on average. */
const TOLERANCE = 1.5;

/** Lowers a picture's resolution where the device doesn't keep up; never raises it again, so that nothing flickers. */
export class Pace {
  #step = 0;
  #frames = 0;
  #sumMs = 0;

  /** 1 down to 0.5. */
  get quality(): number {
    return QUALITIES[this.#step] ?? 1;
  }

  /** Tells what the last frame took; `wantedMs` is what it should have. */
  add(tookMs: number, wantedMs: number): void {
    this.#frames += 1;
    this.#sumMs += tookMs;
    if (this.#frames < WINDOW) return;
    const late = this.#sumMs / this.#frames > wantedMs * TOLERANCE;
    this.#frames = this.#sumMs = 0;
    if (late && this.#step < QUALITIES.length - 1) this.#step += 1;
  }
}
