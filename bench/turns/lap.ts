/** CPU time of this process, and rates of orders by thousands. */
import { cpuUsage } from 'node:process';

/** Told of each order that was carried out, by its number from 1. */
export type Lap = (done: number) => void;

export const cpuMs = (): number => {
  const { user, system } = cpuUsage();
  return (user + system) / 1000;
};

/** Orders per CPU-second of each stretch of `every` orders. */
export function laps(every: number): { readonly lap: Lap; readonly rates: number[] } {
  const rates: number[] = [];
  let since = cpuMs();
  return {
    rates,
    lap: (done) => {
      if (done % every !== 0) return;
      const now = cpuMs();
      rates.push((1000 * every) / (now - since));
      since = now;
    },
  };
}

export const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] as number;

/** The median of several runs, stretch by stretch. */
export const medians = (runs: readonly (readonly number[])[]): number[] =>
  (runs[0] ?? []).map((_, i) => median(runs.map((rates) => rates[i] as number)));

/** Over the whole match: stretches are equally many orders, not equally long. */
export const overall = (rates: readonly number[]): number =>
  rates.length / rates.reduce((all, each) => all + 1 / each, 0);
