/** A match: both sides, with their scores once there are any. */
import type { JSX } from 'preact';
import type { Match } from './told.ts';
import { hasScores, scoreWords, slotWords, spokenMatch, wonBy, type Names } from './words.ts';

export interface MatchCardProps {
  readonly match: Match;
  readonly names: Names;
  /** The caller's seed. */
  readonly own: number | undefined;
  /** Where it stands, in words: “Semi-finals”. */
  readonly place: string;
  readonly onOpen: (number: number) => void;
  readonly tabIndex?: number;
  readonly onFocus?: () => void;
}

export const isOwn = ({ slots }: Match, own: number | undefined): boolean =>
  own !== undefined && slots.some(({ seed }) => seed === own);

/** Nobody plays it, and nobody ever will. */
export const isIdle = ({ state, by, slots }: Match): boolean =>
  state === 'skipped' || by === 'bye' || slots.some(({ kind }) => kind === 'bye');

export function MatchCard({ match, names, own, place, onOpen, tabIndex = 0, onFocus }: MatchCardProps): JSX.Element {
  const marks = [match.state, ...(isOwn(match, own) ? ['own'] : []), ...(isIdle(match) ? ['idle'] : [])];
  return (
    <button
      type="button"
      class={`match-card ${marks.join(' ')}`}
      data-match={match.number}
      aria-label={spokenMatch(match, names, place)}
      tabIndex={tabIndex}
      onClick={() => onOpen(match.number)}
      {...(onFocus && { onFocus })}
    >
      <Side match={match} side={0} names={names} own={own} />
      <Side match={match} side={1} names={names} own={own} />
      {match.state === 'playing' ? <i class="lamp" /> : null}
    </button>
  );
}

interface SideProps extends Pick<MatchCardProps, 'match' | 'names' | 'own'> {
  readonly side: 0 | 1;
}

function Side({ match, side, names, own }: SideProps) {
  const slot = match.slots[side];
  if (!slot) return null;
  const won = wonBy(match);
  const marks = [
    won === side ? 'won' : won === undefined ? '' : 'lost',
    slot.seed === undefined ? 'open' : '',
    own !== undefined && slot.seed === own ? 'me' : '',
  ];
  return (
    <span class={`side ${marks.join(' ')}`}>
      <span class="seed">{slot.seed ?? ''}</span>
      <span class="who">{slotWords(slot, names, match)}</span>
      <span class="score-of">{outcome(match, side)}</span>
    </span>
  );
}

function outcome(match: Match, side: 0 | 1): string {
  if (match.state !== 'over') return '';
  if (hasScores(match)) return scoreWords(match.scores[side] ?? 0);
  if (match.result === 'draw') return '½';
  return wonBy(match) === side && !isIdle(match) ? '✓' : '';
}
