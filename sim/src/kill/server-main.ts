/**
 * What of a server rooms live on: a host, its journal in SQLite, a door for sockets. Nothing else is loaded, so that a
 * start takes a fraction of a whole server's, and a test can afford many. Arguments: DATA PORT.
 */
import { Host } from '@rubato/host';
import { silentLog } from '@rubato/ports';
import { NodeClock, nodeRandom, openSqliteStore, WebSocketDoor } from '@rubato/server';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tally } from '../tally.ts';

const [data, port] = process.argv.slice(2);
const store = await openSqliteStore({ directory: data! });
const games = [{ game: tally, hz: 30, seats: { default: 4, max: 4 }, fillWithBots: false }];
const host = new Host({ clock: new NodeClock(), random: nodeRandom, log: silentLog, store, games });
for (const { room, reason } of await host.start()) throw new Error(`room ${room.id} did not resume: ${reason}`);

const door = new WebSocketDoor({
  paths: ['/'],
  origins: [],
  proxies: [],
  maxConnections: 100,
  maxPerAddress: 100,
  log: silentLog,
  accept: (channel) => host.accept(channel),
});
const http = createServer((_, response) => response.writeHead(404).end());
door.attach(http);
http.listen(Number(port), '127.0.0.1', () => {
  const listening = { port: (http.address() as AddressInfo).port, rooms: host.lobby.rooms.size };
  process.stdout.write(`${JSON.stringify(listening)}\n`);
});
