// People who play a match of letters, for tests: each with keys and a match of their own; letters go by hand.

import { SeededRandom } from '@rubato/ports/doubles';
import { base64url, fromBase64url, fromHex, sha256, utf8Encode } from '@rubato/schema';
import { joinBytes } from '../crypto/domains.ts';
import type { KeyPair } from '../crypto/letter-crypto.ts';
import { WebLetterCrypto } from '../crypto/web-crypto.ts';
import type { Doc } from '../json/canonical.ts';
import { type GenesisBody, newGenesis, readGenesis, type ReadGenesis, signGenesis } from '../letters/genesis.ts';
import type { SheetOrder } from '../letters/letter.ts';
import { signLetter } from '../letters/signed.ts';
import type { Answer } from '../match/answer.ts';
import { type Author, newCommit, newReceipt, newSheet, signRecord } from '../match/compose.ts';
import { type LetterGame, rulesOf, shapesOf } from '../match/letter-game.ts';
import { Match } from '../match/match.ts';
import { drifter, skirmish } from './skirmish.ts';

export const crypto = new WebLetterCrypto();
export const letterGame: LetterGame = { game: skirmish, bots: { drifter } };
export const START_MS = 1_760_000_000_000;
export const MINUTE = 60_000;

export interface Person {
  readonly player: string;
  readonly sign: KeyPair;
  readonly seal: KeyPair;
}

export interface Table {
  readonly people: readonly Person[];
  readonly referee: Person | undefined;
  readonly genesis: ReadGenesis;
  readonly random: SeededRandom;
}

const NAMES = ['ada', 'ben', 'cho', 'dov', 'eve'];

/** PKCS #8 up to the 32 bytes of the key (RFC 8410). */
const PREFIX = { Ed25519: '302e020100300506032b657004220420', X25519: '302e020100300506032b656e04220420' } as const;

/** The pair of a private key; so that tests meet the same keys each time. */
async function pairOf(curve: keyof typeof PREFIX, privateKey: Uint8Array): Promise<KeyPair> {
  const uses: KeyUsage[] = curve === 'Ed25519' ? ['sign'] : ['deriveBits'];
  const bytes = joinBytes(fromHex(PREFIX[curve]), privateKey);
  const key = await globalThis.crypto.subtle.importKey('pkcs8', bytes, curve, true, uses);
  const { x } = await globalThis.crypto.subtle.exportKey('jwk', key);
  return { privateKey, publicKey: fromBase64url(x as string) };
}

export const newPerson = async (player: string): Promise<Person> => ({
  player,
  sign: await pairOf('Ed25519', sha256(utf8Encode(`sign ${player}`))),
  seal: await pairOf('X25519', sha256(utf8Encode(`seal ${player}`))),
});

const shown = ({ player, sign, seal }: Person) => ({
  player,
  name: player.toUpperCase(),
  sign: base64url(sign.publicKey),
  seal: base64url(seal.publicKey),
});

export interface TableOptions {
  readonly players?: number;
  readonly mode?: 'peer' | 'escrow' | 'host';
  readonly limits?: Partial<GenesisBody['limits']>;
  readonly settings?: Doc;
  readonly people?: readonly Person[];
  /** So many of the last seats are the computer's. */
  readonly computers?: number;
}

/** A match that everyone has signed. */
export async function newTable({
  players = 2,
  mode = 'peer',
  limits,
  settings = {},
  people,
  computers = 0,
}: TableOptions = {}): Promise<Table> {
  const all = people ?? (await Promise.all(NAMES.slice(0, players).map(newPerson)));
  const referee = mode === 'peer' ? undefined : await newPerson('relay');
  const random = new SeededRandom(7);
  let letter = newGenesis(
    {
      mode,
      game: skirmish.name,
      gameVersion: skirmish.version,
      schema: shapesOf(letterGame),
      rules: rulesOf(letterGame),
      scenario: 'Asteroid Belt Ambush',
      settings,
      limits: { ticks: 3, turnMs: 60 * MINUTE, revealMs: 30 * MINUTE, strikes: 2, standIn: 'drifter', ...limits },
      players: all.map((person, i) => ({ ...shown(person), seat: i + 1, faction: 'Terran' })),
      ...(referee && { referee: shown(referee) }),
      ...(computers > 0 && { computers: all.slice(-computers).map(({ player }) => player) }),
      createdMs: START_MS,
    },
    random.bytes(16),
  );
  for (const { player, sign } of [...all.slice(0, all.length - computers), ...(referee ? [referee] : [])])
    letter = await signGenesis(crypto, letter, player, sign);
  return { people: all, referee, genesis: readGenesis(letter), random };
}

