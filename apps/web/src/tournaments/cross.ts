/** A round robin's cross table: what each got against each other. */
import type { Match } from './told.ts';

type Crossed = Pick<Match, 'slots' | 'state' | 'result' | 'number'>;

export interface Cell {
  /** By match, in their order: 1, ½ or 0; undefined while it isn't over. */
  readonly points: readonly (number | undefined)[];
}

/** By the seed of the row, then of the column; nobody meets itself. */
export function crossTable(matches: readonly Crossed[]): ReadonlyMap<number, ReadonlyMap<number, Cell>> {
  const rows = new Map<number, Map<number, Cell>>();
  const add = (row: number, column: number, points: number | undefined): void => {
    const cells = rows.get(row) ?? new Map<number, Cell>();
    rows.set(row, cells.set(column, { points: [...(cells.get(column)?.points ?? []), points] }));
  };
  for (const match of [...matches].sort((a, b) => a.number - b.number)) {
    const [first, second] = match.slots.map(({ seed }) => seed);
    if (first === undefined || second === undefined) continue;
    const got = pointsOf(match);
    add(first, second, got?.[0]);
    add(second, first, got?.[1]);
  }
  return rows;
}

function pointsOf({ state, result }: Crossed): readonly [number, number] | undefined {
  if (state !== 'over') return undefined;
  if (result === 'draw') return [0.5, 0.5];
  return [result === 'first' ? 1 : 0, result === 'second' ? 1 : 0];
}
