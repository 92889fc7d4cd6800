/** What entrants are told when they are not there: part of the transaction that makes it true. */
import type { Transaction } from '@rubato/ports';
import { noteStatement, worded } from '../notifications/note.ts';
import type { EntrantRow, TournamentRow } from './tournament-rows.ts';

/** After so long the news of a tournament are none any more. */
const NEWS_MS = 7 * 86_400_000;
/** As long as the bell shows. */
const TITLE = 100;

export type Noted =
  | { readonly event: 'begun' | 'over' | 'cancelled' }
  /** `play`: one for each game, as a drawn match is played again. */
  | { readonly event: 'match-ready'; readonly match: number; readonly play: string };

type About = Pick<TournamentRow, 'id' | 'title' | 'game' | 'turnMs'>;

/** Notes it for those who are still in it. @param seeds default all */
export async function noteEntrants(
  transaction: Transaction,
  { tournament, entrants, seeds }: { tournament: About; entrants: readonly EntrantRow[]; seeds?: readonly unknown[] },
  { noted, nowMs }: { readonly noted: Noted; readonly nowMs: number },
): Promise<void> {
  const meant = entrants.filter(({ gone, seed }) => gone === 0 && (seeds === undefined || seeds.includes(seed)));
  const statements = meant.flatMap(({ accountId }) => {
    if (accountId === null) return [];
    const id = `tournament:${tournament.id}:${noted.event === 'match-ready' ? noted.play : noted.event}:${accountId}`;
    const told = wordsOf(tournament, noted, nowMs);
    return [noteStatement({ id, accountId, kind: 'tournament', ...told, expiresMs: nowMs + NEWS_MS }, nowMs)];
  });
  if (statements.length > 0) await transaction.batch(statements);
}

function wordsOf({ id, title: name, game, turnMs }: About, noted: Noted, nowMs: number) {
  const link = `/tournaments/${id}`;
  const titled = (title: string): string => title.slice(0, TITLE);
  switch (noted.event) {
    case 'begun':
      return { title: titled(`${name} has begun`), body: 'Your matches are opened one after the other.', link };
    case 'match-ready': {
      const body = `The first turn is open until about ${worded(nowMs + turnMs)}.`;
      return { title: titled(`${name}: your match ${noted.match}`), body, link: `/${game}/${noted.play}` };
    }
    case 'over':
      return { title: titled(`${name} is over`), body: 'Its page tells who stands where.', link };
    case 'cancelled':
      return { title: titled(`${name} was called off`), body: 'It will not be played.', link };
    default:
      return noted satisfies never;
  }
}
