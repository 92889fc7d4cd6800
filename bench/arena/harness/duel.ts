/**
 * Two servers at once on one core, under the same load: what disturbs the machine disturbs both, so that their ratio
 * varies by a hundredth where single runs vary by a tenth.
 */
import type { Bout } from './bout.ts';

export interface Duel {
  /** Of a core, mean of all windows. */
  readonly cpuPct: readonly [number, number];
  /** The second's CPU to the first's, and how far that may be off (standard error over the windows). */
  readonly ratio: number;
  readonly error: number;
}

/** @param windows how often both are measured, at least 2. */
export async function duel(bouts: readonly [Bout, Bout], windows: number, seconds: number): Promise<Duel> {
  const cpu: [number[], number[]] = [[], []];
  for (let window = 0; window < windows; window++) {
    const [first, second] = await Promise.all(bouts.map((bout) => bout.measure(0, seconds)));
    cpu[0].push(first!.server.cpuPct);
    cpu[1].push(second!.server.cpuPct);
  }
  const ratios = cpu[0].map((first, window) => cpu[1][window]! / first);
  const ratio = mean(ratios);
  const variance = mean(ratios.map((each) => (each - ratio) ** 2));
  return {
    cpuPct: [mean(cpu[0]), mean(cpu[1])],
    ratio,
    error: Math.sqrt(variance / (windows - 1)),
  };
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
