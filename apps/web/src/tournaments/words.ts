/** Tournaments in words. */
import { shownName } from '../account/who.ts';
import type { Tone } from '../kit/surfaces.tsx';
import type { Heading } from './bracket-layout.ts';
import type { Entrant, Format, Match, Slot, Tournament } from './told.ts';

export const FORMATS: Readonly<Record<Format, { readonly title: string; readonly meaning: string }>> = {
  single: { title: 'Single elimination', meaning: 'Whoever loses is out.' },
  double: { title: 'Double elimination', meaning: 'Whoever loses twice is out.' },
  swiss: { title: 'Swiss system', meaning: 'Some rounds; whoever has the same points meets, and nobody is out.' },
  'round-robin': { title: 'Round robin', meaning: 'Everybody meets everybody.' },
};

export const isBracket = (format: Format): boolean => format === 'single' || format === 'double';

interface StateWords {
  readonly tone: Tone;
  readonly words: string;
  readonly lamp: boolean;
}

export function stateWords(state: Tournament['state']): StateWords {
  switch (state) {
    case 'announced':
      return { tone: 'plain', words: 'Announced', lamp: false };
    case 'open':
      return { tone: 'accent', words: 'Open for entry', lamp: true };
    case 'running':
      return { tone: 'warn', words: 'Running', lamp: true };
    case 'over':
      return { tone: 'good', words: 'Over', lamp: false };
    case 'cancelled':
      return { tone: 'plain', words: 'Cancelled', lamp: false };
    default:
      return state satisfies never;
  }
}

const NEAR_THE_END = ['Final', 'Semi-finals', 'Quarter-finals'] as const;

export function headingWords({ bracket, round, rounds }: Heading): string {
  switch (bracket) {
    case 'main':
      return NEAR_THE_END[rounds - round] ?? `Round ${round}`;
    case 'winners':
      return round === rounds ? 'Winners’ final' : `Winners, round ${round}`;
    case 'losers':
      return round === rounds ? 'Losers’ final' : `Losers, round ${round}`;
    case 'final':
      return 'Grand final';
    case 'reset':
      return 'Decider';
    case 'table':
      return `Round ${round}`;
    default:
      return bracket satisfies never;
  }
}

/** Who is meant by a seed. */
export type Names = ReadonlyMap<number, string>;

export const entrantName = ({ name }: Entrant): string => (name === undefined ? 'Somebody who left' : shownName(name));

export const namesOf = (entrants: readonly Entrant[]): Names =>
  new Map(entrants.flatMap((each) => (each.seed === undefined ? [] : [[each.seed, entrantName(each)] as const])));

/** Who is on a side of a match, or who it will be. */
export function slotWords({ kind, of, seed }: Slot, names: Names, { state }: Pick<Match, 'state'>): string {
  if (seed !== undefined) return names.get(seed) ?? `Seed ${seed}`;
  if (kind === 'bye') return 'free';
  if (state === 'over' || state === 'skipped') return 'nobody';
  return kind === 'entrant' ? 'to be drawn' : `${kind === 'winner' ? 'Winner' : 'Loser'} of match ${of}`;
}

/** Whether others may watch its game, under way or over. */
export const watchable = ({ state, gameId, watchCode }: Match): boolean =>
  gameId !== undefined && watchCode !== undefined && (state === 'playing' || state === 'over');

/** How late spectators see a turn. */
export const behindWords = (delay: number | undefined): string =>
  delay === 0 ? 'as it has run' : delay === 1 ? 'one turn behind the players' : `${delay} turns behind the players`;

/** 0 or 1: the side that won; undefined while nobody has. */
export const wonBy = ({ result }: Pick<Match, 'result'>): 0 | 1 | undefined =>
  result === 'first' ? 0 : result === 'second' ? 1 : undefined;

/** Whether games were played, so that there are scores to show. */
export const hasScores = ({ plays, scores, state }: Match): boolean =>
  plays > 0 && state === 'over' && scores.some((score) => score !== 0);

const BY: Readonly<Record<NonNullable<Match['by']>, string>> = {
  play: 'played',
  absence: 'by absence or resignation',
  walkover: 'without a match: the opponent was out',
  bye: 'a free round',
  'tie-break': 'by tie-break, after drawn games',
  organiser: 'decided by the organiser',
};

/** How a match stands, for people. */
export function matchWords(match: Match, names: Names): string {
  switch (match.state) {
    case 'waiting':
      return 'waits for earlier matches';
    case 'ready':
      return 'begins at once';
    case 'playing':
      return match.plays > 1 ? 'is being played again' : 'is being played';
    case 'skipped':
      return 'is not needed';
    case 'over':
      return overWords(match, names);
    default:
      return match.state satisfies never;
  }
}

function overWords(match: Match, names: Names): string {
  const won = wonBy(match);
  const how = match.by === undefined ? '' : `, ${BY[match.by]}`;
  const slot = won === undefined ? undefined : match.slots[won];
  if (slot) return `${slotWords(slot, names, match)} won${how}`;
  return match.result === 'draw' ? `a draw${how}` : `nobody goes on${how}`;
}

/** A whole match in one line, as a screen reader says it. */
export function spokenMatch(match: Match, names: Names, place: string): string {
  const [first, second] = match.slots.map((slot) => slotWords(slot, names, match));
  const scores = hasScores(match) ? `, ${match.scores.map(scoreWords).join(' to ')}` : '';
  return `Match ${match.number}, ${place}: ${first} against ${second}${scores}; ${matchWords(match, names)}`;
}

/** Points and scores; half points as people write them. */
export function scoreWords(score: number): string {
  const whole = Math.floor(score);
  return score - whole === 0.5 ? `${whole === 0 ? '' : whole}½` : String(Math.round(score * 100) / 100);
}

/** “21 Nov, 15:04”, in the browser's own language and zone. */
export const momentWords = (atMs: number): string =>
  new Date(atMs).toLocaleString(undefined, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });

/** “rated 1400 to 1800”; empty without a range. */
export function rangeWords({ leastRating, mostRating }: Pick<Tournament, 'leastRating' | 'mostRating'>): string {
  if (leastRating !== undefined && mostRating !== undefined) return `rated ${leastRating} to ${mostRating}`;
  if (leastRating !== undefined) return `rated ${leastRating} or more`;
  return mostRating === undefined ? '' : `rated ${mostRating} or less`;
}
