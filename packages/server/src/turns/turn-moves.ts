/** Matches that move between this server and `.tribal` files, with all that was played. */
import { webcrypto } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import {
  canonicalJson,
  isClaimSigned,
  isComputer,
  type KeyPair,
  type LetterGame,
  LetterRefused,
  openMatch,
  openTribal,
  type PastTurn,
  pastTurns,
  rulesOf,
  verifyTribal,
  WebLetterCrypto,
} from '@rubato/letters';
import { base64url, fromBase64url, hex } from '@rubato/schema';
import { Refused, type MovedGames, type ArrivingGame, type LeavingGame, type MovedFile } from '@rubato/services';
import { type LeaveWish, leavingFile, type LetterCard } from './leaving-file.ts';
import { stateText } from './machine-text.ts';
import type { TurnGame } from './turn-game.ts';

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
    return this.#games.leave(accountId, wish.gameId, (leaving) => held(() => this.#leaving(leaving, wish)));
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
    this.#pair ??= this.#readKeys().catch((error: unknown) => {
      // The next one asks again: the database may be back by then.
      this.#pair = undefined;
      throw error;
    });
    return this.#pair;
  }

  /** This server's, made by whoever asks first. */
  async #readKeys(): Promise<KeyPair> {
    const { publicKey, privateKey } = await this.#games.keys(async () => {
      const pair = await crypto.newSigningPair();
      return { publicKey: base64url(pair.publicKey), privateKey: base64url(pair.privateKey) };
    });
    return { publicKey: fromBase64url(publicKey), privateKey: fromBase64url(privateKey) };
  }

  #playable(name: string): { readonly turnGame: TurnGame; readonly letterGame: LetterGame } {
    const turnGame = this.#turnGames.find(({ game }) => game.name === name);
    if (turnGame?.letters === undefined) throw new Refused('conflict', `${name} can't be played by letters here`);
    return { turnGame, letterGame: turnGame.letters };
  }

  async #leaving(leaving: LeavingGame, wish: LeaveWish): Promise<MovedFile> {
    return leavingFile(leaving, wish, {
      ...this.#playable(leaving.game.game),
      pair: await this.#keys(),
      crypto,
      pause,
    });
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

function rowOf({ turn, seed, order, sheets, hash, state, closedMs }: PastTurn): ArrivingGame['turns'][number] {
  const dice = { seed, order };
  const played = sheets.map(({ seat, by, orders }) => ({ seat, by, orders: JSON.stringify(orders), dice }));
  return { turn, sheets: played, hash, state: stateText(turn, state), closedMs };
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
