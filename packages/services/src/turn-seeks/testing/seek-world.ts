/** Tickets over a database, with a clock to turn, accounts, and servers that come and go. */
import type { Database } from '@rubato/ports';
import { turnWorld, DAY_MS } from '../../turn-games/testing/turn-world.ts';
import { SeededRandom } from '@rubato/ports/doubles';
import { Positions } from '../../turn-games/positions.ts';
import { tallyRules } from '../../turn-games/testing/tally-rules.ts';
import type { TurnRules } from '../../turn-games/turn-rules.ts';
import type { NewSeek } from '../seek.ts';
import { SeekSweep } from '../seek-sweep.ts';
import { TurnSeeks } from '../turn-seeks.ts';

let worlds = 0;
const ADDRESS = '10.0.0.1';

export async function seekWorld(database: Database, players: number) {
  await database.batch([{ sql: 'delete from turn_seek' }, { sql: 'delete from notification' }]);
  const turns = await turnWorld(database, players);
  const { clock, log, ratings, accounts } = turns;
  const server = (on: Database = database, rules: readonly TurnRules[] = [tallyRules]) => {
    const random = new SeededRandom(`seeks ${worlds++}`);
    const context = { database: on, clock, log, random, positions: new Positions(on, rules) };
    return { seeks: new TurnSeeks(context, ['tally']), sweep: new SeekSweep(context) };
  };
  const first = server();
  const wanted: NewSeek = {
    game: 'tally',
    seats: 2,
    leastTurnMs: DAY_MS,
    mostTurnMs: 3 * DAY_MS,
    onlyRated: false,
    ratingGap: 100,
    mostRatingGap: 500,
    waitMs: 2 * DAY_MS,
  };
  const seek = (account: number, more: Partial<NewSeek> = {}) => {
    // One after the other.
    clock.advance(1);
    return first.seeks.seek(accounts[account]!, { ...wanted, ...more }, ADDRESS);
  };
  return {
    ...first,
    turns,
    database,
    clock,
    log,
    ratings,
    accounts,
    server,
    wanted,
    seek,
    /** Of the account’s tickets, the newest first. */
    states: async (account: number) => (await first.seeks.mine(accounts[account]!)).map(({ state }) => state),
    /** Games that there are: who plays, by name of the account and not by seat, and how. */
    games: async () => {
      const { rows } = await database.query(
        'select g.id, g.settings, g.turn_ms as "turnMs", g.ladder, s.player_id as player from turn_game g join turn_seat s on s.game_id = g.id',
      );
      const ids = [...new Set(rows.map(({ id }) => id as string))].sort();
      return ids.map((id) => {
        const own = rows.filter((row) => row['id'] === id);
        const { settings, turnMs, ladder } = own[0]!;
        const players = own.map(({ player }) => accounts.indexOf(player as string)).sort();
        return { id, settings, turnMs, ladder, players };
      });
    },
  };
}
