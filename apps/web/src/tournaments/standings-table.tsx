/** Who stands where, and by what equal points are parted. */
import type { Format, Standing } from './told.ts';
import { isBracket, scoreWords, type Names } from './words.ts';

interface StandingsProps {
  readonly format: Format;
  readonly standings: readonly Standing[];
  readonly names: Names;
  readonly own: number | undefined;
}

export function StandingsTable({ format, standings, names, own }: StandingsProps) {
  const table = !isBracket(format);
  return (
    <div class="table-view">
      <table class="score-table">
        <thead>
          <tr>
            <th scope="col" class="number">
              <abbr title="Place">#</abbr>
            </th>
            <th scope="col">Player</th>
            {table ? (
              <th scope="col" class="number">
                Points
              </th>
            ) : null}
            {format === 'swiss' ? <Short title="Buchholz: the points of those met">Buch.</Short> : null}
            {table ? (
              <Short title="Sonneborn-Berger: the points of those beaten, half of those drawn with">S-B</Short>
            ) : null}
            <Short title="Won, drawn, lost">W-D-L</Short>
          </tr>
        </thead>
        <tbody>
          {standings.map((each) => (
            <tr key={each.seed} class={each.seed === own ? 'me' : ''}>
              <td class="number">{each.place ?? '–'}</td>
              <th scope="row">{names.get(each.seed) ?? `Seed ${each.seed}`}</th>
              {table ? <td class="number strong">{scoreWords(each.points)}</td> : null}
              {format === 'swiss' ? <td class="number">{scoreWords(each.buchholz)}</td> : null}
              {table ? <td class="number">{scoreWords(each.sonnebornBerger)}</td> : null}
              <td class="number">
                {each.won}-{each.drawn}-{each.lost}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Short({ title, children }: { readonly title: string; readonly children: string }) {
  return (
    <th scope="col" class="number">
      <abbr title={title}>{children}</abbr>
    </th>
  );
}
