/** A server that reminds players of turns by a gateway, to be killed. Run as: node notices-main.mjs DATA PORT GATEWAY. */
import { startServer } from '@rubato/server';
import { turnGames } from '../turns/tactics-turns.ts';

const MANY = { tokens: 100_000, perMs: 1000 };
const [data, port, gatewayUrl] = process.argv.slice(2);
const server = await startServer({
  games: [],
  turnGames,
  accountLimits: { guestPerAddress: MANY },
  config: { data: data!, port: Number(port), adminPort: 0, gatewayUrl: gatewayUrl!, requestsPerAddress: 100_000 },
});
process.stdout.write(`${JSON.stringify({ port: server.port, rooms: server.host.lobby.rooms.size })}\n`);
