import { describe, expect, it } from 'vitest';
import { LinkConditioner } from './link-conditioner.ts';
import { linkPresets } from './link-conditions.ts';
import type { LinkConditions } from './link-conditions.ts';
import { ManualClock } from './manual-clock.ts';
import { memoryChannelPair } from './memory-channel.ts';

interface Arrival {
  readonly index: number;
  readonly tookMs: number;
}

interface Run {
  readonly seed?: number;
  readonly conditions: Partial<LinkConditions>;
  readonly lossy?: boolean;
  readonly messages?: number;
  readonly everyMs?: number;
  readonly sizeBytes?: number;
}

/** Sends numbered messages from the conditioned client and gives what arrives at the server, in order of arrival. */
function sendMany({
  seed = 1,
  conditions,
  lossy = false,
  messages = 1000,
  everyMs = 1000 / 30,
  sizeBytes = 2,
}: Run): Arrival[] {
  const clock = new ManualClock();
  const { client, server } = memoryChannelPair(clock);
  const link = new LinkConditioner(client, clock, { seed, conditions, lossy });
  const arrivals: Arrival[] = [];
  const sentMs: number[] = [];
  server.listen({
    message: (message) => {
      const index = (message[0] as number) * 256 + (message[1] as number);
      arrivals.push({ index, tookMs: clock.now() - (sentMs[index] as number) });
    },
    closed: () => {},
  });
  for (let index = 0; index < messages; index++) {
    sentMs.push(clock.now());
    const message = new Uint8Array(sizeBytes);
    message.set([index >> 8, index & 255]);
    link.send(message);
    clock.advance(everyMs);
  }
  clock.runUntilIdle();
  return arrivals;
}

const inOrder = (arrivals: readonly Arrival[]): boolean => arrivals.every(({ index }, place) => index === place);
const times = (arrivals: readonly Arrival[]): number[] => arrivals.map(({ tookMs }) => tookMs);

describe('a link', () => {
  it('gives every message the same fate for the same seed, and another for another', () => {
    const conditions = { ...linkPresets.poor, duplicate: 0.1, reorder: 0.1 };
    const once = sendMany({ conditions, lossy: true });
    expect(sendMany({ conditions, lossy: true })).toEqual(once);
    expect(sendMany({ conditions, lossy: true, seed: 2 })).not.toEqual(once);
  });

  it('adds half the latency to each direction and jitter within its bounds', () => {
    const took = times(sendMany({ conditions: { latencyMs: 100, jitterMs: 20 }, lossy: true }));
    expect(Math.min(...took)).toBeGreaterThanOrEqual(40);
    expect(Math.min(...took)).toBeLessThan(41);
    expect(Math.max(...took)).toBeLessThanOrEqual(60);
    expect(Math.max(...took)).toBeGreaterThan(59);
  });

  it('conditions what comes in as well', () => {
    const clock = new ManualClock();
    const { client, server } = memoryChannelPair(clock);
    const link = new LinkConditioner(client, clock, { seed: 1, conditions: { latencyMs: 80 } });
    const heard: string[] = [];
    link.listen({
      message: (message) => heard.push(`${new TextDecoder().decode(message as Uint8Array)} at ${clock.now()}`),
      closed: (code) => heard.push(`closed ${code} at ${clock.now()}`),
    });
    server.send(new TextEncoder().encode('hello'));
    server.close(4010, '');
    clock.advance(100);
    expect(heard).toEqual(['hello at 40', 'closed 4010 at 40']);
  });

  it('is as good as none when perfect', () => {
    const arrivals = sendMany({ conditions: {} });
    expect(inOrder(arrivals) && arrivals.length === 1000).toBe(true);
    expect(Math.max(...times(arrivals))).toBe(0);
  });

  it('refuses conditions that no link can have', () => {
    const make = (conditions: Partial<LinkConditions>) => () => sendMany({ conditions });
    for (const conditions of [
      { loss: 1.1 },
      { loss: -0.1 },
      { latencyMs: -1 },
      { jitterMs: Number.NaN },
      { lossBurst: 0.5 },
      { bytesPerSecond: 0 },
    ]) {
      expect(make(conditions)).toThrow(RangeError);
    }
  });
});

