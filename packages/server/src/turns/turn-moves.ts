/** Matches that move between this server and `.tribal` files, with all that was played. */
import { webcrypto } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { codecsOf, type Machine, type Order } from '@rubato/game';
import {
  canonicalJson,
  type Doc,
  isClaimSigned,
  isComputer,
  type KeyPair,
  LetterRefused,
  machineBytes,
  Match,
  newGenesis,
  newOpening,
  openingHash,
  openMatch,
  openTribal,
  type OpeningTurn,
  pastTurns,
  readGenesis,
  rulesOf,
  saveTribal,
  signGenesis,
  openingEntries,
  shapesOf,
  stateHashOf,
  verifyTribal,
  WebLetterCrypto,
  type LetterGame,
  type PastTurn,
} from '@rubato/letters';
import { base64, base64url, fromBase64url, hex, sha256 } from '@rubato/schema';
import { Refused, type MovedGames, type ArrivingGame, type LeavingGame, type MovedFile } from '@rubato/services';
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

const crypto = new WebLetterCrypto();

/** A room's ticks come in between two turns that are played again. */
const pause = (): Promise<void> => setImmediate();

/** Files that are played again at a time, the others waiting; one more is refused as `overloaded`. */
export const MOST_ARRIVING = 8;

export class TurnMoves {
  readonly #games: MovedGames;
  readonly #turnGames: readonly TurnGame[];
  #pair: Promise<KeyPair> | undefined;
  #arrivals = 0;
  #last: Promise<unknown> = Promise.resolve();

  constructor(games: MovedGames, turnGames: readonly TurnGame[]) {
    this.#games = games;
    this.#turnGames = turnGames;
  }

  setCard(accountId: string, gameId: string, card: LetterCard): Promise<void> {
    return this.#games.setCard(accountId, gameId, JSON.stringify(card));
  }

  /** Out of this server into a file. Throws Refused. */
  leave(accountId: string, wish: LeaveWish): Promise<MovedFile> {
    return this.#games.leave(accountId, wish.gameId, (leaving) => held(() => this.#file(leaving, wish)));
  }

  /**
   * Out of a file into this server, once all of it was played again; one file at a time. Throws Refused `bad-value` with the
   * file's code, `limit-reached`, or `overloaded`.
   */
  async enter(
    accountId: string,
    bytes: Uint8Array,
    turnMs: number,
  ): Promise<{ id: string; matchId: string; turn: number }> {
    const arriving = await this.#inTurn(() => held(() => this.#arriving(bytes, turnMs)));
    const id = await this.#games.enter(accountId, arriving);
    return { id, matchId: arriving.file.matchId, turn: arriving.file.turn + 1 };
  }

  /** What a claim of this account on a seat of the game says, but for the player. Throws Refused `not-found`. */
  async claimOf(accountId: string, gameId: string): Promise<{ match: string; game: string; account: string }> {
    const { matchId } = await this.#games.arrivedAs(gameId);
    return { match: matchId, game: gameId, account: accountId };
  }

  /** Takes the seat of whoever signed that this account is theirs. Throws Refused. */
  async claim(
    accountId: string,
    gameId: string,
    wish: { readonly player: string; readonly signature: string },
  ): Promise<void> {
    const { bytes, matchId: match } = await this.#games.arrivedAs(gameId);
    const { genesis } = openTribal(bytes).genesis;
    const own = genesis.players.find(({ player }) => player === wish.player);
    if (own === undefined) throw new Refused('not-found', `${wish.player} has no part in this match`);
    const claim = { match, game: gameId, account: accountId, player: own.player };
    if (!(await isClaimSigned(crypto, claim, wish.signature, own.sign)))
      throw new Refused('not-allowed', `not signed with the key of ${own.player}`);
    await this.#games.claim(accountId, gameId, own.seat);
  }

