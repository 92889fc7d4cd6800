/** The `.tribal` file with which a match leaves this server: all that was played, under this server's key. */
import { codecsOf, type Machine, type Order } from '@rubato/game';
import {
  type Doc,
  type KeyPair,
  type LetterCrypto,
  type LetterGame,
  machineBytes,
  Match,
  newGenesis,
  newOpening,
  openingEntries,
  openingHash,
  type OpeningTurn,
  openTribal,
  pastTurns,
  readGenesis,
  rulesOf,
  saveTribal,
  shapesOf,
  signGenesis,
  stateHashOf,
} from '@rubato/letters';
import { base64, base64url, hex, sha256 } from '@rubato/schema';
import { Refused, type LeavingGame, type MovedFile } from '@rubato/services';
import type { KernelPosition } from './kernel-position.ts';
import { kernelRules } from './kernel-rules.ts';
import { stateText } from './machine-text.ts';
import type { TurnGame } from './turn-game.ts';

/** What a player is called in a match by letters, and the public halves of their keys. */
export interface LetterCard {
  readonly player: string;
  readonly name: string;
  readonly sign: string;
  readonly seal: string;
}

export interface LeaveWish {
  readonly gameId: string;
  readonly mode: 'peer' | 'escrow' | 'host';
  /** Who keeps sheets or state from now on; in peer mode nobody. */
  readonly referee?: LetterCard | undefined;
}

export interface LeavingParts {
  readonly turnGame: TurnGame;
  readonly letterGame: LetterGame;
  /** This server's. */
  readonly pair: KeyPair;
  readonly crypto: LetterCrypto;
  /** Lets others work between two turns that are played again. */
  readonly pause: () => Promise<void>;
}

/** Throws Refused, and Error when a turn comes out otherwise than it did. */
export async function leavingFile(leaving: LeavingGame, wish: LeaveWish, parts: LeavingParts): Promise<MovedFile> {
  const { game, seats, before } = leaving;
  const { letterGame, crypto } = parts;
  const { machine, turns } = await replayed(leaving, parts);
  const opening = await openingOf(leaving, turns, parts);
  const roster = await rosterOf(seats, crypto);
  const computers = seats.flatMap(({ computer }, i) => (computer ? [roster[i]!.person.player] : []));
  if (computers.length > 0 && parts.turnGame.bot !== undefined && standInOf(letterGame) === IDLE)
    throw new Refused('conflict', `${game.game} has nobody who plays for the computer by letters`);
  let genesis = newGenesis(
    {
      ...termsOf(leaving, parts),
      mode: wish.mode,
      players: roster.map(({ person }) => person),
      ...(wish.referee && { referee: wish.referee }),
      ...(computers.length > 0 && { computers }),
      // Everything that decides is known: two servers that move it at a time make one file.
      createdMs: turns.at(-1)?.closedMs ?? game.createdMs,
      opening: {
        turn: machine.turn,
        state: base64(machineBytes(machine)),
        history: openingHash(opening),
        host: base64url(parts.pair.publicKey),
      },
    },
    sha256(new TextEncoder().encode(`${game.id} ${openingHash(opening)}`)).subarray(0, 16),
  );
  for (const { person, pair } of roster) if (pair) genesis = await signGenesis(crypto, genesis, person.player, pair);
  const match = new Match(letterGame, readGenesis(genesis), crypto);
  const attached = openingEntries(opening, before?.bytes);
  const bytes = saveTribal(match, { nowMs: match.genesis.createdMs, attached });
  return { matchId: match.id, head: match.prev, turn: machine.turn, bytes };
}

/** What was played here, signed by this server. */
function openingOf({ game, seats, before }: LeavingGame, turns: readonly OpeningTurn[], parts: LeavingParts) {
  const { pair, crypto } = parts;
  return newOpening(
    crypto,
    {
      id: game.id,
      game: game.game,
      gameVersion: game.version,
      settings: JSON.parse(game.settings) as Doc,
      seats: seats.map(({ seat }) => seat),
      seed: game.seed,
      ...(before && { before: hex(sha256(before.bytes)) }),
      turns,
      host: base64url(pair.publicKey),
    },
    pair,
  );
}

