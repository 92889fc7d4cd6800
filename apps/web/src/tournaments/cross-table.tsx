/** Everybody against everybody, in the order of the standings. */
import { crossTable, type Cell } from './cross.ts';
import type { Match, Standing } from './told.ts';
import { scoreWords, type Names } from './words.ts';

interface CrossProps {
  readonly matches: readonly Match[];
  readonly standings: readonly Standing[];
  readonly names: Names;
  readonly own: number | undefined;
}

export function CrossTable({ matches, standings, names, own }: CrossProps) {
  const table = crossTable(matches);
  const seeds = standings.map(({ seed }) => seed);
  return (
    <div class="table-view">
      <table class="score-table cross">
        <thead>
          <tr>
            <th scope="col">Player</th>
            {seeds.map((seed, at) => (
              <th key={seed} scope="col" class="number">
                <abbr title={names.get(seed) ?? `Seed ${seed}`}>{at + 1}</abbr>
              </th>
            ))}
            <th scope="col" class="number">
              Points
            </th>
          </tr>
        </thead>
        <tbody>
          {standings.map(({ seed: row, points }, at) => (
            <tr key={row} class={row === own ? 'me' : ''}>
              <th scope="row">
                <span class="soft">{at + 1}</span> {names.get(row) ?? `Seed ${row}`}
              </th>
              {seeds.map((column) => (
                <td key={column} class={`number ${column === row ? 'self' : ''}`}>
                  {column === row ? '' : cellWords(table.get(row)?.get(column))}
                </td>
              ))}
              <td class="number strong">{scoreWords(points)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const cellWords = (cell: Cell | undefined): string =>
  (cell?.points ?? []).map((points) => (points === undefined ? '·' : scoreWords(points))).join(' ');
