/** Tickets of those who look for opponents in turn games, and the sweep that makes games of them. */
import { SeekSweep, TurnSeeks } from '@rubato/services';
import { nodeRandom } from '../node/node-random.ts';
import type { Unwind } from '../unwind.ts';
import { leasedTask } from './leased-task.ts';
import type { TournamentStart } from './start-tournaments.ts';

/** Between two looks for tickets that suit each other. */
const SWEEP_EVERY_MS = 2000;

export function startSeeks(parts: TournamentStart, unwind: Unwind): TurnSeeks {
  const { positions, database, clock, log, ratings, deliver } = parts;
  const context = { database, clock, log, random: nodeRandom, positions };
  const sweep = new SeekSweep(context);
  const work = async () => deliver(await sweep.sweep());
  leasedTask(context, { name: 'turn seek sweep', everyMs: SWEEP_EVERY_MS, work }, unwind);
  return new TurnSeeks(
    context,
    ratings.ladders().map(({ name }) => name),
  );
}
