/** Measures the process under test from inside: CPU time, memory, and how late each room's ticks are. */
import { answerParent } from './answering.ts';
import { Histogram } from './histogram.ts';
import type { Summary } from './histogram.ts';

export interface ServerStats {
  readonly windowMs: number;
  /** Of one core; user and system time of every thread. */
  readonly cpuPct: number;
  readonly systemPct: number;
  readonly rssMiB: number;
  /** Of one room, on average. */
  readonly ticksPerSecond: number;
  readonly latenessMs: Summary | undefined;
  /** What else the contender tells. */
  readonly more: Readonly<Record<string, unknown>>;
}

const lateness = new Histogram();
let ticks = 0;
let gauges = 0;

/** One per room: how much longer than a period each gap between two ticks is. */
export class TickGauge {
  readonly #periodMs: number;
  #lastMs: number | undefined;

  constructor(hz: number) {
    this.#periodMs = 1000 / hz;
    gauges++;
  }

  /** Call it first thing in each tick. */
  tick(): void {
    const now = performance.now();
    if (this.#lastMs !== undefined) lateness.record(now - this.#lastMs - this.#periodMs);
    this.#lastMs = now;
    ticks++;
  }
}

export interface Contestant {
  /** What to tell beside the measurements. */
  stats?(): Readonly<Record<string, unknown>>;
  /** Ends in order; without it the process just ends. */
  stop?(): Promise<void>;
}

/** Call it once the server listens. */
export function serveMeasurements(contestant: Contestant = {}): void {
  let cpu = process.cpuUsage();
  let sinceMs = performance.now();
  answerParent({
    mark() {
      lateness.reset();
      ticks = 0;
      cpu = process.cpuUsage();
      sinceMs = performance.now();
    },
    stats(): ServerStats {
      const { user, system } = process.cpuUsage(cpu);
      const windowMs = performance.now() - sinceMs;
      const share = (micros: number) => (micros / 1000 / windowMs) * 100;
      return {
        windowMs,
        cpuPct: share(user + system),
        systemPct: share(system),
        rssMiB: process.memoryUsage().rss / 2 ** 20,
        ticksPerSecond: ((ticks / windowMs) * 1000) / Math.max(1, gauges),
        latenessMs: lateness.summary,
        more: contestant.stats?.() ?? {},
      };
    },
    stop: () => contestant.stop?.(),
  });
}
