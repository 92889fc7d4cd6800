/** SQLite has one writer: transactions take turns here, so that a thread border never sees two at once. */
export class Turns {
  #waiting: (() => void)[] = [];
  #taken = false;
  #passing = false;

  /** Calls `start` when it is its turn, at once when nobody has it. */
  take(start: () => void): void {
    if (this.#taken) {
      this.#waiting.push(start);
      return;
    }
    this.#taken = true;
    start();
  }

  /** Passes the turn on, in the same turn of the event loop: both ends travel in one message. */
  pass(): void {
    this.#taken = false;
    // Whoever starts may pass the turn on at once, thousands in a row: a loop, not a chain of calls.
    if (this.#passing) return;
    this.#passing = true;
    while (!this.#taken && this.#waiting.length > 0) {
      const starting = this.#waiting;
      this.#waiting = [];
      let at = 0;
      for (; at < starting.length && !this.#taken; at++) this.take(starting[at]!);
      this.#waiting = [...starting.slice(at), ...this.#waiting];
    }
    this.#passing = false;
  }
}
