// What everyone signs before the first turn: who plays what, by which rules and limits. Its hash is the match's name.

import { base64url } from '@rubato/schema';
import type { KeyPair, LetterCrypto } from '../crypto/letter-crypto.ts';
import type { Doc } from '../json/canonical.ts';
import {
  base64urlOf,
  doc,
  list,
  mapOf,
  oneOf,
  optional,
  orNull,
  record,
  text,
  type ValueOf,
  whole,
} from '../json/read.ts';
import { LIMITS } from '../limits.ts';
import { LetterRefused } from '../refused.ts';
import { hash, key, playerId, signature, timeMs, words } from './fields.ts';
import { hashOf, isSignedBy, signatureOf } from './signed.ts';

const person = record({
  player: playerId,
  seat: whole(1, 255),
  name: words(64),
  faction: words(64),
  /** Ed25519, to verify what this player signs. */
  sign: key,
  /** X25519, to encrypt for this player. */
  seal: key,
});

const read = record({
  v: whole(1, 3),
  kind: oneOf('genesis'),
  mode: oneOf('peer', 'escrow', 'host'),
  game: text(32, /^[a-z0-9-]+$/),
  gameVersion: whole(0, 0xffff_ffff),
  /** Of the game's shapes and of its rules' text, as `schemaHash` and `rulesHash` of the game say. */
  schema: hash,
  rules: hash,
  scenario: words(96),
  settings: doc,
  limits: record({
    /** Simulation steps of a turn. */
    ticks: whole(0, 36_000),
    /** How long a turn stays open, and in peer mode commitments; null: no deadline. */
    turnMs: orNull(whole(1, 366 * 86_400_000)),
    /** In peer mode how long sheets may take after the last commitment. */
    revealMs: orNull(whole(1, 366 * 86_400_000)),
    /** So many missed turns, and the stand-in plays on; 0: never. */
    strikes: whole(0, 1000),
    /** Who plays for whoever is missing: `idle`, or the name of a bot of the game. */
    standIn: text(32, /^[a-z0-9-]+$/),
  }),
  players: list(person, LIMITS.players, 1),
  /** Who keeps sheets (escrow) or the state (host). */
  referee: optional(record({ player: playerId, name: words(64), sign: key, seal: key })),
  /** Version 3: whom of the roster the stand-in plays from the first turn on. They sign nothing, and nothing is awaited of them. */
  computers: optional(list(playerId, LIMITS.players - 1, 1)),
  createdMs: timeMs,
  /** Version 2: where the match stood on a server when it went on by letters. */
  opening: optional(
    record({
      /** Turns that had been run. */
      turn: whole(0, LIMITS.turns),
      /** The machine's bytes, base64. */
      state: text(Math.ceil(LIMITS.openingState / 3) * 4, /^[A-Za-z0-9+/]*={0,2}$/),
      /** Hash of the opening, which the file has beside this. */
      history: hash,
      /** The server's Ed25519 key. */
      host: key,
    }),
  ),
  /** 16 bytes that make two matches of the same people differ. */
  salt: base64urlOf(16),
  signatures: mapOf(playerId, signature, LIMITS.players + 1),
});

export type Genesis = ValueOf<typeof read>;
export type GenesisBody = Omit<Genesis, 'signatures'>;

/** A genesis that is well formed, whoever signed it: with its hash, which names the match. */
export interface ReadGenesis {
  readonly genesis: Genesis;
  readonly match: string;
  /** As it was received, members of newer versions included. */
  readonly letter: Doc;
}

/** Refuses what is no genesis with `bad-field`, `version-unknown` or `bad-genesis`. */
export function readGenesis(letter: Doc): ReadGenesis {
  if (typeof letter['v'] === 'number' && letter['v'] > 3)
    throw new LetterRefused('version-unknown', `made by version ${letter['v']}: a newer program is needed`, 'genesis');
  const genesis = read(letter, 'genesis');
  const { players, referee, mode, computers = [] } = genesis;
  const refuse = (message: string): never => {
    throw new LetterRefused('bad-genesis', message, 'genesis');
  };
  const ids = [...players.map(({ player }) => player), ...(referee ? [referee.player] : [])];
  if (new Set(ids).size !== ids.length) refuse('two of one name');
  if (new Set(players.map(({ seat }) => seat)).size !== players.length) refuse('two on one seat');
  if (new Set([...players.map(({ sign }) => sign), ...(referee ? [referee.sign] : [])]).size !== ids.length)
    refuse('two with one key');
  if (genesis.v !== versionOf(genesis)) refuse('version 3 has computers, version 2 an opening, version 1 neither');
  if (
    new Set(computers).size !== computers.length ||
    !computers.every((id) => players.some((one) => one.player === id))
  )
    refuse('computers play seats of the roster, each once');
  if (computers.length === players.length) refuse('somebody has to play who is no computer');
  if ((mode === 'peer') !== (referee === undefined)) refuse('escrow and host have a referee, peer has none');
  return { genesis, match: hashOf('genesis', letter), letter };
}

const versionOf = ({ computers, opening }: Pick<GenesisBody, 'computers' | 'opening'>): 1 | 2 | 3 => {
  if (computers !== undefined) return 3;
  return opening === undefined ? 1 : 2;
};

/** Whether the stand-in plays for this player from the first turn on. */
export const isComputer = ({ computers }: Pick<Genesis, 'computers'>, player: string): boolean =>
  computers?.includes(player) === true;

/** Players and referee: all who have keys to sign with. */
export const signersOf = (genesis: Genesis): readonly { readonly player: string; readonly sign: string }[] => [
  ...genesis.players.filter(({ player }) => !isComputer(genesis, player)),
  ...(genesis.referee ? [genesis.referee] : []),
];

/** Who has not signed yet, or not with the key that the genesis names. */
export async function unsignedBy(crypto: LetterCrypto, { genesis, letter }: ReadGenesis): Promise<readonly string[]> {
  const missing: string[] = [];
  for (const { player, sign } of signersOf(genesis)) {
    const mark = Object.hasOwn(genesis.signatures, player) ? genesis.signatures[player] : undefined;
    if (mark === undefined || !(await isSignedBy(crypto, 'genesis', letter, mark, sign))) missing.push(player);
  }
  return missing;
}

/** The same genesis with one more signature. */
export async function signGenesis(crypto: LetterCrypto, letter: Doc, player: string, pair: KeyPair): Promise<Doc> {
  const { genesis } = readGenesis(letter);
  const mine = await signatureOf(crypto, 'genesis', letter, pair);
  return { ...letter, signatures: { ...genesis.signatures, [player]: mine } };
}

/** A genesis that nobody has signed. `salt` has 16 random bytes. */
export function newGenesis(body: Omit<GenesisBody, 'v' | 'kind' | 'salt'>, salt: Uint8Array): Doc {
  const letter = {
    v: versionOf(body),
    kind: 'genesis',
    ...body,
    salt: base64url(salt),
    signatures: {},
  };
  return readGenesis(letter as unknown as Doc).letter;
}
