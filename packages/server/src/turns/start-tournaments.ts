/** The tournaments of one server, and the sweep that moves them on. */
import type { Clock, Database, Log } from '@rubato/ports';
import {
  giveBackLease,
  newId,
  takeLease,
  TournamentMatches,
  Tournaments,
  TournamentSweep,
  TurnMatchPlay,
  type Notice,
  type Positions,
  type Ratings,
} from '@rubato/services';
import { nodeRandom } from '../node/node-random.ts';
import { repeatTask } from '../repeat-task.ts';
import type { Unwind } from '../unwind.ts';

/** Between two looks for what is due. */
export const SWEEP_EVERY_MS = 1000;
const LEASE = { name: 'tournament sweep', holdMs: 30_000 } as const;

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
  const holder = newId(context);
  const work = async () => {
    if ((await takeLease(database, { ...LEASE, holder, nowMs: clock.wallMs() })) === undefined) return;
    deliver(await sweep.sweep());
  };
  let running: Promise<void> | undefined;
  const once = () => (running = work());
  const end = repeatTask(once, {
    clock,
    log,
    everyMs: SWEEP_EVERY_MS,
    failed: 'tournaments could not be looked after',
  });
  unwind.add(async () => {
    end();
    await running?.catch(() => {});
    // Without it another server waits for the lease's end, nothing worse; the database may be what failed.
    await giveBackLease(database, { name: LEASE.name, holder }).catch((error: unknown) =>
      log.log('warn', 'the lease of the tournaments was not given back', { error: String(error) }),
    );
  });
  return tournaments;
}
