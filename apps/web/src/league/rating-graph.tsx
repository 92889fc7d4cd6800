/** A rating's curve. The table beside it says the same in numbers. */
import { eloShown } from './elo.ts';
import { graphOf, pointsText, type GraphPoint } from './graph.ts';
import type { Change } from './told.ts';
import { dayWords, gainWords, othersWords, outcomeWords } from './words.ts';

const SIZE = { width: 520, height: 220 } as const;
/** For the ratings beside the lines, and for points at the edges. */
const PAD = { left: 56, right: 10, top: 12, bottom: 28 } as const;
/** More points than this are a line without dots. */
const MOST_DOTS = 80;

/** @param changes the newest first, as the server tells them; at least one. */
export function RatingGraph({ changes }: { readonly changes: readonly Change[] }) {
  const history = [...changes].reverse();
  const graph = graphOf(history, SIZE, eloShown.value ? history.map(({ elo }) => elo) : []);
  const ratings = history.map(({ rating }) => Math.round(rating));
  const label = `Rating over ${history.length} matches: from ${ratings[0]} to ${ratings.at(-1)}, at least ${Math.min(...ratings)}, at most ${Math.max(...ratings)}`;
  const [width, height] = [SIZE.width + PAD.left + PAD.right, SIZE.height + PAD.top + PAD.bottom];
  return (
    <figure class="rating-graph">
      <svg viewBox={`${-PAD.left} ${-PAD.top} ${width} ${height}`} role="img" aria-label={label}>
        <polygon class="band" points={pointsText(graph.band)} />
        {graph.ticks.map(({ rating, y }) => (
          <g key={rating}>
            <line class="tick" x1={0} x2={SIZE.width} y1={y} y2={y} />
            <text x={-8} y={y} text-anchor="end" dominant-baseline="central">
              {rating}
            </text>
          </g>
        ))}
        {graph.beside.length > 0 ? <polyline class="curve beside" points={pointsText(graph.beside)} /> : null}
        <polyline class="curve" points={pointsText(graph.points)} />
        <Dots points={graph.points} history={history} />
        <text x={0} y={SIZE.height + PAD.bottom - 4}>
          {dayWords(history[0]!.ratedMs)}
        </text>
        {history.length > 1 ? (
          <text x={SIZE.width} y={SIZE.height + PAD.bottom - 4} text-anchor="end">
            {dayWords(history.at(-1)!.ratedMs)}
          </text>
        ) : null}
      </svg>
      <figcaption class="small soft">
        The rating after each match (Glicko-2); the band is how far off it may be.
        {eloShown.value ? ' Dashed: Elo of the same matches.' : ''}
      </figcaption>
    </figure>
  );
}

function Dots({ points, history }: { readonly points: readonly GraphPoint[]; readonly history: readonly Change[] }) {
  const shown = points.length > MOST_DOTS ? [] : points;
  return (
    <>
      {shown.map(({ x, y }, at) => {
        const change = history[at]!;
        return (
          <circle key={change.number} class="dot" cx={x} cy={y} r={3.5}>
            <title>
              {`${Math.round(change.rating)} (${gainWords(change.rating - change.ratingBefore)}): ${outcomeWords(change)} against ${othersWords(change)}, ${dayWords(change.ratedMs)}`}
            </title>
          </circle>
        );
      })}
    </>
  );
}
