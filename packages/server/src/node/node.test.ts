import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, test, vi } from 'vitest';
import { clockContract } from '@rubato/ports/contracts';
import { createLog } from './log.ts';
import { NodeClock } from './node-clock.ts';
import { nodeRandom } from './node-random.ts';

clockContract({ describe, it }, 'Node', () => ({ clock: new NodeClock(), pass: (ms) => sleep(ms) }));

test('a thousand tasks with fractional delays run in due order and never early', async () => {
  const clock = new NodeClock();
  const early: number[] = [];
  const order: { earliest: number; latest: number }[] = [];
  const delays = Array.from({ length: 1000 }, (_, index) => ((index * 7919) % 1000) / 12.5);
  const last = new Promise<void>((resolve) => clock.after(100, resolve));
  for (const delay of delays) {
    const earliest = clock.now() + delay;
    clock.after(delay, () => {
      order.push({ earliest, latest });
      if (clock.now() < earliest) early.push(earliest);
    });
    // The clock read its own time somewhere in between.
    const latest = clock.now() + delay;
  }
  await last;
  expect(early).toEqual([]);
  expect(order).toHaveLength(1000);
  let before = 0;
  for (const { earliest, latest } of order) {
    expect(latest).toBeGreaterThanOrEqual(before);
    before = Math.max(before, earliest);
  }
});

test('a cancelled task leaves no timer behind that keeps the process awake', () => {
  const clock = new NodeClock();
  const before = process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
  const cancel = clock.after(60_000, () => {});
  expect(process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length).toBe(before + 1);
  cancel();
  expect(process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length).toBe(before);
});

test('waiting for a task costs a timer or two, not a poll', async () => {
  const clock = new NodeClock();
  const timers = vi.spyOn(globalThis, 'setTimeout');
  await new Promise<void>((resolve) => clock.after(40.5, resolve));
  expect(timers.mock.calls.length).toBeLessThan(5);
  timers.mockRestore();
});

test('a task that throws is not hidden and does not keep the others from running', async () => {
  const clock = new NodeClock();
  const listeners = process.rawListeners('uncaughtException') as ((error: Error) => void)[];
  process.removeAllListeners('uncaughtException');
  const thrown = new Promise<Error>((resolve) => process.once('uncaughtException', resolve));
  clock.after(1, () => {
    throw new Error('a bug');
  });
  await new Promise<void>((resolve) => clock.after(1, resolve));
  expect((await thrown).message).toBe('a bug');
  for (const listener of listeners) process.on('uncaughtException', listener);
});

test('random bytes have the length asked for, within their limits', () => {
  expect(nodeRandom.bytes(65_536)).toHaveLength(65_536);
  expect(nodeRandom.bytes(16)).not.toEqual(nodeRandom.bytes(16));
  for (const count of [0, -1, 1.5, 65_537]) expect(() => nodeRandom.bytes(count)).toThrow(RangeError);
});

describe('the log', () => {
  function lines(
    format: 'json' | 'text',
    level: 'info' | 'silent' = 'info',
  ): { log: ReturnType<typeof createLog>; written: string[] } {
    const written: string[] = [];
    return { log: createLog({ level, format, write: (line) => written.push(line) }), written };
  }

  it('writes one JSON object a line, with the time and errors in full', () => {
    const { log, written } = lines('json');
    log.log('warn', 'lost', { room: 'r1', error: new Error('outer', { cause: new Error('inner') }) });
    log.log('debug', 'too detailed');
    expect(written).toHaveLength(1);
    expect(written[0]!.endsWith('\n')).toBe(true);
    expect(JSON.parse(written[0]!)).toMatchObject({
      level: 'warn',
      time: expect.stringMatching(/^\d{4}-.*Z$/),
      pid: process.pid,
      msg: 'lost',
      room: 'r1',
      error: { message: 'outer', cause: { message: 'inner' }, stack: expect.stringContaining('Error: outer') },
    });
  });

  it('writes text for people', () => {
    const { log, written } = lines('text');
    log.log('info', 'listening', { url: 'http://127.0.0.1:1', rooms: 3 });
    expect(written[0]).toMatch(/^\d\d:\d\d:\d\d\.\d{3} info {2}listening url=http:\/\/127\.0\.0\.1:1 rooms=3\n$/);
  });

  it('writes nothing when it is silent', () => {
    for (const format of ['json', 'text'] as const) {
      const { log, written } = lines(format, 'silent');
      log.log('error', 'x');
      expect(written).toEqual([]);
    }
  });
});
