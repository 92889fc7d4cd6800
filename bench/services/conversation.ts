/** A hall in which some speak and all hear: the same load for each contender. */
import { Histogram } from '../arena/harness/histogram.ts';
import type { Part } from '../arena/harness/part.ts';
import type { Figure } from './figure.ts';
import type { Usage } from './server.ts';

export const HEARERS = 200;
export const SPEAKERS = 20;
/** Of each speaker: below what flood control allows. */
const EVERY_MS = 250;
/** Arriving at once. */
const ARRIVING = 20;

export interface Speaker {
  say(message: string): void;
  leave(): void;
}

export interface Conversation {
  readonly name: string;
  readonly seconds: number;
  readonly goals?: { readonly deliveries: number; readonly p99Ms: number };
  readonly enter: (at: number, onHeard: (message: string) => void) => Promise<Speaker>;
}

const sleep = (ms: number) => new Promise<void>((done) => void setTimeout(done, ms));

export async function converse(
  server: Part,
  { name, seconds, goals, enter }: Conversation,
): Promise<readonly Figure[]> {
  const latencies = new Histogram();
  const saidAt = new Map<string, number>();
  let heard = 0;
  let said = 0;
  const onHeard = (message: string) => {
    heard++;
    latencies.record(performance.now() - saidAt.get(message)!);
  };
  const speakers: Speaker[] = [];
  while (speakers.length < HEARERS) {
    const some = Array.from({ length: ARRIVING }, (_, more) => enter(speakers.length + more, onHeard));
    speakers.push(...(await Promise.all(some)));
  }
  // One after the other, as people speak.
  const timer = setInterval(() => {
    const message = `b ${said}`;
    saidAt.set(message, performance.now());
    speakers[said++ % SPEAKERS]!.say(message);
  }, EVERY_MS / SPEAKERS);
  await sleep(2000);
  await server.ask('mark');
  latencies.reset();
  const before = { heard, said };
  await sleep(seconds * 1000);
  const usage = await server.ask<Usage>('usage');
  const [deliveries, messages] = [heard - before.heard, said - before.said];
  clearInterval(timer);
  for (const speaker of speakers) speaker.leave();
  const least = goals === undefined ? {} : { goal: goals.deliveries };
  const most = goals === undefined ? {} : { goal: goals.p99Ms, atMost: true };
  return [
    { name: `${name}: deliveries`, value: deliveries / usage.cpuSeconds, unit: 'a CPU-second', ...least },
    { name: `${name}: deliveries as it ran`, value: deliveries / usage.seconds, unit: 'a second' },
    { name: `${name}: messages`, value: messages / usage.cpuSeconds, unit: 'a CPU-second' },
    { name: `${name}: p50`, value: latencies.quantile(0.5), unit: 'ms' },
    { name: `${name}: p99`, value: latencies.quantile(0.99), unit: 'ms', ...most },
  ];
}
