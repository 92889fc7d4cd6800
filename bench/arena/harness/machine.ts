import { cpus, release, totalmem } from 'node:os';

/** What a result was measured on. */
export function machineFacts(): Readonly<Record<string, string | number>> {
  const cores = cpus();
  return {
    processor: cores[0]?.model.trim() ?? 'unknown',
    cores: cores.length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${process.platform} ${release()}`,
    node: process.version,
    nsPerRound: Math.round(loopNs() * 100) / 100,
  };
}

const ROUNDS = 5e7;

/** Nanoseconds of one round of a fixed loop of whole numbers, the best of three: how fast this core is today. */
function loopNs(): number {
  let best = Infinity;
  for (let run = 0; run < 3; run++) {
    const started = performance.now();
    let x = 1;
    for (let round = 0; round < ROUNDS; round++) {
      x ^= x << 13;
      x ^= x >>> 17;
      x ^= x << 5;
    }
    if (x === 0) throw new Error('a xorshift never reaches 0');
    best = Math.min(best, ((performance.now() - started) * 1e6) / ROUNDS);
  }
  return best;
}
