/** One server of several, with the realm at a pace for tests. Run as: tsx cluster-main.ts DATA PORT DATABASE BUS [MORE], as JSON */
import { arena } from '@rubato/arena';
import { fight, FIGHT_HZ, fightRules, realm, realmRules } from '@rubato/realm';
import { createLog, startServer, type StartOptions } from '@rubato/server';

const MANY = { tokens: 100_000, perMs: 1000 };
const [data, port, database, bus, more = '{}'] = process.argv.slice(2);
const { config, socketLimits } = JSON.parse(more) as Pick<StartOptions, 'config' | 'socketLimits'>;
const server = await startServer({
  games: [{ game: arena, hz: 30, seats: { default: 2, max: 2 }, fillWithBots: false }],
  queues: [
    {
      name: 'duel',
      game: 'arena',
      mode: 'duel',
      settings: '',
      teams: 2,
      teamSize: 1,
      ranked: false,
      ratingGap: [{ afterMs: 0, value: 5000 }],
      regions: ['local'],
      regionReach: [{ afterMs: 0, value: 1 }],
      ticketMs: 600_000,
      backfill: false,
      limit: 100,
    },
  ],
  world: { game: realm, hz: 60, settings: { captureTicks: 30, guardTicks: 60_000, tickMs: 17 }, rules: realmRules },
  fights: { game: fight, hz: FIGHT_HZ, rules: fightRules },
  socketLimits: socketLimits ?? {},
  accountLimits: { guestPerAddress: MANY },
  config: {
    data: data!,
    database: database!,
    bus: bus!,
    port: Number(port),
    adminPort: 0,
    requestsPerAddress: 100_000,
    requestsPerAccount: 100_000,
    ...config,
  },
  log: createLog({
    level: process.env['RUBATO_CLUSTER_LOG'] === '1' ? 'info' : 'silent',
    format: 'text',
    write: (line) => void process.stderr.write(`${port} ${line}`),
  }),
});
process.stdout.write(`${JSON.stringify({ port: server.port, rooms: server.host.lobby.rooms.size })}\n`);