describe('an unreliable link', () => {
  it.each([
    ['good', 0.002],
    ['average', 0.02],
    ['poor', 0.1],
  ] as const)('loses the share of the %s preset in bursts', (preset, share) => {
    const messages = 60_000;
    const arrived = new Set(
      sendMany({ conditions: linkPresets[preset], lossy: true, messages }).map(({ index }) => index),
    );
    const lost = messages - arrived.size;
    expect(lost / messages).toBeGreaterThan(share * 0.8);
    expect(lost / messages).toBeLessThan(share * 1.2);
    let bursts = 0;
    for (let index = 0; index < messages; index++)
      if (!arrived.has(index) && (index === 0 || arrived.has(index - 1))) bursts++;
    expect(lost / bursts).toBeGreaterThan(linkPresets[preset].lossBurst * 0.8);
    expect(lost / bursts).toBeLessThan(linkPresets[preset].lossBurst * 1.2);
  });

  it('repeats and reorders as often as told', () => {
    const repeated = sendMany({ conditions: { duplicate: 0.2 }, lossy: true });
    expect(repeated.length).toBeGreaterThan(1150);
    expect(repeated.length).toBeLessThan(1250);
    const reordered = sendMany({ conditions: { reorder: 0.2 }, lossy: true, everyMs: 10 });
    expect(reordered.length).toBe(1000);
    const overtaken = reordered.filter(
      ({ index }, place) => place > 0 && index < (reordered[place - 1] as Arrival).index,
    ).length;
    expect(overtaken).toBeGreaterThan(100);
  });

  it('loses everything during a partition and drops what its bandwidth cannot take in time', () => {
    expect(sendMany({ conditions: { blocked: true }, lossy: true })).toEqual([]);
    expect(sendMany({ conditions: { loss: 1 }, lossy: true })).toEqual([]);
    const narrow = sendMany({ conditions: { bytesPerSecond: 1000 }, lossy: true, everyMs: 1, sizeBytes: 100 });
    expect(narrow.length).toBeLessThan(30);
    expect(Math.max(...times(narrow))).toBeLessThanOrEqual(700);
  });
});

describe('a reliable link', () => {
  it('shows loss, reordering and jitter as delay only', () => {
    const arrivals = sendMany({ conditions: { ...linkPresets.poor, reorder: 0.1, duplicate: 0.5 } });
    expect(arrivals.length).toBe(1000);
    expect(inOrder(arrivals)).toBe(true);
    expect(Math.max(...times(arrivals))).toBeGreaterThan(300);
  });

  it('holds everything during a partition, then delivers it in order', () => {
    const clock = new ManualClock();
    const { client, server } = memoryChannelPair(clock);
    const link = new LinkConditioner(client, clock, { seed: 1, conditions: { latencyMs: 20, blocked: true } });
    const heard: (string | number)[] = [];
    server.listen({ message: (message) => heard.push(message as string), closed: (code) => heard.push(code) });
    for (let index = 0; index < 5; index++) link.send(String(index));
    link.close(1000, '');
    expect([link.open, link.queuedBytes]).toEqual([false, 5]);
    clock.advance(30_000);
    expect(heard).toEqual([]);
    link.change({ blocked: false });
    clock.advance(10);
    expect(heard).toEqual(['0', '1', '2', '3', '4', 1000]);
    expect(link.queuedBytes).toBe(0);
  });

  it('queues what exceeds its bandwidth and shows it in queuedBytes', () => {
    const clock = new ManualClock();
    const { client, server } = memoryChannelPair(clock);
    const link = new LinkConditioner(server, clock, { seed: 1, conditions: { bytesPerSecond: 10_000 } });
    let heard = 0;
    client.listen({ message: () => heard++, closed: () => {} });
    for (let index = 0; index < 100; index++) link.send(new Uint8Array(1000));
    expect(link.queuedBytes).toBe(100_000);
    clock.advance(5000);
    expect([link.queuedBytes, heard]).toEqual([50_000, 50]);
    clock.advance(5000);
    expect([link.queuedBytes, heard]).toEqual([0, 100]);
  });

  it('lets nothing overtake when it gets better while messages are under way', () => {
    const clock = new ManualClock();
    const { client, server } = memoryChannelPair(clock);
    const link = new LinkConditioner(client, clock, { seed: 1, conditions: { latencyMs: 200 } });
    const heard: string[] = [];
    server.listen({ message: (message) => heard.push(`${message as string} at ${clock.now()}`), closed: () => {} });
    link.send('slow');
    link.change({ latencyMs: 0 });
    link.send('quick');
    clock.advance(200);
    expect(heard).toEqual(['slow at 100', 'quick at 100']);
  });

  it('changes at run time from the next message on', () => {
    const clock = new ManualClock();
    const { client, server } = memoryChannelPair(clock);
    const link = new LinkConditioner(client, clock, { seed: 1 });
    const heard: string[] = [];
    server.listen({ message: (message) => heard.push(`${message as string} at ${clock.now()}`), closed: () => {} });
    link.send('quick');
    link.change({ latencyMs: 100 });
    link.send('slow');
    clock.advance(49);
    expect(heard).toEqual(['quick at 0']);
    clock.advance(1);
    expect(heard).toEqual(['quick at 0', 'slow at 50']);
  });
});
