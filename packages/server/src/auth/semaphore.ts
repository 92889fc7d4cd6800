/** Lets `slots` work at once and `most` wait, first come, first served. */
export class Semaphore {
  #free: number;
  readonly #most: number;
  readonly #waiting: ((release: () => void) => void)[] = [];

  constructor(slots: number, most: number) {
    this.#free = slots;
    this.#most = most;
  }

  /** Resolves with the function that gives the slot back, or at once with undefined when too many wait. */
  take(): Promise<(() => void) | undefined> {
    if (this.#free > 0) {
      this.#free--;
      return Promise.resolve(this.#release());
    }
    if (this.#waiting.length >= this.#most) return Promise.resolve(undefined);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #release(): () => void {
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      const next = this.#waiting.shift();
      if (next) next(this.#release());
      else this.#free++;
    };
  }
}
