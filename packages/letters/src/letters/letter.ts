// The letters of a turn. Each is canonical JSON, signed by its `player` under the domain of its `kind`.

import { fromBase64url, fromHex, hex, sha256 } from '@rubato/schema';
import { domainBytes } from '../crypto/domains.ts';
import { canonicalBytes, canonicalJson, type Doc } from '../json/canonical.ts';
import { jsonText, parseJsonText } from '../json/parse.ts';
import { doc, isDoc, list, oneOf, optional, record, text, type ValueOf, whole } from '../json/read.ts';
import { LIMITS } from '../limits.ts';
import { LetterRefused } from '../refused.ts';
import { hash, playerId, random32, signature, timeMs, turnNumber, version } from './fields.ts';
import { bodyOf, hashOf } from './signed.ts';

const common = {
  v: version,
  match: hash,
  turn: turnNumber,
  /** Who signs. */
  player: playerId,
  /** Hash of the last turn's record; before the first turn the match itself. So a letter co-signs all history. */
  prev: hash,
  timeMs,
  checksum: hash,
  signature,
};

const order = record({ name: text(64), args: doc });
const readers = {
  /** Peer mode: fixes a sheet before anyone shows one. */
  commit: record({ ...common, kind: oneOf('commit'), commitment: hash }),
  /** A sheet: all that a player orders for a turn. */
  order: record({
    ...common,
    kind: oneOf('order'),
    rev: whole(1, LIMITS.revisions),
    orders: list(order, LIMITS.ordersPerSheet),
    /** The player's share of the turn's dice. */
    r: random32,
    /** Peer mode: opens the commitment. Outside of the signature. */
    nonce: optional(random32),
  }),
  /** The signer holds nothing of these players though their time is over. */
  absence: record({
    ...common,
    kind: oneOf('absence'),
    phase: oneOf('commit', 'order'),
    missing: list(playerId, LIMITS.players, 1),
  }),
  /** The referee holds this sheet since then. */
  receipt: record({ ...common, kind: oneOf('receipt'), of: playerId, sheet: hash }),
};

type Kinds = { [K in keyof typeof readers]: ValueOf<(typeof readers)[K]> };
export type Sheet = Kinds['order'];
export type Absence = Kinds['absence'];
export type SheetOrder = Sheet['orders'][number];
export type LetterKind = keyof Kinds;

/** A letter that is well formed and whose checksum agrees; nothing is known yet of its signature. */
export type Letter = {
  [K in LetterKind]: {
    readonly kind: K;
    readonly value: Kinds[K];
    /** As it was received, members of newer versions included. */
    readonly letter: Doc;
    readonly hash: string;
  };
}[LetterKind];
export type LetterOf<K extends LetterKind> = Extract<Letter, { kind: K }>;

const isKind = (kind: unknown): kind is LetterKind => typeof kind === 'string' && Object.hasOwn(readers, kind);

/** Refuses with `version-unknown`, `unknown-kind`, `bad-field`, `checksum`. */
export function readLetter(letter: Doc, place = 'letter'): Letter {
  const { v, kind } = letter;
  if (typeof v === 'number' && v > 1)
    throw new LetterRefused('version-unknown', `made by version ${v}: a newer program is needed`, place);
  if (!isKind(kind)) throw new LetterRefused('unknown-kind', 'no letter of a turn', place);
  const value = readers[kind](letter, place);
  const actual = hashOf(kind, letter);
  if (value.checksum !== actual)
    throw new LetterRefused(
      'checksum',
      `changed: the checksum of ${value.player}'s letter differs`,
      place,
      value.player,
    );
  return { kind, value, letter, hash: actual } as Letter;
}

/** A letter from bytes; they must be its canonical form. */
export function parseLetter(bytes: Uint8Array, place = 'letter'): Letter {
  return readLetter(parseCanonical(bytes, place), place);
}

/** A document from bytes that must be its canonical form, so that every reader sees the same. */
export function parseCanonical(bytes: Uint8Array, place: string, maxBytes: number = LIMITS.letterBytes): Doc {
  if (bytes.length > maxBytes)
    throw new LetterRefused('letter-size', `${bytes.length} bytes, at most ${maxBytes}`, place);
  const text = jsonText(bytes, place);
  const value = parseJsonText(text, place);
  if (!isDoc(value)) throw new LetterRefused('bad-field', 'expected an object', place);
  // Equal texts are equal bytes: UTF-8 has one form of each.
  if (canonicalJson(value) !== text)
    throw new LetterRefused('json-not-canonical', 'not the canonical form of what it says', place);
  return value;
}

/** What a player commits to: SHA-256 over a nonce and the sheet's body. */
export const commitmentTo = (sheet: Doc, nonce: string): string =>
  hex(sha256(domainBytes('commitment', fromBase64url(nonce), canonicalBytes(bodyOf(sheet)))));

/** The turn's dice: SHA-256 over the record before and every player's share in roster order, zeros for those without one. */
export const turnSeed = (prev: string, shares: readonly (string | undefined)[]): string =>
  hex(
    sha256(
      domainBytes(
        'seed',
        fromHex(prev),
        ...shares.map((share) => (share === undefined ? new Uint8Array(32) : fromBase64url(share))),
      ),
    ),
  );
