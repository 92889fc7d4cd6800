/** What players of turn games are told when they are not there. */
import { worded, type Note } from '../notifications/note.ts';

/** A turn of less than this is played by people who are there: its opening is no news. */
export const NOTED_TURN_MS = 600_000;

export interface NotedTurn {
  readonly gameId: string;
  readonly game: string;
  readonly title: string;
  readonly turn: number;
  readonly deadlineMs: number;
}

export const turnOpened = (accountId: string, about: NotedTurn): Note => ({
  id: `turn-opened:${about.gameId}:${about.turn}:${accountId}`,
  accountId,
  kind: 'turn-opened',
  title: `Your turn: ${about.title}, turn ${about.turn}`,
  body: `It is open until ${worded(about.deadlineMs)}.`,
  ...commonOf(about),
});

/** With its deadline in its id: a turn that is postponed is reminded of again. */
export const deadlineNear = (accountId: string, about: NotedTurn): Note => ({
  id: `deadline:${about.gameId}:${about.turn}:${about.deadlineMs}:${accountId}`,
  accountId,
  kind: 'deadline',
  title: `Orders missing: ${about.title}, turn ${about.turn}`,
  body: `The turn waits for your orders until ${worded(about.deadlineMs)}.`,
  ...commonOf(about),
});

const commonOf = ({ game, gameId, deadlineMs }: NotedTurn) => ({ link: `/${game}/${gameId}`, expiresMs: deadlineMs });
