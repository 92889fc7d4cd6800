/** Turn games over a database, with a clock to turn, players, and servers that come and go. */
import type { Database } from '@rubato/ports';
import { ManualClock, RecordingLog, SeededRandom } from '@rubato/ports/doubles';
import { Ratings } from '../../ratings/ratings.ts';
import { persons } from '../../testing/people.ts';
import { TurnCloser } from '../closing.ts';
import type { NewTurnGame } from '../new-game.ts';
import { Positions } from '../positions.ts';
import { PushSubscriptions } from '../push-subscriptions.ts';
import { Spectators } from '../spectators.ts';
import { TurnSweep } from '../sweep.ts';
import { TurnGames } from '../turn-games.ts';
import { TurnOrders } from '../turn-orders.ts';
import type { TurnRules } from '../turn-rules.ts';
import { Vacations } from '../vacations.ts';
import { tallyRules } from './tally-rules.ts';

export const DAY_MS = 86_400_000;
let worlds = 0;

export async function turnWorld(database: Database, players = 3) {
  await database.batch([{ sql: 'delete from turn_game' }, { sql: 'delete from turn_sweep' }]);
  const clock = new ManualClock();
  const log = new RecordingLog();
  const random = new SeededRandom(`turns ${worlds++}`);
  const ratings = new Ratings({ database, clock }, [{ name: 'tally', periodMs: 1e9 }]);
  const accounts = (await persons(database, players)).map(({ accountId }) => accountId);
  const server = (rules: readonly TurnRules[] = [tallyRules]) => {
    const positions = new Positions(database, rules);
    const context = { database, clock, log, random, positions };
    const closer = new TurnCloser(context);
    return {
      positions,
      closer,
      games: new TurnGames(context, closer, ['tally']),
      orders: new TurnOrders(context, closer),
      sweep: new TurnSweep(context, closer, ratings),
    };
  };
  const first = server();
  const wanted: NewTurnGame = {
    game: 'tally',
    title: 'Tally',
    settings: '{}',
    seats: players,
    turnMs: DAY_MS,
    early: true,
    missedMost: 2,
    standIn: 'ai',
    vacations: true,
    open: true,
  };
  return {
    ...first,
    database,
    clock,
    log,
    ratings,
    accounts,
    server,
    wanted,
    spectators: new Spectators({ database, clock }),
    vacations: new Vacations({ database, clock }),
    push: new PushSubscriptions({ database, clock }),
    /** A game that has begun, all seats taken. */
    begun: async (more: Partial<NewTurnGame> = {}) => {
      const { reply } = await first.games.create(accounts[0]!, { ...wanted, ...more });
      for (const account of accounts.slice(1)) await first.games.join(account, reply.id, reply.joinCode);
      return reply.id;
    },
    /** Lets time pass as a server sees it that has swept all along. */
    pass: async (ms: number) => {
      clock.advance(ms);
      await database.batch([{ sql: 'update turn_sweep set at_ms = ?', values: [clock.wallMs()] }]);
      await first.sweep.close();
    },
  };
}

export type TurnWorld = Awaited<ReturnType<typeof turnWorld>>;

export const adding = (...numbers: readonly number[]): string =>
  JSON.stringify(numbers.map((n) => ({ name: 'add', args: { n } })));
