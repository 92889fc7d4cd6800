// What a turn came to. It follows from the letters alone, so every player makes the same one; `prev` chains it.

import type { Doc } from '../json/canonical.ts';
import { list, mapOf, oneOf, optional, record, type ValueOf, whole } from '../json/read.ts';
import { LIMITS } from '../limits.ts';
import { LetterRefused } from '../refused.ts';
import { hash, playerId, signature, timeMs, turnNumber, version } from './fields.ts';
import { hashOf } from './signed.ts';

const read = record({
  v: version,
  kind: oneOf('turn'),
  match: hash,
  turn: turnNumber,
  prev: hash,
  /** One for each player, in roster order. */
  sheets: list(
    record({
      player: playerId,
      /** `absent`: awaited, but missing (a strike); `stand-in`: struck out; `idle`: nothing was awaited. */
      status: oneOf('ordered', 'absent', 'stand-in', 'idle'),
      sheet: optional(hash),
      signature: optional(signature),
      /** Turns missed in a row, this one included. */
      missed: whole(0, LIMITS.turns),
      /** The last turn with orders, this one included; 0 for none. */
      last: whole(0, LIMITS.turns),
    }),
    LIMITS.players,
    1,
  ),
  seed: hash,
  /** SHA-256 of the machine's bytes after the turn. */
  state: hash,
  /** SHA-256 of what happened in it. */
  events: hash,
  rules: hash,
  ticks: whole(0, 36_000),
  /** The latest time that a letter of this turn claims: when the next turn opens. */
  closedMs: timeMs,
  /** Who has seen it, signed; in escrow and host mode the referee always. */
  signatures: mapOf(playerId, signature, LIMITS.players + 1),
});

export type TurnRecord = ValueOf<typeof read>;
export type SheetEntry = TurnRecord['sheets'][number];

export interface ReadRecord {
  readonly record: TurnRecord;
  readonly hash: string;
  readonly letter: Doc;
}

/** Refuses with `version-unknown` or `bad-field`. */
export function readRecord(letter: Doc, place = 'turn record'): ReadRecord {
  if (typeof letter['v'] === 'number' && letter['v'] > 1)
    throw new LetterRefused('version-unknown', `made by version ${letter['v']}: a newer program is needed`, place);
  return { record: read(letter, place), hash: hashOf('turn', letter), letter };
}