  /** After all that began before it. */
  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.#arrivals >= MOST_ARRIVING) throw new Refused('overloaded', 'too many files arrive at once; try again');
    this.#arrivals++;
    const done = this.#last.then(work).finally(() => this.#arrivals--);
    this.#last = done.catch(() => {});
    return done;
  }

  #keys(): Promise<KeyPair> {
    this.#pair ??= (async () => {
      const { publicKey, privateKey } = await this.#games.keys(async () => {
        const pair = await crypto.newSigningPair();
        return { publicKey: base64url(pair.publicKey), privateKey: base64url(pair.privateKey) };
      });
      return { publicKey: fromBase64url(publicKey), privateKey: fromBase64url(privateKey) };
    })();
    return this.#pair;
  }

  #playable(name: string): { readonly turnGame: TurnGame; readonly letterGame: LetterGame } {
    const turnGame = this.#turnGames.find(({ game }) => game.name === name);
    if (turnGame?.letters === undefined) throw new Refused('conflict', `${name} can't be played by letters here`);
    return { turnGame, letterGame: turnGame.letters };
  }

  async #file(leaving: LeavingGame, wish: LeaveWish): Promise<MovedFile> {
    const { game, seats, before } = leaving;
    const { turnGame, letterGame } = this.#playable(game.game);
    const { machine, turns } = await replayed(leaving, turnGame, letterGame);
    const pair = await this.#keys();
    const settings = JSON.parse(game.settings) as Doc;
    const opening = await newOpening(
      crypto,
      {
        id: game.id,
        game: game.game,
        gameVersion: game.version,
        settings,
        seats: seats.map(({ seat }) => seat),
        seed: game.seed,
        ...(before && { before: hex(sha256(before.bytes)) }),
        turns,
        host: base64url(pair.publicKey),
      },
      pair,
    );
    const roster = await rosterOf(seats);
    const computers = seats.flatMap(({ computer }, i) => (computer ? [roster[i]!.person.player] : []));
    if (computers.length > 0 && turnGame.bot !== undefined && standInOf(letterGame) === IDLE)
      throw new Refused('conflict', `${game.game} has nobody who plays for the computer by letters`);
    let genesis = newGenesis(
      {
        mode: wish.mode,
        game: game.game,
        gameVersion: game.version,
        schema: shapesOf(letterGame),
        rules: rulesOf(letterGame),
        scenario: game.title,
        settings,
        limits: {
          ticks: turnGame.ticks,
          turnMs: game.turnMs,
          revealMs: game.turnMs,
          strikes: 2,
          standIn: standInOf(letterGame),
        },
        players: roster.map(({ person }) => person),
        ...(wish.referee && { referee: wish.referee }),
        ...(computers.length > 0 && { computers }),
        // Everything that decides is known: two servers that move it at a time make one file.
        createdMs: turns.at(-1)?.closedMs ?? game.createdMs,
        opening: {
          turn: machine.turn,
          state: base64(machineBytes(machine)),
          history: openingHash(opening),
          host: base64url(pair.publicKey),
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

  async #arriving(bytes: Uint8Array, turnMs: number): Promise<ArrivingGame> {
    const tribal = openTribal(bytes);
    const { genesis } = tribal.genesis;
    if (!this.#turnGames.some(({ game, letters }) => game.name === genesis.game && letters !== undefined))
      throw new LetterRefused('other-game', `${genesis.game} can't be played by letters here`);
    const { turnGame, letterGame } = this.#playable(genesis.game);
    const { firstBad, problems } = await verifyTribal(bytes, letterGame, crypto, { pause });
    const bad = firstBad ?? problems.find(({ code }) => code === 'history-missing');
    if (bad !== undefined) throw new LetterRefused(bad.code, bad.message);
    const { match } = await openMatch(tribal, letterGame, crypto);
    if (match.over) throw new LetterRefused('match-over', 'the match is over');
    if (genesis.limits.ticks !== turnGame.ticks || rulesOf(letterGame) !== genesis.rules)
      throw new LetterRefused('other-game', 'other rules, or turns of another length than here');
    const { start, turns, machine } = await pastTurns(tribal, { letterGame, crypto, pause });
    const awaits = machine.awaits();
    const seed = hex(webcrypto.getRandomValues(new Uint8Array(16)));
    return {
      game: genesis.game,
      version: genesis.gameVersion,
      title: genesis.scenario.slice(0, 80) || genesis.game,
      settings: canonicalJson(genesis.settings),
      seed,
      turnMs,
      seats: machine.seats.map((seat) => {
        const player = genesis.players.find((one) => one.seat === seat)?.player ?? '';
        return { seat, awaited: awaits.includes(seat), computer: isComputer(genesis, player) };
      }),
      startState: stateText(0, start),
      turns: turns.map(rowOf),
      file: { matchId: match.id, head: match.prev, turn: machine.turn, bytes },
    };
  }
}

type Leaver = LeavingGame['seats'][number];

/**
 * By their cards. The computer has keys that nobody keeps, and signs nothing. Of a game that is over, where cards are missing,
 * all have such keys, and have signed: none has to sign more.
 */
async function rosterOf(seats: readonly Leaver[]) {
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

function rowOf({ turn, seed, order, sheets, hash, state, closedMs }: PastTurn): ArrivingGame['turns'][number] {
  const dice = { seed, order };
  const played = sheets.map(({ seat, by, orders }) => ({ seat, by, orders: JSON.stringify(orders), dice }));
  return { turn, sheets: played, hash, state: stateText(turn, state), closedMs };
}

/** Every turn that this server ran, run again. Throws when one comes out otherwise than it did. */
async function replayed(
  { game, before, records }: LeavingGame,
  turnGame: TurnGame,
  letterGame: LetterGame,
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

/** What a file is refused for, as this API says it. */
async function held<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof LetterRefused)) throw error;
    throw new Refused('bad-value', `${error.code}: ${error.message}`);
  }
}
