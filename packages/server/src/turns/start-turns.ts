/** The turn games of one server: services, and the sweep that keeps their time. */
import type { Clock, Database, Log } from '@rubato/ports';
import {
  MovedGames,
  Positions,
  Spectators,
  TurnCloser,
  TurnGames,
  TurnOrders,
  TurnSweep,
  Vacations,
  type Notice,
  type Ratings,
} from '@rubato/services';
import { nodeRandom } from '../node/node-random.ts';
import type { Unwind } from '../unwind.ts';
import { kernelRules } from './kernel-rules.ts';
import { leasedTask } from './leased-task.ts';
import { remoteRules } from './remote-rules.ts';
import { TurnMoves } from './turn-moves.ts';
import { TurnThread } from './turn-thread.ts';
import type { TurnGame } from './turn-game.ts';

/** Between two looks for deadlines: they are met with so much delay at most, plus what the turns before take. */
export const SWEEP_EVERY_MS = 1000;

export interface TurnOptions {
  /** Games for slow matches. Default: none. */
  readonly turnGames?: readonly TurnGame[];
  /**
   * A module that exports the same games as `turnGames`: their turns then run in a thread of their own, where they delay no
   * room. Games are code and can't be sent to a thread. Default: they run in this one.
   */
  readonly turnsModule?: URL;
  /** What a thread may take for a turn or a question, in milliseconds. Default: 15,000. */
  readonly turnLimitMs?: number;
}

export interface TurnServices {
  readonly games: TurnGames;
  readonly orders: TurnOrders;
  readonly spectators: Spectators;
  readonly vacations: Vacations;
  /** To files and back. */
  readonly moves: TurnMoves;
  readonly positions: Positions;
  /** Where turns run, unless they run here. */
  readonly thread: TurnThread | undefined;
}

export interface TurnStart {
  readonly options: TurnOptions;
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly ratings: Ratings;
  readonly deliver: (notices: readonly Notice[]) => void;
}

export async function startTurns(parts: TurnStart, unwind: Unwind): Promise<TurnServices> {
  const { options, database, clock, log, ratings, deliver } = parts;
  const { turnGames = [], turnsModule: module, turnLimitMs: jobLimitMs } = options;
  const thread = module && turnGames.length > 0 ? new TurnThread({ module, log, jobLimitMs }) : undefined;
  const rules = turnGames.map((game) => (thread ? remoteRules(game, thread) : kernelRules(game)));
  const positions = new Positions(database, rules);
  const context = { database, clock, log, random: nodeRandom, positions };
  const closer = new TurnCloser(context);
  const sweep = new TurnSweep(context, closer, ratings);
  const work = async () => {
    deliver(await sweep.close());
    await sweep.remind();
  };
  leasedTask(context, { name: 'turn sweep', everyMs: SWEEP_EVERY_MS, work }, unwind);
  // Before the sweep is waited for: what it waits for is then refused.
  if (thread) unwind.add(() => thread.stop());
  return {
    games: new TurnGames(
      context,
      closer,
      ratings.ladders().map(({ name }) => name),
    ),
    orders: new TurnOrders(context, closer),
    spectators: new Spectators(context),
    vacations: new Vacations(context),
    moves: new TurnMoves(new MovedGames(context), turnGames),
    positions,
    thread,
  };
}
