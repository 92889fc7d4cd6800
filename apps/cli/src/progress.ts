/** A line that tells how far a long piece of work is; on a terminal only, and only once it takes a while. */
import { whole } from './human.ts';
import type { Shell } from './shell.ts';

/** Work that is done before this shows nothing. */
const FIRST_MS = 500;
const NEXT_MS = 100;

export class Progress {
  readonly #shell: Shell;
  readonly #what: string;
  readonly #total: number;
  readonly #now: () => number;
  #done = 0;
  #dueMs: number;
  #shown = false;

  /** @param what `turns`; @param now milliseconds that only grow */
  constructor(shell: Shell, what: string, total: number, now: () => number = () => performance.now()) {
    this.#shell = shell;
    this.#what = what;
    this.#total = total;
    this.#now = now;
    this.#dueMs = shell.stderr.isTTY === true ? now() + FIRST_MS : Number.POSITIVE_INFINITY;
  }

  /** One more is done. */
  step(): void {
    this.#done++;
    if (this.#now() < this.#dueMs) return;
    this.#dueMs = this.#now() + NEXT_MS;
    this.#shown = true;
    const percent = Math.floor((100 * this.#done) / Math.max(1, this.#total));
    this.#shell.stderr.write(`\r\u001b[K${whole(this.#done)} of ${whole(this.#total)} ${this.#what} (${percent} %)`);
  }

  /** Takes the line away. */
  end(): void {
    if (this.#shown) this.#shell.stderr.write('\r\u001b[K');
    this.#shown = false;
  }
}