export const newMatch = ({ genesis }: Table): Match => new Match(letterGame, genesis, crypto);

export const authorAt = (person: Person, nowMs: number): Author => ({
  player: person.player,
  pair: person.sign,
  crypto,
  nowMs,
});

/** Somebody's orders for a turn. */
export type Plan = (match: Match, player: string) => readonly SheetOrder[];

export const firstShip = (match: Match, player: string): number => {
  const seat = match.genesis.players.find((one) => one.player === player)?.seat;
  const ships = [...(match.machine.view as { ships: Iterable<{ id: number; owner: number }> }).ships];
  return ships.find(({ owner }) => owner === seat)?.id ?? 0;
};

/** Moves in odd turns, fires at the next player in even ones. */
export const moveAndFire: Plan = (match, player) => {
  const ship = firstShip(match, player);
  if ((match.turn ?? 0) % 2 === 1) return [{ name: 'move', args: { ship, by: 3 } }];
  const names = match.awaited();
  const target = names[(names.indexOf(player) + 1) % names.length] as string;
  return [{ name: 'fire', args: { ship, at: firstShip(match, target) } }];
};

export interface PlannedTurn {
  readonly commits: readonly Doc[];
  readonly sheets: readonly Doc[];
}

/** Everyone's letters for the open turn, which nobody has accepted yet. */
export async function planTurn(
  { people, random }: Table,
  match: Match,
  plan: Plan = moveAndFire,
): Promise<PlannedTurn> {
  const commits: Doc[] = [];
  const sheets: Doc[] = [];
  for (const person of people) {
    if (!match.awaited().includes(person.player)) continue;
    const author = authorAt(person, match.openedMs + MINUTE);
    const sheet = await newSheet(match, author, { orders: plan(match, person.player), random: random.bytes(64) });
    sheets.push(sheet);
    if (match.genesis.mode === 'peer') commits.push(await newCommit(match, author, sheet));
  }
  return { commits, sheets };
}

/** Hands letters over; throws when one is refused. */
export async function deliver(match: Match, letters: readonly Doc[]): Promise<void> {
  for (const letter of letters) {
    const answer: Answer = await match.accept(letter);
    if (!answer.ok) throw new Error(`${answer.code}: ${answer.message}`);
  }
}

/** Plays turns to their end in one match, as its referee too where it has one. */
export async function playTurns(table: Table, match: Match, turns: number, plan: Plan = moveAndFire): Promise<void> {
  for (let i = 0; i < turns && !match.over; i++) {
    const { commits, sheets } = await planTurn(table, match, plan);
    await deliver(match, [...commits, ...sheets]);
    await refereeTurn(table, match);
  }
}

/** Receipts, closing and the referee's signature, where there is one; then the turn is watched. */
export async function refereeTurn({ referee }: Table, match: Match): Promise<void> {
  if (referee !== undefined)
    for (const of of match.letters.sheets.keys())
      await deliver(match, [await newReceipt(match, authorAt(referee, match.openedMs + 2 * MINUTE), of)]);
  const { record } = match.close();
  if (referee !== undefined) match.countersigned(await signRecord(record, authorAt(referee, record.record.closedMs)));
  match.watched();
}

/** What became of a letter, in a word. */
export const code = (answer: Answer): string => (answer.ok ? answer.what : answer.code);
/** The letter with other members, signed again by somebody. */
export const resign = async (letter: Doc, person: Person, changes: object): Promise<Doc> => {
  const { checksum: _c, signature: _s, ...body } = letter;
  return (await signLetter(crypto, letter['kind'] as 'order', { ...body, ...changes }, person.sign)) as unknown as Doc;
};
