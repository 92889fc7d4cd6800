/** The league in words. */
import { shownName } from '../account/who.ts';
import type { Change, Season } from './told.ts';

/** From 1, the best; 0: not placed yet. */
const DIVISIONS = [
  'Not placed yet',
  'First division',
  'Second division',
  'Third division',
  'Fourth division',
  'Fifth division',
];
export const divisionWords = (division: number): string => DIVISIONS[division] ?? `Division ${division}`;
export const DIVISION_COUNT = DIVISIONS.length - 1;

/** A ladder’s name as a heading has it. */
export const ladderWords = (name: string): string => name.slice(0, 1).toUpperCase() + name.slice(1);

/** “4th quarter of 2026”. */
export function seasonWords({ name }: Season): string {
  const [year, quarter] = name.split('-');
  return `${['', '1st', '2nd', '3rd', '4th'][Number(quarter)] ?? quarter} quarter of ${year}`;
}

/** “21 Nov”; with the year unless it is this one. */
export function dayWords(atMs: number, nowMs: number = Date.now()): string {
  const [day, now] = [new Date(atMs), new Date(nowMs)];
  const year = day.getFullYear() === now.getFullYear() ? {} : { year: 'numeric' as const };
  return day.toLocaleDateString(undefined, { day: 'numeric', month: 'short', ...year });
}

/** Seasons begin and end at midnight UTC. */
export const seasonDayWords = (atMs: number): string =>
  new Date(atMs).toLocaleDateString(undefined, { day: 'numeric', month: 'short', timeZone: 'UTC' });

export const gainWords = (gain: number): string => {
  const round = Math.round(gain);
  return round === 0 ? '±0' : round > 0 ? `+${round}` : `−${-round}`;
};

/** Of a match between two or more: who came before whom. */
export function outcomeWords({ place, others }: Pick<Change, 'place' | 'others'>): string {
  if (others.length === 0) return place === 1 ? 'won' : `place ${place}`;
  if (others.length > 1) return `place ${place}`;
  const other = others[0]!.place;
  return place === other ? 'drawn' : place < other ? 'won' : 'lost';
}

export const othersWords = ({ others }: Pick<Change, 'others'>): string =>
  others.length === 0 ? 'somebody who left' : others.map(({ name }) => shownName(name)).join(', ');
