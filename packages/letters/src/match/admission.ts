// The part of validation that needs no signature: does the letter belong here, and is its signer one of us?

import type { Genesis } from '../letters/genesis.ts';
import type { Letter } from '../letters/letter.ts';
import { type Answer, refused } from './answer.ts';

export interface Place {
  readonly match: string;
  readonly genesis: Genesis;
  /** The turn that is open; undefined when the match is over. */
  readonly openTurn: number | undefined;
  /** Turns that have been run. */
  readonly turnsRun: number;
  /** Hash of the last record. */
  readonly prev: string;
  readonly awaited: readonly string[];
}

/** The Ed25519 key of whoever a letter names as its signer. */
export const signerKey = ({ players, referee }: Genesis, player: string): string | undefined =>
  referee?.player === player ? referee.sign : players.find((one) => one.player === player)?.sign;

/** Why the letter has no place here, in the order match, turn, prev, roster, status; undefined when it has. */
export function misplaced(letter: Letter, place: Place): Answer | undefined {
  const { match, turn, prev, player } = letter.value;
  const { genesis, openTurn, turnsRun } = place;
  if (match !== place.match) return refused('wrong-match', 'of another match', { player });
  if (turn > turnsRun) {
    if (openTurn === undefined) return refused('match-over', 'the match is over', { player });
    if (turn > openTurn) return refused('turn-ahead', `of turn ${turn}, turn ${openTurn} is open`, { player });
    if (prev !== place.prev) return refused('wrong-prev', `turn ${turn} made on another history`, { player });
  }
  if (signerKey(genesis, player) === undefined)
    return refused('not-in-roster', `${player} has no part in this match`, { player });
  const wrong = wrongRole(letter, genesis);
  if (wrong !== undefined) return refused('wrong-mode', wrong, { player });
  if (turn <= turnsRun) return undefined;
  const mustBeAwaited = letter.kind === 'commit' || letter.kind === 'order' || genesis.mode === 'peer';
  if (mustBeAwaited && !place.awaited.includes(player))
    return refused('not-awaited', `nothing is awaited of ${player} in turn ${turn}`, { player });
  return undefined;
}

function wrongRole({ kind, value }: Letter, { mode, referee }: Genesis): string | undefined {
  const isReferee = value.player === referee?.player;
  switch (kind) {
    case 'commit':
      return mode === 'peer' ? undefined : `${mode} mode has no commitments`;
    case 'order':
      return isReferee ? 'a referee gives no orders' : undefined;
    case 'receipt':
      return isReferee ? undefined : 'only a referee gives receipts';
    case 'absence':
      if (mode === 'peer') return undefined;
      return isReferee && value.phase === 'order'
        ? undefined
        : 'only the referee says who is absent, and of sheets only';
  }
}
