// A bot is a player: it sees what a player sees and gives what a player gives; its orders are checked and journalled alike.

import type { Seat } from '@rubato/schema';
import type { AnyGame } from './any-game.ts';
import type { CommandOf, FrameArgsOf, ViewOf } from './game-types.ts';
import { type Draws, RandomStreams } from './random.ts';

/** What a bot does in a tick or turn. */
export interface BotPlay<G extends AnyGame = AnyGame> {
  /** What it holds; left out: what it held before, or the neutral frame. */
  readonly frame?: FrameArgsOf<G>;
  readonly orders?: readonly CommandOf<G>[];
}

/** Decides from what the seat may see; the same view and dice give the same play. */
export type Bot<G extends AnyGame> = (view: ViewOf<G>, seat: Seat, random: Draws) => BotPlay<G>;

/** A bot of any game. */
export type AnyBot = (view: never, seat: Seat, random: Draws) => BotPlay;

/** Types a bot by the game that it plays. */
export const defineBot = <G extends AnyGame>(bot: Bot<G>): Bot<G> => bot;

/** Asks bots for their plays, each seat with dice of its own that depend on nothing but seed, seat and tick. */
export class BotRunner {
  readonly #bot: (view: object, seat: Seat, random: Draws) => BotPlay;
  readonly #seed: Uint8Array;
  readonly #streams = new RandomStreams();

  /** @param seed 16 bytes. */
  constructor(bot: AnyBot, seed: Uint8Array) {
    this.#bot = bot as unknown as (view: object, seat: Seat, random: Draws) => BotPlay;
    this.#seed = seed.slice();
  }

  /** What the bot on this seat does at this tick; throws what the bot throws. */
  play(view: object, seat: Seat, tick: number): BotPlay {
    this.#streams.begin(this.#seed, 'bot', tick);
    return this.#bot(view, seat, this.#streams.stream(`seat ${seat}`));
  }
}
