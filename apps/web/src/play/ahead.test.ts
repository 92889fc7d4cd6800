import { ManualClock } from '@rubato/ports/doubles';
import { describe, expect, it } from 'vitest';
import { Ahead, AHEAD_MS } from './ahead.ts';

function stage() {
  const clock = new ManualClock();
  const gone: number[] = [];
  let made = 0;
  return {
    clock,
    gone,
    ahead: new Ahead(
      () => ++made,
      (one) => gone.push(one),
      clock,
    ),
  };
}

describe('what is made ahead', () => {
  it('is handed over once and stays with whoever took it', async () => {
    const { clock, gone, ahead } = stage();
    expect(ahead.take()).toBeUndefined();
    ahead.make();
    ahead.make();
    expect([ahead.take(), ahead.take()]).toEqual([1, undefined]);
    await clock.run(AHEAD_MS * 2);
    expect(gone).toEqual([]);
  });

  it('is let go when nobody asks in time; asking for it again starts the time anew', async () => {
    const { clock, gone, ahead } = stage();
    ahead.make();
    await clock.run(AHEAD_MS - 1);
    ahead.make();
    await clock.run(AHEAD_MS - 1);
    expect(gone).toEqual([]);
    await clock.run(1);
    expect([gone, ahead.take()]).toEqual([[1], undefined]);
  });
});
