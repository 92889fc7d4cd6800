/** One thing made before it is asked for; let go when nobody asks in time. */
import type { Clock } from '@rubato/ports';

/** From a hand near the button to a press, generously. */
export const AHEAD_MS = 8_000;

export class Ahead<T> {
  readonly #make: () => T;
  readonly #letGo: (made: T) => void;
  readonly #clock: Clock;
  #made: T | undefined;
  #cancel: (() => void) | undefined;

  constructor(make: () => T, letGo: (made: T) => void, clock: Clock) {
    this.#make = make;
    this.#letGo = letGo;
    this.#clock = clock;
  }

  /** Makes it, or keeps what is there for longer. */
  make(): void {
    this.#made ??= this.#make();
    this.#cancel?.();
    this.#cancel = this.#clock.after(AHEAD_MS, () => {
      const made = this.take();
      if (made !== undefined) this.#letGo(made);
    });
  }

  /** Hands it over, once. */
  take(): T | undefined {
    const made = this.#made;
    this.#made = undefined;
    this.#cancel?.();
    return made;
  }
}