/** What is played, and how, whoever plays it. */
function termsOf({ game }: LeavingGame, { turnGame, letterGame }: LeavingParts) {
  return {
    game: game.game,
    gameVersion: game.version,
    schema: shapesOf(letterGame),
    rules: rulesOf(letterGame),
    scenario: game.title,
    settings: JSON.parse(game.settings) as Doc,
    limits: {
      ticks: turnGame.ticks,
      turnMs: game.turnMs,
      revealMs: game.turnMs,
      strikes: 2,
      standIn: standInOf(letterGame),
    },
  };
}

type Leaver = LeavingGame['seats'][number];

/**
 * By their cards. The computer has keys that nobody keeps, and signs nothing. Of a game that is over, where cards are missing,
 * all have such keys, and have signed: none has to sign more.
 */
async function rosterOf(seats: readonly Leaver[], crypto: LetterCrypto) {
  const all = seats.every(({ card, computer }) => computer || card !== undefined);
  const cards = seats.flatMap(({ card }) => (all && card !== undefined ? [JSON.parse(card) as LetterCard] : []));
  return Promise.all(
    seats.map(async ({ seat, name, card, computer, playerId }) => {
      if (all && card !== undefined)
        return { person: { ...(JSON.parse(card) as LetterCard), seat, faction: '' }, pair: undefined };
      const [pair, seal] = [await crypto.newSigningPair(), await crypto.newSealingPair()];
      const keys = { sign: base64url(pair.publicKey), seal: base64url(seal.publicKey) };
      const called = name ?? (playerId === null ? 'Computer' : `Seat ${seat}`);
      const player = computer ? freeName(`computer-${seat}`, cards) : `seat-${seat}`;
      return { person: { player, name: called, ...keys, seat, faction: '' }, pair: computer ? undefined : pair };
    }),
  );
}

/** Somebody's card may have the name already. */
const freeName = (name: string, cards: readonly LetterCard[]): string =>
  cards.some(({ player }) => player === name) ? freeName(`${name}-too`, cards) : name;

const IDLE = 'idle';
const standInOf = ({ bots = {} }: LetterGame): string => Object.keys(bots)[0] ?? IDLE;

/** Every turn that this server ran, run again. Throws when one comes out otherwise than it did. */
async function replayed(
  { game, before, records }: LeavingGame,
  { turnGame, letterGame, crypto, pause }: LeavingParts,
): Promise<{ readonly machine: Machine; readonly turns: OpeningTurn[] }> {
  const past = before && (await pastTurns(openTribal(before.bytes), { letterGame, crypto, pause }));
  const rules = kernelRules(turnGame);
  const position = past
    ? rules.load(game, stateText(past.machine.turn, machineBytes(past.machine)))
    : rules.begin(game);
  const turns: OpeningTurn[] = [];
  for (const { turn, sheets: text, hash, closedMs } of records) {
    await pause();
    const sheets = JSON.parse(text) as Parameters<KernelPosition['run']>[0];
    const orders = position.orders(sheets).map((order) => written(turnGame, order));
    position.run(sheets);
    if (position.hash() !== hash) throw new Error(`turn ${turn} of game ${game.id} doesn't come out as it did`);
    const by = sheets.map((sheet) => ({ seat: sheet.seat, by: sheet.by }));
    const state = stateHashOf(machineBytes(position.machine));
    turns.push({ turn, ticks: turnGame.ticks, sheets: by, orders, state, closedMs: Number(closedMs) });
  }
  return { machine: position.machine, turns };
}

function written({ game }: TurnGame, { seat, name, args }: Order): OpeningTurn['orders'][number] {
  const { commands, commandIndex } = codecsOf(game);
  return { seat, name, args: (commands[commandIndex.get(name) ?? -1]?.codec.toJson(args) ?? {}) as Doc };
}
