/** Counts of durations in fixed steps: recording allocates nothing and costs the same whatever the value. */
export class Histogram {
  readonly #stepMs: number;
  readonly #counts: Uint32Array;
  #total = 0;
  #max = 0;

  /** Values above `maxMs` are counted in the last step; only `max` keeps them exact. */
  constructor(stepMs = 0.05, maxMs = 2000) {
    this.#stepMs = stepMs;
    this.#counts = new Uint32Array(Math.ceil(maxMs / stepMs) + 1);
  }

  reset(): void {
    this.#counts.fill(0);
    this.#total = 0;
    this.#max = 0;
  }

  /** Values below 0 count as 0. */
  record(ms: number): void {
    const value = Math.max(0, ms);
    const bucket = Math.min(this.#counts.length - 1, Math.floor(value / this.#stepMs));
    this.#counts[bucket]! += 1;
    this.#total++;
    if (value > this.#max) this.#max = value;
  }

  /** The least upper edge of a step below which the share `q` of all values lies. */
  quantile(q: number): number {
    let left = Math.ceil(q * this.#total);
    for (let bucket = 0; bucket < this.#counts.length; bucket++) {
      left -= this.#counts[bucket]!;
      if (left <= 0) return (bucket + 1) * this.#stepMs;
    }
    return 0;
  }

  get summary(): Summary | undefined {
    if (this.#total === 0) return undefined;
    const round = (ms: number) => Math.round(ms * 100) / 100;
    return {
      count: this.#total,
      p50: round(this.quantile(0.5)),
      p99: round(this.quantile(0.99)),
      max: round(this.#max),
    };
  }
}

/** Milliseconds, all but `count`. */
export interface Summary {
  readonly count: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}
