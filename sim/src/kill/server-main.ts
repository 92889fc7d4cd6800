import { startServer } from '@rubato/server';
import { tally } from '../tally.ts';

const [data, port] = process.argv.slice(2);
const games = [{ game: tally, hz: 30, seats: { default: 4, max: 4 }, fillWithBots: false }];
const server = await startServer({ games, config: { data: data!, port: Number(port), adminPort: 0 } });
process.stdout.write(`${JSON.stringify({ port: server.port, rooms: server.host.lobby.rooms.size })}\n`);
