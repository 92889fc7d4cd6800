import { Host, type Authenticate, type DrivenGame, type EndedMatch, type HostedGame } from '@rubato/host';
import type { Clock, Log } from '@rubato/ports';
import type { RoomSummary } from '@rubato/protocol';
import type { ServerConfig } from './config/settings.ts';
import { configuredGames } from './hosted-games.ts';
import type { ServerMetrics } from './http/metrics.ts';
import { nodeRandom } from './node/node-random.ts';
import type { SqliteStore } from './sqlite/sqlite-store.ts';

export interface HostParts {
  readonly config: ServerConfig;
  readonly games: readonly HostedGame[];
  /** Games whose matches the server drives itself. */
  readonly driven: readonly DrivenGame[];
  readonly clock: Clock;
  readonly store: SqliteStore;
  readonly metrics: ServerMetrics;
  readonly log: Log;
  readonly authenticate: Authenticate;
  readonly ended: (match: EndedMatch) => void;
}

/** Makes the host, lets it resume its rooms, and shows it to the metrics. */
export async function startHost({
  config,
  games,
  driven,
  clock,
  store,
  metrics,
  log,
  authenticate,
  ended,
}: HostParts): Promise<Host> {
  const { resumeMs, emptyRoomMs, idleMs, helloMs, region, commitMs, maxRooms, maxConnections, production } = config;
  const host = new Host({
    clock,
    random: nodeRandom,
    log,
    store,
    games: configuredGames(games, config),
    driven,
    region,
    commitMs,
    maxRooms,
    maxConnections,
    production,
    timings: { resumeMs, emptyRoomMs, idleMs, helloMs },
    observer: metrics.observer,
    authenticate,
    ended,
  });
  for (const { room, reason } of await host.start())
    log.log('error', 'a room could not be resumed; its journal stays', { room: room.id, game: room.game, reason });
  metrics.watch({
    counters: host.counters,
    rooms: () => roomsByGame(host),
    gauges: {
      rubato_clients: { help: 'Open connections', value: () => host.connections },
      rubato_sessions: { help: 'Sessions, with or without a connection', value: () => host.sessions },
      rubato_players: { help: 'Seats held by people', value: () => sum(host, (room) => room.players) },
      rubato_bots: { help: 'Seats held by bots', value: () => sum(host, (room) => room.bots) },
      rubato_commit_queue_bytes: { help: 'Bytes of commits that are not durable yet', value: () => store.queuedBytes },
    },
  });
  return host;
}

function roomsByGame(host: Host): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { hosted } of host.lobby.rooms.values())
    counts.set(hosted.game.name, (counts.get(hosted.game.name) ?? 0) + 1);
  return counts;
}

function sum(host: Host, value: (room: RoomSummary) => number): number {
  let total = 0;
  for (const room of host.lobby.rooms.values()) total += value(room.summary);
  return total;
}
