import { describe, expect, it } from 'vitest';
import { layoutOf, type Snapshot, Store, u32 } from '@rubato/schema';
import type { AnySchema } from './any-game.ts';
import { RewindRing } from './rewind-ring.ts';
import type { Layout } from '@rubato/schema';

const schema = { rows: { n: u32 } };
const layout = layoutOf(schema);

/** A store whose one row holds the tick, and a ring of three. */
const start = (ticks = 3) => {
  const store = new Store(layout);
  const row = store.state.rows.add({ n: 0 });
  const ring = new RewindRing(layout as unknown as Layout<AnySchema>, ticks);
  const push = (from: number, to: number): void => {
    for (let tick = from; tick <= to; tick++) {
      row.n = tick;
      ring.push(tick, store as unknown as Store<AnySchema>);
    }
  };
  const seen = (tick?: number): number | undefined => {
    const view = ring.at(tick) as { rows: Iterable<{ n: number }> } | undefined;
    return view === undefined ? undefined : [...view.rows][0]?.n;
  };
  return { ring, push, seen };
};

describe('the rewind ring', () => {
  it('answers with the state at the end of a tick, clamped to what it keeps', () => {
    const { push, seen } = start();
    expect(seen()).toBeUndefined();
    push(0, 0);
    expect([seen(), seen(5), seen(-1)]).toEqual([0, 0, 0]);
    push(1, 9);
    expect([6, 7, 8, 9, 10, 7.5, Number.NaN, undefined].map(seen)).toEqual([7, 7, 8, 9, 9, 7, 9, 9]);
  });

  it('returns to where it was held, however much was pushed since', () => {
    const { ring, push, seen } = start();
    push(0, 5);
    for (let attempt = 0; attempt < 3; attempt++) {
      ring.hold();
      push(6, 6 + 4 * attempt);
      ring.rollback();
      expect([3, 4, 5].map(seen)).toEqual([3, 4, 5]);
    }
    push(6, 6);
    expect([4, 5, 6].map(seen)).toEqual([4, 5, 6]);
  });

  it('reuses its memory: twice what it keeps, however long the match', () => {
    const { ring, push } = start();
    const other = start();
    other.push(0, 5);
    const memory = new Set<Snapshot>();
    for (let turn = 0; turn < 100; turn++) {
      ring.hold();
      push(turn * 5, turn * 5 + 4);
      if (turn % 3 === 0) ring.rollback();
      for (const { state } of ring.states) memory.add(state);
      if (turn % 10 === 0) ring.load(other.ring.states);
    }
    expect(memory.size).toBeLessThanOrEqual(7);
  });

  it('becomes a copy of what it loads', () => {
    const source = start();
    const target = start();
    source.push(0, 7);
    target.push(0, 2);
    target.ring.load(source.ring.states);
    source.push(8, 12);
    expect([5, 6, 7].map(target.seen)).toEqual([5, 6, 7]);
  });

  it('of no ticks keeps nothing', () => {
    const { ring, push, seen } = start(0);
    push(0, 3);
    expect(seen()).toBeUndefined();
    expect(ring.states).toEqual([]);
  });
});
