import { readFileSync } from 'node:fs';

/** Starts a window; the returned function ends it and says which share of a core was busy in it, in percent, whoever used it. */
export function coreBusy(core: number): () => number {
  const before = ticksOf(core);
  return () => {
    const spent = ticksOf(core).map((value, at) => value - before[at]!);
    const [, , , idle = 0, waiting = 0] = spent;
    const total = spent.slice(0, COUNTED).reduce((sum, value) => sum + value, 0);
    return total === 0 ? 0 : (1 - (idle + waiting) / total) * 100;
  };
}

// user nice system idle iowait irq softirq steal; the two after them are contained in these (proc_stat(5)).
const COUNTED = 8;

function ticksOf(core: number): number[] {
  const line = readFileSync('/proc/stat', 'utf8')
    .split('\n')
    .find((candidate) => candidate.startsWith(`cpu${core} `));
  return (line ?? '').trim().split(/\s+/).slice(1).map(Number);
}
