/** The same host and sockets without a disk, to tell what the journal costs. */
import { createServer } from 'node:http';
import { Host } from '@rubato/host';
import type { HostedGame } from '@rubato/host';
import { silentLog } from '@rubato/ports';
import { NodeClock, nodeRandom } from '@rubato/server';
import { WebSocketDoor } from '../../../../packages/server/src/websocket/web-socket-door.ts';
import { forgetfulStore } from './forgetful-store.ts';
import { workload } from '../../harness/workload.ts';

export const MAX_ROOMS = 2000;

export async function hostWithoutDisk(
  hosted: HostedGame,
  port: number,
): Promise<{ readonly host: Host; readonly stop: () => Promise<void> }> {
  const clock = new NodeClock();
  const host = new Host({
    clock,
    random: nodeRandom,
    log: silentLog,
    store: forgetfulStore,
    games: [hosted],
    maxRooms: MAX_ROOMS,
  });
  await host.start();
  const http = createServer();
  const maxConnections = MAX_ROOMS * workload.players;
  const door = new WebSocketDoor({
    paths: ['/'],
    origins: [],
    proxies: [],
    maxConnections,
    maxPerAddress: maxConnections,
    log: silentLog,
    accept: (channel) => host.accept(channel),
  });
  door.attach(http);
  await new Promise<void>((listening) => http.listen(port, '127.0.0.1', listening));
  return { host, stop: () => host.stop() };
}
