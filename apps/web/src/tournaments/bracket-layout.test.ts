import { doubleElimination, singleElimination } from '@rubato/services';
import { describe, expect, it } from 'vitest';
import { layOutBracket, nextMatch, type BracketLayout, type LaidMatch } from './bracket-layout.ts';

const SIZES = [...Array.from({ length: 40 }, (_, at) => at + 2), 63, 64, 65, 127, 128, 129, 200, 255, 256];
const plans = SIZES.flatMap((size) => [
  { name: `single of ${size}`, matches: singleElimination(size) as readonly LaidMatch[] },
  { name: `double of ${size}`, matches: doubleElimination(size) as readonly LaidMatch[] },
]);

/** Pairs of things in one column that share some of their height. */
function overlaps({ places, headings }: BracketLayout): readonly string[] {
  const all = [
    ...[...places.values()].map(({ number, column, row }) => ({ name: `match ${number}`, column, row })),
    ...headings.map(({ bracket, round, column, row }) => ({ name: `${bracket} ${round}`, column, row })),
  ].sort((a, b) => a.column - b.column || a.row - b.row);
  return all.flatMap((each, at) => {
    const next = all[at + 1];
    return next && next.column === each.column && next.row - each.row < 1 ? [`${each.name} on ${next.name}`] : [];
  });
}

describe('the layout of a bracket', () => {
  it('gives each match of 2 to 256 entrants a place of its own, inside the drawing', () => {
    for (const { name, matches } of plans) {
      const layout = layOutBracket(matches);
      expect(layout.places.size, name).toBe(matches.length);
      expect(overlaps(layout), name).toEqual([]);
      for (const { column, row } of layout.places.values()) {
        expect(column >= 0 && column < layout.columns, name).toBe(true);
        expect(row >= 0 && row + 1 <= layout.rows, name).toBe(true);
      }
    }
  });

  it('leads each winner to the right, and to one match only', () => {
    for (const { name, matches } of plans) {
      const { ways, places } = layOutBracket(matches);
      expect(new Set(ways.map(({ from }) => from)).size, name).toBe(ways.length);
      // All but the last go on.
      expect(ways.length, name).toBe(matches.length - 1);
      for (const { from, to } of ways) expect(places.get(to)!.column, name).toBeGreaterThan(places.get(from)!.column);
    }
  });

  it('puts a match halfway between those before it', () => {
    const { places } = layOutBracket(singleElimination(8) as readonly LaidMatch[]);
    expect([...places.values()]).toEqual([
      { number: 1, column: 0, row: 1 },
      { number: 2, column: 0, row: 2 },
      { number: 3, column: 0, row: 3 },
      { number: 4, column: 0, row: 4 },
      { number: 5, column: 1, row: 1.5 },
      { number: 6, column: 1, row: 3.5 },
      { number: 7, column: 2, row: 2.5 },
    ]);
  });

  it('has losers below winners, and the finals behind both', () => {
    const matches = doubleElimination(8) as readonly LaidMatch[];
    const { places, columns, headings } = layOutBracket(matches);
    const rows = (bracket: string): number[] =>
      matches.filter((match) => match.bracket === bracket).map(({ number }) => places.get(number)!.row);
    expect(Math.min(...rows('losers'))).toBeGreaterThan(Math.max(...rows('winners')));
    const [final, reset] = matches.slice(-2).map(({ number }) => places.get(number)!);
    expect([final?.column, reset?.column]).toEqual([columns - 2, columns - 1]);
    expect(headings.map(({ bracket, rounds }) => `${bracket} ${rounds}`)).toEqual(
      [3, 3, 3]
        .map((rounds) => `winners ${rounds}`)
        .concat(
          [4, 4, 4, 4].map((rounds) => `losers ${rounds}`),
          ['final 1', 'reset 1'],
        ),
    );
  });

  it('leads arrow keys from match to match, past those that are not drawn', () => {
    const layout = layOutBracket(singleElimination(8) as readonly LaidMatch[]);
    const all = (): boolean => true;
    expect(nextMatch(layout, 1, 'ArrowDown', all)).toBe(2);
    expect(nextMatch(layout, 1, 'ArrowDown', (number) => number !== 2)).toBe(3);
    expect(nextMatch(layout, 1, 'ArrowUp', all)).toBeUndefined();
    expect(nextMatch(layout, 4, 'ArrowRight', all)).toBe(6);
    expect(nextMatch(layout, 7, 'ArrowLeft', all)).toBe(5);
    expect(nextMatch(layout, 7, 'ArrowRight', all)).toBeUndefined();
  });

  it('of nothing is empty', () => {
    expect(layOutBracket([])).toEqual({ places: new Map(), ways: [], headings: [], columns: 0, rows: 0 });
  });
});
