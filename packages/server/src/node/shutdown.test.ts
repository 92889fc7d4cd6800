import { setTimeout as sleep } from 'node:timers/promises';
import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { silentLog } from '@rubato/ports';
import { stopOnSignals, type ShutdownOptions, type SignalSource } from './shutdown.ts';

function start(options: Partial<ShutdownOptions>): { source: EventEmitter; exits: number[]; off: () => void } {
  const exits: number[] = [];
  const source = Object.assign(new EventEmitter(), { exit: (code: number) => exits.push(code) });
  const off = stopOnSignals({
    drain: async () => {},
    deadlineMs: 10_000,
    log: silentLog,
    source: source as SignalSource,
    ...options,
  });
  return { source, exits, off };
}

test('a signal drains and then ends the process without error', async () => {
  let drained = 0;
  const { source, exits } = start({ drain: async () => void drained++ });
  source.emit('SIGTERM', 'SIGTERM');
  await sleep(1);
  expect([drained, exits]).toEqual([1, [0]]);
});

test('a second signal ends at once with the code of the signal', () => {
  const { source, exits, off } = start({ drain: () => new Promise(() => {}) });
  source.emit('SIGTERM', 'SIGTERM');
  expect(exits).toEqual([]);
  source.emit('SIGINT', 'SIGINT');
  expect(exits).toEqual([130]);
  off();
});

test('a drain that takes longer than the deadline is given up', async () => {
  const { source, exits } = start({ drain: () => new Promise(() => {}), deadlineMs: 5 });
  source.emit('SIGINT', 'SIGINT');
  await sleep(50);
  expect(exits).toEqual([1]);
});

test('a drain that fails ends with an error', async () => {
  const { source, exits } = start({ drain: () => Promise.reject(new Error('disk')) });
  source.emit('SIGINT', 'SIGINT');
  await sleep(1);
  expect(exits).toEqual([1]);
});

test('taken off again, signals are left to others', () => {
  const { source, exits, off } = start({});
  off();
  expect(source.listenerCount('SIGINT') + source.listenerCount('SIGTERM')).toBe(0);
  expect(exits).toEqual([]);
});
