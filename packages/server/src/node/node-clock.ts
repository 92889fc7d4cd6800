import type { Clock } from '@rubato/ports';

interface Task {
  readonly dueMs: number;
  readonly run: () => void;
  cancelled: boolean;
}

/** Node's timers take whole milliseconds up to 2^31 − 1; a longer delay is waited for in pieces. */
const LONGEST_WAIT_MS = 2 ** 31 - 1;

/**
 * Real time. One timer serves all tasks, so that tasks run in the order of their due times; Node alone would run a
 * timer of fractional milliseconds up to one early, and equal ones in the order of their lengths.
 */
export class NodeClock implements Clock {
  /** By due time, and by registration among equal ones. */
  #tasks: Task[] = [];
  #timer: NodeJS.Timeout | undefined;
  #armedMs = Infinity;

  now(): number {
    return performance.now();
  }

  wallMs(): number {
    return Date.now();
  }

  /** Cost: O(log n) to find its place among n waiting tasks, plus the move of those behind it. */
  after(delayMs: number, run: () => void): () => void {
    const task: Task = { dueMs: performance.now() + Math.max(0, delayMs), run, cancelled: false };
    this.#tasks.splice(this.#place(task.dueMs), 0, task);
    this.#arm();
    return () => {
      if (task.cancelled) return;
      task.cancelled = true;
      const index = this.#tasks.indexOf(task);
      if (index >= 0) this.#tasks.splice(index, 1);
      this.#arm();
    };
  }

  #place(dueMs: number): number {
    let low = 0;
    let high = this.#tasks.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#tasks[middle]!.dueMs <= dueMs) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #arm(): void {
    const next = this.#tasks[0]?.dueMs ?? Infinity;
    if (next === this.#armedMs) return;
    clearTimeout(this.#timer);
    this.#armedMs = next;
    if (next === Infinity) return;
    const waitMs = Math.min(LONGEST_WAIT_MS, Math.max(1, Math.ceil(next - performance.now())));
    this.#timer = setTimeout(() => this.#runDue(), waitMs);
  }

  /** Runs what is due at its start; what that adds waits for the next turn of the event loop, so that sockets get theirs. */
  #runDue(): void {
    this.#armedMs = Infinity;
    const due = this.#tasks.splice(0, this.#place(performance.now()));
    try {
      for (let task = due.shift(); task; task = due.shift()) {
        if (task.cancelled) continue;
        task.cancelled = true;
        task.run();
      }
    } finally {
      // After a throw the rest is still due.
      this.#tasks.unshift(...due);
      this.#arm();
    }
  }
}
