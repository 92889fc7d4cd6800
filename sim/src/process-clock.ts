import type { Clock } from '@rubato/ports';

/** The clock of a simulated process: when the process is killed, nothing that it had planned happens. */
export class ProcessClock implements Clock {
  readonly #clock: Clock;
  #alive = true;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  now(): number {
    return this.#clock.now();
  }

  wallMs(): number {
    return this.#clock.wallMs();
  }

  after(delayMs: number, task: () => void): () => void {
    return this.#clock.after(delayMs, () => {
      if (this.#alive) task();
    });
  }

  kill(): void {
    this.#alive = false;
  }
}
