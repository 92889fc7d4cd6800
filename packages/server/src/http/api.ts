/** The routes of `@rubato/protocol`'s table: health, readiness, regions, status, rooms. Public, read-only, without cookies. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import {
  routes,
  SUPPORTED_VERSIONS,
  type HealthReply,
  type ReadyReply,
  type RegionsReply,
  type RoomsReply,
  type RoomSummary,
  type RouteName,
  type RouteReplies,
  type StatusReply,
} from '@rubato/protocol';
import type { Region } from '../config/setting.ts';

/** What the routes tell about; `serve` connects it to the host. */
export interface ServerFacts {
  readonly version: string;
  readonly region: string;
  readonly regions: readonly Region[];
  /** ws:// or wss:// URL of this server; undefined to take the host of the request. */
  readonly publicUrl: string | undefined;
  readonly games: readonly { readonly name: string; readonly version: number; readonly seats: number }[];
  readonly startedMs: number;
  now(): number;
  /** What `/healthz` asks, by name; each rejects with what is wrong. */
  readonly checks: Readonly<Record<string, () => Promise<void>>>;
  /** Empty when players may come, else why not. */
  notReady(): string;
  /** Public rooms only. */
  rooms(): readonly RoomSummary[];
}

export function addApi(app: FastifyInstance, facts: ServerFacts): void {
  answer(app, 'healthz', async (_request, reply): Promise<HealthReply> => {
    const entries = await Promise.all(
      Object.entries(facts.checks).map(async ([name, check]) => [name, await stateOf(check)] as const),
    );
    const ok = entries.every(([, state]) => state === 'ok');
    reply.code(ok ? 200 : 503);
    return { ok, checks: Object.fromEntries(entries) };
  });
  answer(app, 'readyz', async (_request, reply): Promise<ReadyReply> => {
    const reason = facts.notReady();
    reply.code(reason === '' ? 200 : 503);
    return { ready: reason === '', reason };
  });
  answer(app, 'regions', async (request): Promise<RegionsReply> => ({
    here: facts.region,
    regions: regionsFor(request, facts),
  }));
  answer(app, 'status', async (): Promise<StatusReply> => {
    const rooms = facts.rooms();
    return {
      name: 'rubato',
      version: facts.version,
      protocolVersions: SUPPORTED_VERSIONS,
      region: facts.region,
      uptimeMs: Math.round(facts.now() - facts.startedMs),
      rooms: rooms.length,
      players: rooms.reduce((total, room) => total + room.players, 0),
      games: facts.games,
    };
  });
  answer(app, 'rooms', async (request): Promise<RoomsReply> => {
    const { game } = request.query as { game?: unknown };
    const rooms = facts.rooms().filter((room) => game === undefined || room.game === game);
    return { rooms: rooms.toSorted((a, b) => a.createdMs - b.createdMs) };
  });
}

function stateOf(check: () => Promise<void>): Promise<string> {
  return check().then(
    () => 'ok',
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
}

function answer<N extends RouteName>(
  app: FastifyInstance,
  name: N,
  handler: (request: FastifyRequest, reply: FastifyReply) => Promise<RouteReplies[N]>,
): void {
  const { method, path } = routes[name];
  app.route({
    method,
    url: path,
    handler: (request, reply) => {
      reply
        .header('cache-control', 'no-store')
        .header('access-control-allow-origin', '*')
        .header('cross-origin-resource-policy', 'cross-origin');
      return handler(request, reply);
    },
  });
}

/** The configuration's own entry for this region wins: an operator who lists it knows its address from outside. */
function regionsFor(request: FastifyRequest, { region, regions, publicUrl }: ServerFacts): readonly Region[] {
  if (regions.some(({ id }) => id === region)) return regions;
  const scheme = request.protocol === 'https' ? 'wss' : 'ws';
  const { localAddress = '', localPort = 0 } = request.socket;
  const host = request.host === '' ? `${localAddress}:${localPort}` : request.host;
  return [{ id: region, url: publicUrl ?? `${scheme}://${host}` }, ...regions];
}
