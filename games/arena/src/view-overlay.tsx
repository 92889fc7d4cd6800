/** The words over the picture: clock, scores, feed, count-in, result. */
import { Beats, Button, SeatMark, type ReadonlySignal } from '@rubato/web';
import { clockText, type Board, type BoardRow, type FeedLine } from './view-board.ts';

export interface OverlayProps {
  readonly board: ReadonlySignal<Board | undefined>;
  readonly feed: ReadonlySignal<readonly FeedLine[]>;
  readonly spectator: boolean;
  /** What to press, while the ship was never steered. */
  readonly hints: readonly (readonly [key: string, does: string])[];
  readonly newcomer: ReadonlySignal<boolean>;
  readonly touch: boolean;
  readonly onReady: () => void;
  readonly onPlayAgain: () => void;
  readonly onLeave: () => void;
}

export function Overlay(props: OverlayProps) {
  const board = props.board.value;
  if (!board) return null;
  return (
    <div class="arena-overlay">
      <Scores board={board} />
      <Clock board={board} />
      <Kills feed={props.feed} />
      <Centre {...props} table={board} />
      {props.newcomer.value && (board.phase === 'play' || board.phase === 'warmup') ? (
        <Hints hints={props.hints} touch={props.touch} />
      ) : null}
      <p class="unseen" role="status">
        {announcement(board)}
      </p>
    </div>
  );
}

function Hints({ hints, touch }: Pick<OverlayProps, 'hints' | 'touch'>) {
  return (
    <ul class={`arena-hints ${touch ? 'touch' : ''}`} aria-label="Keys">
      {hints.map(([key, does]) => (
        <li key={key}>
          <kbd>{key}</kbd> {does}
        </li>
      ))}
    </ul>
  );
}

function Scores({ board }: { readonly board: Board }) {
  return (
    <ol class="arena-scores" aria-label="Scores">
      {board.rows.map((row) => (
        <li key={row.seat} class={row.own ? 'own' : ''}>
          <SeatMark seat={row.seat} />
          <span class="name">{row.own ? 'You' : row.name}</span>
          {row.wins > 0 ? (
            <span class="wins" title={`${row.wins} rounds won`}>
              {'•'.repeat(row.wins)}
            </span>
          ) : null}
          <b>{row.score}</b>
        </li>
      ))}
    </ol>
  );
}

const BEATS = 25;

/** Time as beats that go out one by one. */
function Clock({ board }: { readonly board: Board }) {
  const spent = Math.round(board.elapsed * BEATS);
  const hurried = board.phase === 'play' && board.secondsLeft <= 10;
  return (
    <div
      class={`arena-clock ${hurried ? 'hurried' : ''}`}
      role="timer"
      aria-label={`Round ${board.number} of ${board.rounds}`}
    >
      <span class="round">
        Round {board.number}/{board.rounds}
      </span>
      <strong>{board.phase === 'play' ? clockText(board.secondsLeft) : '–:––'}</strong>
      <span class="arena-beats" style={{ '--spent': `${(spent / BEATS) * 100}%` }}>
        <Beats count={BEATS} freedom={0.5} />
        <Beats count={BEATS} freedom={0.5} class="lit" />
      </span>
    </div>
  );
}

function Kills({ feed }: { readonly feed: ReadonlySignal<readonly FeedLine[]> }) {
  return (
    <ul class="arena-feed" aria-label="Latest">
      {feed.value.map((line) => (
        <li key={line.id}>
          {line.by > 0 ? (
            <>
              <SeatMark seat={line.by} /> <span>{line.byName}</span> <i class="score">took</i>{' '}
            </>
          ) : null}
          <SeatMark seat={line.victim} /> <span>{line.victimName}</span>
          {line.by > 0 ? null : <i class="score"> was lost</i>}
        </li>
      ))}
    </ul>
  );
}

function Centre({ table, spectator, onReady, onPlayAgain, onLeave }: OverlayProps & { readonly table: Board }) {
  const own = table.rows.find((row) => row.own);
  switch (table.phase) {
    case 'warmup':
      return (
        <div class="arena-centre">
          <span class="score arena-word">Round {table.number}</span>
          <strong class="arena-count">{table.secondsLeft}</strong>
        </div>
      );
    case 'play':
      if (table.returnsIn === undefined) return null;
      return (
        <div class="arena-centre low">
          <span class="score arena-word small">{table.killer ? `taken by ${table.killer}` : 'lost'}</span>
          <span>Back in {table.returnsIn}</span>
        </div>
      );
    case 'pause':
      return (
        <Result table={table} title={winnerText(table, 'the round')}>
          {spectator || !own ? null : (
            <Button tone="primary" disabled={own.ready} onClick={onReady}>
              {own.ready ? 'Ready – waiting for the others' : 'Ready'}
            </Button>
          )}
          <span class="soft small">Next round in {table.secondsLeft}</span>
        </Result>
      );
    case 'done':
      return (
        <Result table={table} title={winnerText(table, 'the match')}>
          <Button tone="primary" scale="large" icon="play" onClick={onPlayAgain}>
            {spectator ? 'Watch another' : 'Play again'}
          </Button>
          <Button tone="quiet" onClick={onLeave}>
            Lobby
          </Button>
        </Result>
      );
    default:
      return table.phase satisfies never;
  }
}

function Result({
  table,
  title,
  children,
}: {
  readonly table: Board;
  readonly title: string;
  readonly children: preact.ComponentChildren;
}) {
  const final = table.phase === 'done';
  return (
    <section class="arena-result" aria-label="Result">
      <Beats count={17} />
      <h2 class="score">{title}</h2>
      <table>
        <thead>
          <tr>
            <th scope="col">Pilot</th>
            <th scope="col">{final ? 'Rounds' : 'Score'}</th>
            <th scope="col">Kills</th>
            <th scope="col">Assists</th>
            <th scope="col">Lost</th>
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row) => (
            <ResultRow key={row.seat} row={row} first={row.seat === table.winner} final={final} />
          ))}
        </tbody>
      </table>
      <div class="arena-result-tools">{children}</div>
    </section>
  );
}

function ResultRow({
  row,
  first,
  final,
}: {
  readonly row: BoardRow;
  readonly first: boolean;
  readonly final: boolean;
}) {
  return (
    <tr class={`${row.own ? 'own' : ''} ${first ? 'first' : ''}`}>
      <th scope="row">
        <SeatMark seat={row.seat} /> {row.name}
        {row.bot ? <span class="bot">bot</span> : null}
      </th>
      <td>{final ? row.wins : row.score}</td>
      <td>{row.kills}</td>
      <td>{row.assists}</td>
      <td>{row.deaths}</td>
    </tr>
  );
}

function winnerText(table: Board, what: string): string {
  const winner = table.rows.find((row) => row.seat === table.winner);
  if (!winner) return table.phase === 'done' ? 'A draw' : 'A drawn round';
  return winner.own ? `You take ${what}` : `${winner.name} takes ${what}`;
}

/** Said to screen readers when it changes. */
function announcement(board: Board): string {
  if (board.phase === 'warmup') return `Round ${board.number} begins soon.`;
  if (board.phase === 'pause') return winnerText(board, 'the round');
  if (board.phase === 'done') return winnerText(board, 'the match');
  return board.returnsIn === undefined
    ? `Round ${board.number}: fly.`
    : 'Your ship was destroyed; it returns in a moment.';
}
