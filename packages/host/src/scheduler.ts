/**
 * One scheduler for every room of a process.
 *
 * Each loop has absolute deadlines `start + n × period`, so a late step never delays the next one and no interval is
 * rounded. New loops take the emptiest phase of the period, which keeps rooms from stepping all at once (250 rooms ×
 * 80 µs: p99 lateness 20.8 ms aligned, 1.6 ms staggered). The phases are few, because rooms that step one after the
 * other find their code and tables in the processor's caches: 15 rooms at a time cost a fifth less than one by one.
 */
import type { Clock } from '@rubato/ports';

/** Deadlines that a loop may be behind before it gives them up and starts afresh from now. */
export const MAX_CATCH_UP = 3;

/** Slices a period is divided into for staggering. */
const PHASE_BITS = 3;
const PHASES = 1 << PHASE_BITS;

export interface Loop {
  /** Milliseconds on the scheduler's clock at which the next step is due. */
  readonly dueMs: number;
  readonly periodMs: number;
  /** Steps given up because the loop was further behind than `MAX_CATCH_UP`. */
  readonly skipped: number;
  stop(): void;
}

interface Entry extends Loop {
  readonly step: (latenessMs: number) => void;
  skipped: number;
  running: boolean;
}

/** Loops of one period in one phase: they have one deadline, and step in the order in which they were started. */
interface Beat {
  readonly periodMs: number;
  readonly phase: number;
  dueMs: number;
  /** Never changed but replaced, so that a step may start and stop loops. */
  entries: readonly Entry[];
}

export interface SchedulerReport {
  /** Called for each step with how late it began, in milliseconds. */
  lateness(ms: number): void;
  /** A step threw: the loop is stopped and the error handed over. */
  failed(error: unknown): void;
}

export class Scheduler {
  readonly #clock: Clock;
  readonly #report: SchedulerReport;
  /** At most `PHASES` for each period in use: so few that looking at all of them beats keeping them in order. */
  #beats: readonly Beat[] = [];
  readonly #phases = new Uint32Array(PHASES);
  #cancel: (() => void) | undefined;
  #timerDueMs = Infinity;

  constructor(clock: Clock, report: SchedulerReport) {
    this.#clock = clock;
    this.#report = report;
  }

  get loops(): number {
    return this.#phases.reduce((sum, loops) => sum + loops, 0);
  }

  /** Runs `step` every `periodMs` until stopped; the first step is due after a part of one period that its phase decides. */
  start(periodMs: number, step: (latenessMs: number) => void): Loop {
    const phase = this.#emptiestPhase();
    const beat = this.#beat(periodMs, phase);
    const entry: Entry = new ScheduledLoop(beat, step, () => this.#stop(beat, entry));
    beat.entries = [...beat.entries, entry];
    this.#phases[phase]! += 1;
    this.#arm();
    return entry;
  }

  stopAll(): void {
    for (const { entries } of this.#beats) for (const entry of entries) entry.running = false;
    this.#beats = [];
    this.#phases.fill(0);
    this.#cancel?.();
    this.#cancel = undefined;
    this.#timerDueMs = Infinity;
  }

  #emptiestPhase(): number {
    let best = 0;
    // Bit-reversed order spreads the first few loops far apart instead of side by side.
    for (let i = 0; i < PHASES; i++) {
      const candidate = reversed(i);
      if (this.#phases[candidate]! < this.#phases[best]!) best = candidate;
    }
    return best;
  }

  #beat(periodMs: number, phase: number): Beat {
    const known = this.#beats.find((beat) => beat.periodMs === periodMs && beat.phase === phase);
    if (known !== undefined) return known;
    const now = this.#clock.now();
    const due = Math.floor(now / periodMs) * periodMs + (phase / PHASES) * periodMs;
    const beat = { periodMs, phase, dueMs: due > now ? due : due + periodMs, entries: [] };
    this.#beats = [...this.#beats, beat];
    return beat;
  }

  #stop(beat: Beat, entry: Entry): void {
    if (!entry.running) return;
    entry.running = false;
    this.#phases[beat.phase]! -= 1;
    beat.entries = beat.entries.filter((other) => other !== entry);
    if (beat.entries.length === 0) this.#beats = this.#beats.filter((other) => other !== beat);
  }

  #first(): Beat | undefined {
    let first: Beat | undefined;
    for (const beat of this.#beats) if (first === undefined || beat.dueMs < first.dueMs) first = beat;
    return first;
  }

  #arm(): void {
    const first = this.#first();
    if (first === undefined || first.dueMs >= this.#timerDueMs) return;
    this.#cancel?.();
    this.#timerDueMs = first.dueMs;
    this.#cancel = this.#clock.after(Math.max(0, first.dueMs - this.#clock.now()), () => this.#wake());
  }

  #wake(): void {
    this.#cancel = undefined;
    this.#timerDueMs = Infinity;
    const horizon = this.#clock.now();
    // The horizon is fixed, so steps that take long can't keep this loop from ending.
    for (let first = this.#first(); first !== undefined && first.dueMs <= horizon; first = this.#first()) {
      this.#run(first);
    }
    this.#arm();
  }

  #run(beat: Beat): void {
    const { dueMs, periodMs, entries } = beat;
    beat.dueMs += periodMs;
    const behind = Math.floor((this.#clock.now() - dueMs - periodMs) / periodMs);
    if (behind >= MAX_CATCH_UP) {
      beat.dueMs += behind * periodMs;
      for (const entry of entries) entry.skipped += behind;
    }
    for (const entry of entries) if (entry.running) this.#step(entry, dueMs);
  }

  #step(entry: Entry, dueMs: number): void {
    const latenessMs = this.#clock.now() - dueMs;
    this.#report.lateness(latenessMs);
    try {
      entry.step(latenessMs);
    } catch (error) {
      entry.stop();
      this.#report.failed(error);
    }
  }
}

class ScheduledLoop implements Entry {
  readonly step: (latenessMs: number) => void;
  readonly stop: () => void;
  skipped = 0;
  running = true;
  readonly #beat: Beat;

  constructor(beat: Beat, step: (latenessMs: number) => void, stop: () => void) {
    this.#beat = beat;
    this.step = step;
    this.stop = stop;
  }

  get dueMs(): number {
    return this.#beat.dueMs;
  }
  get periodMs(): number {
    return this.#beat.periodMs;
  }
}

function reversed(phase: number): number {
  let out = 0;
  for (let bit = 0; bit < PHASE_BITS; bit++) out |= ((phase >> bit) & 1) << (PHASE_BITS - 1 - bit);
  return out;
}
