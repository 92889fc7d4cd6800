import { signal } from '@preact/signals';
import { expect, test } from 'vitest';
import { lookOn, RENEW_MS, UNTOLD_MS } from './looking-on.ts';

function stage() {
  const calls: string[] = [];
  const live = signal(false);
  let answer: () => Promise<unknown> = async () => undefined;
  let timers: { readonly delayMs: number; readonly task: () => void }[] = [];
  const close = lookOn({
    live,
    follow: () => {
      calls.push('follow');
      return answer();
    },
    leave: async () => void calls.push('leave'),
    look: () => void calls.push('look'),
    after: (delayMs, task) => {
      const timer = { delayMs, task };
      timers.push(timer);
      return () => void (timers = timers.filter((other) => other !== timer));
    },
  });
  const settled = async () => {
    for (let i = 0; i < 5; i++) await Promise.resolve();
    return calls.splice(0);
  };
  /** Lets the only timer fire; gives how long it waited. */
  const pass = (): number => {
    expect(timers).toHaveLength(1);
    const [timer] = timers.splice(0, 1);
    timer!.task();
    return timer!.delayMs;
  };
  return {
    live,
    close,
    settled,
    pass,
    answered: (next: () => Promise<unknown>) => (answer = next),
    timers: () => timers,
  };
}

const full = async () => {
  throw new Error('limit-reached');
};

test('whoever looks on is told as long as there is a socket, and leaves at the end', async () => {
  const { live, close, settled, pass, timers } = stage();
  expect(await settled()).toEqual([]);
  live.value = true;
  expect(await settled()).toEqual(['follow', 'look']);
  expect(pass()).toBe(RENEW_MS);
  expect(await settled()).toEqual(['follow']);
  live.value = false;
  expect([await settled(), timers()]).toEqual([[], []]);
  live.value = true;
  expect(await settled()).toEqual(['follow']);
  close();
  expect([await settled(), timers()]).toEqual([['leave'], []]);
});

test('where too many look on, the page looks by itself until there is room', async () => {
  const { live, close, settled, pass, answered, timers } = stage();
  answered(full);
  live.value = true;
  expect(await settled()).toEqual(['follow']);
  expect(pass()).toBe(UNTOLD_MS);
  expect(await settled()).toEqual(['look', 'follow']);
  answered(async () => undefined);
  expect(pass()).toBe(UNTOLD_MS);
  expect(await settled()).toEqual(['look', 'follow', 'look']);
  answered(full);
  expect(pass()).toBe(RENEW_MS);
  expect(await settled()).toEqual(['follow']);
  expect(timers().map(({ delayMs }) => delayMs)).toEqual([UNTOLD_MS]);
  close();
  expect([await settled(), timers()]).toEqual([[], []]);
});

test('who leaves while the server still thinks about it leaves when it has answered', async () => {
  const { live, close, settled, answered, timers } = stage();
  let done = () => {};
  answered(() => new Promise<void>((resolve) => (done = resolve)));
  live.value = true;
  close();
  expect(await settled()).toEqual(['follow']);
  done();
  expect([await settled(), timers()]).toEqual([['leave'], []]);
});
