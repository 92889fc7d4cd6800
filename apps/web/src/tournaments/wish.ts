/** What somebody fills in for a new tournament, and what is asked of the server for it. */
import type { Api } from '@rubato/client';
import { UNRATED } from '../account/unrated.ts';
import { TACTICS } from './battles.ts';
import type { Format } from './told.ts';

export const TITLE_MAX = 80;
export const UNWATCHED = '';
const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

export interface Wish {
  readonly title: string;
  readonly format: Format;
  /** A scenario. */
  readonly battle: string;
  readonly fog: boolean;
  readonly most: string;
  readonly turnMs: string;
  /** Empty: the server's choice. */
  readonly rounds: string;
  readonly twice: boolean;
  /** NaN while no whole moment is typed. */
  readonly closesMs: number;
  readonly later: boolean;
  readonly opensMs: number;
  readonly closed: boolean;
  readonly ladder: string;
  /** Ratings as typed; empty: any. */
  readonly least: string;
  readonly top: string;
  readonly missedMost: string;
  readonly vacations: boolean;
  /** Turns late that others watch its matches; empty: they don't. */
  readonly watchDelay: string;
}

export const firstWish = (nowMs: number): Wish => ({
  title: '',
  format: 'single',
  battle: 'beacon',
  fog: true,
  most: '8',
  turnMs: String(DAY_MS),
  rounds: '',
  twice: false,
  closesMs: nowMs + 3 * DAY_MS,
  later: false,
  opensMs: nowMs + DAY_MS,
  closed: false,
  ladder: UNRATED,
  least: '',
  top: '',
  missedMost: '2',
  vacations: false,
  watchDelay: '1',
});

export const UNTITLED = 'It needs a title.';

/** What is wrong with it; undefined for nothing. */
export function faultOf(wish: Wish, nowMs: number): string | undefined {
  if (wish.title.trim() === '') return UNTITLED;
  if (!(wish.closesMs > nowMs)) return 'Entry must close some time from now.';
  if (wish.later && !(wish.opensMs < wish.closesMs)) return 'Entry must open before it closes.';
  const [least, top] = [wish.least, wish.top].map((typed) => (typed.trim() === '' ? undefined : Number(typed)));
  if (wish.ladder === UNRATED) return undefined;
  if (Number.isNaN(least) || Number.isNaN(top)) return 'Ratings are numbers, such as 1500.';
  return least !== undefined && top !== undefined && least > top ? 'The lower rating is above the higher.' : undefined;
}

/** @param wish without faults */
export function wantedOf(wish: Wish): Parameters<Api['createTournament']>[0] {
  const rated = wish.ladder !== UNRATED;
  return {
    title: wish.title.trim(),
    format: wish.format,
    game: TACTICS,
    settings: JSON.stringify({ scenario: wish.battle, fog: wish.fog }),
    turnMs: Number(wish.turnMs),
    mostEntrants: Number(wish.most),
    closesMs: wish.closesMs,
    missedMost: Number(wish.missedMost),
    vacations: wish.vacations,
    open: !wish.closed,
    ...(wish.watchDelay === UNWATCHED ? { watching: false } : { watching: true, watchDelay: Number(wish.watchDelay) }),
    ...(wish.later ? { opensMs: wish.opensMs } : {}),
    ...(wish.format === 'swiss' && wish.rounds !== '' ? { rounds: Number(wish.rounds) } : {}),
    ...(wish.format === 'round-robin' ? { twice: wish.twice } : {}),
    ...(rated ? { ladder: wish.ladder } : {}),
    ...(rated && wish.least.trim() !== '' ? { leastRating: Number(wish.least) } : {}),
    ...(rated && wish.top.trim() !== '' ? { mostRating: Number(wish.top) } : {}),
  };
}
