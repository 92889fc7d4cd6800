/** One server of several, with the realm at a pace for tests. Run as: tsx cluster-main.ts DATA PORT DATABASE BUS [MORE], as JSON */
import { fight, FIGHT_HZ, fightRules, realm, realmRules } from '@rubato/realm';
import { createLog, startServer, type StartOptions } from '@rubato/server';

const MANY = { tokens: 100_000, perMs: 1000 };
const [data, port, database, bus, more = '{}'] = process.argv.slice(2);
const { config, socketLimits } = JSON.parse(more) as Pick<StartOptions, 'config' | 'socketLimits'>;
const server = await startServer({
  games: [],
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
