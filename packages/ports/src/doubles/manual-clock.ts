import type { Clock } from '../clock.ts';

/** More tasks than this at one instant is a timer that re-arms itself without delay. */
const TASKS_PER_INSTANT = 100_000;
/** How many turns of promises `run` grants after each task: longer chains go on after the next one. */
const PROMISE_TURNS = 32;

interface Timer {
  readonly dueMs: number;
  readonly order: number;
  task: (() => void) | undefined;
}

/** A clock that stands still until told to advance; tasks run in order of due time, then of registration. */
export class ManualClock implements Clock {
  private readonly heap: Timer[] = [];
  private readonly startWallMs: number;
  private nowMs = 0;
  private count = 0;
  private waiting = 0;

  /** @param startWallMs what `wallMs` shows at time 0 */
  constructor(startWallMs = 1_700_000_000_000) {
    this.startWallMs = startWallMs;
  }

  /** Tasks not yet run or cancelled. */
  get pending(): number {
    return this.waiting;
  }

  now(): number {
    return this.nowMs;
  }

  wallMs(): number {
    return this.startWallMs + Math.floor(this.nowMs);
  }

  after(delayMs: number, task: () => void): () => void {
    if (!(delayMs >= 0)) throw new RangeError(`a delay of ${delayMs} ms`);
    const timer: Timer = { dueMs: this.nowMs + delayMs, order: this.count++, task };
    this.waiting++;
    push(this.heap, timer);
    return () => {
      if (timer.task !== undefined) this.waiting--;
      timer.task = undefined;
    };
  }

  /** Lets `ms` pass; each task sees the time it was due at. */
  advance(ms: number): void {
    const end = this.nowMs + ms;
    const guard = new InstantGuard();
    for (let timer = this.takeDue(end); timer !== undefined; timer = this.takeDue(end)) this.fire(timer, guard);
    this.nowMs = end;
  }

  /** As `advance`, and lets promises settle before, between and after the tasks. */
  async run(ms: number): Promise<void> {
    const end = this.nowMs + ms;
    const guard = new InstantGuard();
    await settle();
    for (let timer = this.takeDue(end); timer !== undefined; timer = this.takeDue(end)) {
      this.fire(timer, guard);
      await settle();
    }
    this.nowMs = end;
  }

  /** Runs until no task is left, at most `limitMs` ahead; throws when tasks are left then. */
  runUntilIdle(limitMs = 600_000): void {
    const end = this.nowMs + limitMs;
    const guard = new InstantGuard();
    for (let timer = this.takeDue(end); timer !== undefined; timer = this.takeDue(end)) this.fire(timer, guard);
    if (this.waiting > 0) throw new Error(`${this.waiting} tasks still wait after ${limitMs} ms`);
  }

  private fire(timer: Timer, guard: InstantGuard): void {
    const { task } = timer;
    timer.task = undefined;
    this.waiting--;
    this.nowMs = timer.dueMs;
    guard.pass(timer.dueMs);
    task?.();
  }

  private takeDue(endMs: number): Timer | undefined {
    for (let first = this.heap[0]; first !== undefined && first.dueMs <= endMs; first = this.heap[0]) {
      pop(this.heap);
      if (first.task !== undefined) return first;
    }
    return undefined;
  }
}

/** Turns an endless loop at one instant into an error. */
class InstantGuard {
  private atMs = -1;
  private tasks = 0;

  pass(dueMs: number): void {
    this.tasks = dueMs === this.atMs ? this.tasks + 1 : 0;
    this.atMs = dueMs;
    if (this.tasks > TASKS_PER_INSTANT)
      throw new Error(`more than ${TASKS_PER_INSTANT} tasks at ${dueMs} ms: does one re-arm itself without delay?`);
  }
}

const resolved = Promise.resolve();

/** One promise whose turns follow each other takes two thirds of the time that as many of `await` do. */
function settle(): Promise<void> {
  return new Promise((settled) => {
    let left = PROMISE_TURNS;
    const turn = (): void => {
      if (left-- > 0) void resolved.then(turn);
      else settled();
    };
    turn();
  });
}

function earlier(a: Timer, b: Timer): boolean {
  return a.dueMs !== b.dueMs ? a.dueMs < b.dueMs : a.order < b.order;
}

function push(heap: Timer[], timer: Timer): void {
  let at = heap.push(timer) - 1;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (!earlier(timer, heap[parent] as Timer)) break;
    heap[at] = heap[parent] as Timer;
    at = parent;
  }
  heap[at] = timer;
}

function pop(heap: Timer[]): void {
  const last = heap.pop() as Timer;
  if (heap.length === 0) return;
  let at = 0;
  for (let child = 1; child < heap.length; child = 2 * at + 1) {
    if (child + 1 < heap.length && earlier(heap[child + 1] as Timer, heap[child] as Timer)) child++;
    if (!earlier(heap[child] as Timer, last)) break;
    heap[at] = heap[child] as Timer;
    at = child;
  }
  heap[at] = last;
}
