import { describe, expect, it } from 'vitest';
import { crossTable } from './cross.ts';

const match = (
  number: number,
  seeds: readonly (number | undefined)[],
  result?: 'first' | 'second' | 'draw' | 'none',
) => ({
  number,
  slots: seeds.map((seed) => ({ kind: 'entrant' as const, ...(seed === undefined ? {} : { seed }) })),
  state: result === undefined ? ('playing' as const) : ('over' as const),
  ...(result === undefined ? {} : { result }),
});

describe('a cross table', () => {
  it('has each result once from both sides', () => {
    const table = crossTable([match(1, [1, 2], 'first'), match(2, [3, 1], 'draw'), match(3, [2, 3], 'none')]);
    expect(table.get(1)?.get(2)?.points).toEqual([1]);
    expect(table.get(2)?.get(1)?.points).toEqual([0]);
    expect(table.get(1)?.get(3)?.points).toEqual([0.5]);
    expect(table.get(3)?.get(1)?.points).toEqual([0.5]);
    expect([table.get(2)?.get(3)?.points, table.get(3)?.get(2)?.points]).toEqual([[0], [0]]);
    expect(table.get(1)?.get(1)).toBeUndefined();
  });

  it('has both matches of those who meet twice, in their order', () => {
    const table = crossTable([match(2, [2, 1]), match(1, [1, 2], 'second')]);
    expect(table.get(1)?.get(2)?.points).toEqual([0, undefined]);
    expect(table.get(2)?.get(1)?.points).toEqual([1, undefined]);
  });

  it('leaves out who isn’t known', () => {
    expect(crossTable([match(1, [1, undefined])]).size).toBe(0);
  });
});
