/** The tournaments of one server, and the sweep that moves them on. */
import type { Clock, Database, Log } from '@rubato/ports';
import {
  TournamentMatches,
  Tournaments,
  TournamentSweep,
  TurnMatchPlay,
  type Notice,
  type Positions,
  type Ratings,
} from '@rubato/services';
import { nodeRandom } from '../node/node-random.ts';
import type { Unwind } from '../unwind.ts';
import { leasedTask } from './leased-task.ts';

/** Between two looks for what is due. */
export const SWEEP_EVERY_MS = 1000;

export interface TournamentStart {
  readonly positions: Positions;
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly ratings: Ratings;
  readonly deliver: (notices: readonly Notice[]) => void;
}

export function startTournaments(parts: TournamentStart, unwind: Unwind): Tournaments {
  const { positions, database, clock, log, ratings, deliver } = parts;
  const ladders = ratings.ladders().map(({ name }) => name);
  const play = new TurnMatchPlay({ clock, random: nodeRandom, positions }, ladders);
  const context = { database, clock, log, random: nodeRandom, play, ratings };
  const matches = new TournamentMatches(context);
  const tournaments = new Tournaments(context, matches);
  const sweep = new TournamentSweep(context, tournaments, matches);
  const work = async () => deliver(await sweep.sweep());
  leasedTask(context, { name: 'tournament sweep', everyMs: SWEEP_EVERY_MS, work }, unwind);
  return tournaments;
}
