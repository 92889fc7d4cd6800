/** Screen shake by trauma: knocks add up, the offset grows with the square and calms down. Still when motion is reduced. */
const CALM_PER_SECOND = 1.9;
const REACH_PX = 14;

export class Shake {
  x = 0;
  y = 0;
  #trauma = 0;
  #ageMs = 0;

  /** `force` 0 to 1. */
  knock(force: number): void {
    this.#trauma = Math.min(1, this.#trauma + force);
  }

  step(dtMs: number, reduced: boolean): void {
    this.#ageMs += dtMs;
    this.#trauma = Math.max(0, this.#trauma - (CALM_PER_SECOND * dtMs) / 1000);
    const reach = reduced ? 0 : this.#trauma * this.#trauma * REACH_PX;
    // Two sines of unrelated rates: smooth, and never the same twice within a knock.
    const phase = this.#ageMs / 1000;
    this.x = reach * Math.sin(phase * 61) * Math.cos(phase * 23);
    this.y = reach * Math.sin(phase * 53 + 2) * Math.cos(phase * 29);
  }
}
