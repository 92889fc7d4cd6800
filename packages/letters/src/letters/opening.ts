// A match that was begun elsewhere: on a server, which ran its first turns. The server's word for them is a signed document
// beside the genesis, which names it by hash; it has everything that the turns can be run again with.

import { codecsOf, Machine, type Order, SEED_BYTES, type Seat } from '@rubato/game';
import { fromHex } from '@rubato/schema';
import type { KeyPair, LetterCrypto } from '../crypto/letter-crypto.ts';
import type { Doc } from '../json/canonical.ts';
import { doc, hexOf, list, oneOf, optional, record, text, type ValueOf, whole } from '../json/read.ts';
import { LIMITS } from '../limits.ts';
import { LetterRefused } from '../refused.ts';
import type { LetterGame } from '../match/letter-game.ts';
import { machineBytes, stateHashOf } from '../match/machine-bytes.ts';
import { hash, key, signature, timeMs, version } from './fields.ts';
import { hashOf, isSignedBy, signLetter } from './signed.ts';

const turn = record({
  turn: whole(1, LIMITS.turns),
  ticks: whole(0, 36_000),
  /** By whom each seat's orders came: `draft` what was only saved, `none` nothing at all. */
  sheets: list(record({ seat: whole(1, 255), by: oneOf('player', 'draft', 'none', 'ai') }), 255),
  /** In the order in which they took effect. */
  orders: list(record({ seat: whole(1, 255), name: text(64), args: doc }), 255 * LIMITS.ordersPerSheet),
  /** Of the state after it. */
  state: hash,
  closedMs: timeMs,
});

const read = record({
  v: version,
  kind: oneOf('opening'),
  /** What the server called the match. */
  id: text(64),
  game: text(32),
  gameVersion: whole(0, 0xffff_ffff),
  settings: doc,
  seats: list(whole(1, 255), 255, 1),
  /** 16 bytes: all dice of these turns follow from them. */
  seed: hexOf(SEED_BYTES),
  /** SHA-256 of the file that the match came from to the server; its turns come first. */
  before: optional(hash),
  turns: list(turn, LIMITS.openingTurns),
  /** The server's Ed25519 key. */
  host: key,
  checksum: hash,
  signature,
});

export type Opening = ValueOf<typeof read>;
export type OpeningTurn = Opening['turns'][number];
export type OpeningBody = Omit<Opening, 'v' | 'kind' | 'checksum' | 'signature'>;

/** The document's hash: what the genesis names it by. */
export const openingHash = (letter: Doc): string => hashOf('opening', letter);

export const newOpening = async (crypto: LetterCrypto, body: OpeningBody, pair: KeyPair): Promise<Doc> =>
  (await signLetter(crypto, 'opening', { v: 1, kind: 'opening', ...body }, pair)) as unknown as Doc;

/** Throws LetterRefused `bad-field` for what is no opening, `opening-differs` unless the server that it names has signed it. */
export async function checkOpeningSigned(crypto: LetterCrypto, letter: Doc, place: string): Promise<Opening> {
  const opening = read(letter, place);
  if (opening.checksum !== openingHash(letter)) throw new LetterRefused('checksum', 'its checksum differs', place);
  if (!(await isSignedBy(crypto, 'opening', letter, opening.signature, opening.host)))
    throw new LetterRefused('opening-differs', 'not signed by the server that it names', place);
  return opening;
}

/** The match as the server started it, or went on with it. @param state of the file before, as bytes */
export function openingMachine(
  { game }: LetterGame,
  { seats, seed, settings }: Pick<Opening, 'seats' | 'seed' | 'settings'>,
  before?: Machine,
): Machine {
  if (before !== undefined) return Machine.load(game, { ...before.snapshot(), seed: fromHex(seed) });
  const machine = Machine.start(game, { seats: seats as Seat[], seed: fromHex(seed), settings, hashEvery: 0 });
  machine.takeEvents();
  return machine;
}

/** Runs one of the turns; throws LetterRefused `opening-differs` when it comes out otherwise. */
export function runOpeningTurn(
  { game }: LetterGame,
  machine: Machine,
  { turn, ticks, orders, state }: OpeningTurn,
): void {
  const place = `turn ${turn}`;
  if (turn !== machine.turn + 1)
    throw new LetterRefused('opening-differs', `turn ${turn} in the place of ${machine.turn + 1}`, place);
  const { commands, commandIndex } = codecsOf(game);
  const counts = new Map<number, number>();
  const given = orders.map(({ seat, name, args }): Order => {
    const seq = (counts.get(seat) ?? 0) + 1;
    counts.set(seat, seq);
    const checked = commands[commandIndex.get(name) ?? -1]?.codec.fromJson(args);
    if (checked?.ok !== true) throw new LetterRefused('opening-differs', `${name} is no order of this game`, place);
    return { seat: seat as Seat, seq, seenTick: machine.tick, name, args: checked.value };
  });
  machine.runTurn({ orders: given, ticks, onReject: 'lapsed' });
  if (stateHashOf(machineBytes(machine)) !== state)
    throw new LetterRefused('opening-differs', 'the turn comes out otherwise', place);
}
