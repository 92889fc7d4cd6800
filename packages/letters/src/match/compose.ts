// The letters that a holder of a match signs.

import { base64url } from '@rubato/schema';
import type { KeyPair, LetterCrypto } from '../crypto/letter-crypto.ts';
import type { Doc } from '../json/canonical.ts';
import { commitmentTo, type Absence, type SheetOrder } from '../letters/letter.ts';
import { signatureOf, signLetter } from '../letters/signed.ts';
import { type ReadRecord, readRecord } from '../letters/turn-record.ts';
import { LetterRefused } from '../refused.ts';
import type { Match } from './match.ts';

/** Who signs, with what, and when. */
export interface Author {
  readonly player: string;
  readonly pair: KeyPair;
  readonly crypto: LetterCrypto;
  /** Milliseconds since 1970 by the author's clock. */
  readonly nowMs: number;
}

/** What an author must know of the open turn: a match, or a seat whose match somebody else hosts. */
export type Desk = Pick<Match, 'id' | 'genesis' | 'turn' | 'prev' | 'openedMs'>;

function head(match: Desk, { player, nowMs }: Author) {
  const { turn } = match;
  if (turn === undefined) throw new LetterRefused('match-over', 'the match is over');
  // A clock that is behind must not make the letter older than its turn.
  return { v: 1, match: match.id, turn, player, prev: match.prev, timeMs: Math.max(nowMs, match.openedMs) };
}

export interface NewSheet {
  /** 1, or higher than the sheet that it replaces. */
  readonly rev?: number;
  readonly orders: readonly SheetOrder[];
  /** 64 random bytes: the player's share of the dice, and the nonce. Never the same twice. */
  readonly random: Uint8Array;
}

/** A sheet for the open turn. In peer mode it stays with its author until every commitment is there. */
export async function newSheet(match: Desk, author: Author, { rev = 1, orders, random }: NewSheet): Promise<Doc> {
  if (random.length !== 64) throw new RangeError(`64 random bytes, not ${random.length}`);
  const body = { ...head(match, author), kind: 'order', rev, orders, r: base64url(random.subarray(0, 32)) };
  const sheet = await signLetter(author.crypto, 'order', body, author.pair);
  const nonce = match.genesis.mode === 'peer' ? { nonce: base64url(random.subarray(32)) } : {};
  return { ...sheet, ...nonce } as unknown as Doc;
}

/** The commitment to a sheet of peer mode. */
export async function newCommit(match: Desk, author: Author, sheet: Doc): Promise<Doc> {
  const commitment = commitmentTo(sheet, sheet['nonce'] as string);
  const body = { ...head(match, author), kind: 'commit', commitment };
  return (await signLetter(author.crypto, 'commit', body, author.pair)) as unknown as Doc;
}

/** The author's word that these players are late. */
export async function newAbsence(
  match: Desk,
  author: Author,
  { phase, missing }: Pick<Absence, 'phase' | 'missing'>,
): Promise<Doc> {
  const body = { ...head(match, author), kind: 'absence', phase, missing };
  return (await signLetter(author.crypto, 'absence', body, author.pair)) as unknown as Doc;
}

/** The referee's word that it holds a player's sheet. */
export async function newReceipt(match: Match, author: Author, of: string): Promise<Doc> {
  const sheet = match.letters.sheets.get(of)?.hash;
  if (sheet === undefined) throw new LetterRefused('not-ready', `no sheet of ${of}`);
  const body = { ...head(match, author), kind: 'receipt', of, sheet };
  return (await signLetter(author.crypto, 'receipt', body, author.pair)) as unknown as Doc;
}

/** The record with one more signature. */
export async function signRecord(record: ReadRecord, { player, pair, crypto }: Author): Promise<ReadRecord> {
  const mine = await signatureOf(crypto, 'turn', record.letter, pair);
  return readRecord({ ...record.letter, signatures: { ...record.record.signatures, [player]: mine } });
}
