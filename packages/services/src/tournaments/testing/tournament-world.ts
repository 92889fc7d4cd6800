/** Tournaments over turn games of almost nothing, with a clock to turn, players, and servers that come and go. */
import type { Database } from '@rubato/ports';
import { SeededRandom } from '@rubato/ports/doubles';
import { adding, turnWorld } from '../../turn-games/testing/turn-world.ts';
import type { TournamentContext } from '../context.ts';
import { TournamentMatches } from '../tournament-matches.ts';
import { TournamentSweep } from '../tournament-sweep.ts';
import { matchesOf, type MatchRow } from '../tournament-rows.ts';
import { Tournaments } from '../tournaments.ts';
import type { NewTournament } from '../tournament.ts';
import { TurnMatchPlay } from '../turn-match-play.ts';

export const HOUR_MS = 3_600_000;
let worlds = 0;

export async function tournamentWorld(database: Database, players: number) {
  await database.batch([{ sql: 'delete from tournament' }]);
  const turns = await turnWorld(database, players);
  const { clock, log, positions, ratings, accounts } = turns;
  const random = new SeededRandom(`tournaments ${worlds++}`);
  const server = (on: Database = database) => {
    const play = new TurnMatchPlay({ clock, random, positions }, ['tally']);
    const context: TournamentContext = { database: on, clock, log, random, play, ratings };
    const matches = new TournamentMatches(context);
    const tournaments = new Tournaments(context, matches);
    return { matches, tournaments, sweep: new TournamentSweep(context, tournaments, matches) };
  };
  const first = server();
  const wanted: NewTournament = {
    game: 'tally',
    title: 'Cup',
    format: 'single',
    settings: '{}',
    turnMs: HOUR_MS,
    missedMost: 2,
    vacations: false,
    mostEntrants: 16,
    opensMs: clock.wallMs(),
    closesMs: clock.wallMs() + HOUR_MS,
    twice: false,
    open: true,
    watching: true,
  };
  const settle = async () => {
    for (let i = 0; i < 3; i++) {
      await first.sweep.sweep();
      // Which begins the games that were opened.
      await turns.sweep.close();
    }
  };
  return {
    ...first,
    turns,
    database,
    clock,
    log,
    accounts,
    server,
    wanted,
    settle,
    /** Entered by all, begun, its first matches open. */
    begun: async (more: Partial<NewTournament> = {}) => {
      const { id } = await first.tournaments.create(accounts[0]!, { ...wanted, ...more });
      for (const account of accounts) await first.tournaments.enter(account, id);
      await first.tournaments.begin(accounts[0]!, id);
      await settle();
      return id;
    },
    all: (id: string) => matchesOf(database, id),
    /** Plays a match: what each seat adds in every turn, at most 6, until somebody has more than 10. */
    playMatch: async ({ playId }: Pick<MatchRow, 'playId'>, ...adds: readonly [number, number]) => {
      const seats = (
        await database.query('select player_id as id from turn_seat where game_id = ? order by seat', [playId!])
      ).rows;
      for (let turn = 1; turn <= 11; turn++) {
        const { rows } = await database.query('select phase from turn_game where id = ?', [playId!]);
        if (rows[0]!['phase'] !== 'planning') return;
        for (const [at, { id }] of seats.entries())
          await turns.orders.submit(id as string, { gameId: playId!, turn, orders: adding(...orderSizes(adds[at]!)) });
      }
    },
  };
}

export type TournamentWorld = Awaited<ReturnType<typeof tournamentWorld>>;

/** The rules take 3 at most in one order. */
const orderSizes = (sum: number): readonly number[] => (sum > 3 ? [3, sum - 3] : [sum]);
