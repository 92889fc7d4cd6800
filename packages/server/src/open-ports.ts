/** The listeners of a server: the main port, perhaps a second one, and the operator's own on loopback. */
import type { Server } from 'node:http';
import type { FastifyInstance } from 'fastify';
import type { Channel, Log } from '@rubato/ports';
import { DEFAULT_ADMIN_PORT, DEFAULT_PORT, SECOND_PORT, type ServerConfig } from './config/settings.ts';
import { ADMIN_HOST, createAdminServer, isMetrics, metricsHandler } from './http/admin.ts';
import type { ServerFacts } from './http/api.ts';
import { buildApp } from './http/app.ts';
import { closeServer, createHttpServer, type RequestHandler } from './http/http-server.ts';
import { listenOn } from './http/listen.ts';
import type { ServerMetrics } from './http/metrics.ts';
import type { Unwind } from './unwind.ts';
import { WebSocketDoor } from './websocket/web-socket-door.ts';

/** Where sockets are taken: the wire's own document has no path, others use /ws. */
export const SOCKET_PATHS = ['/', '/ws'] as const;
/** How long closing handshakes and requests in progress may take at a stop before they are cut. */
export const GOODBYE_MS = 1000;

export interface PortParts {
  readonly config: ServerConfig;
  /** Names of settings that somebody gave. */
  readonly chosen: ReadonlySet<string>;
  readonly facts: ServerFacts;
  readonly accept: (channel: Channel) => void;
  /** Tells every client that the server stops. */
  readonly goodbye: () => Promise<void>;
  readonly metrics: ServerMetrics;
  readonly log: Log;
  /** Adds the routes of the services. */
  readonly services: (app: FastifyInstance) => void;
  /** The house's own routes. */
  readonly admin: FastifyInstance;
  /** What else an operator should be told. */
  readonly notes: readonly string[];
}

export interface Ports {
  readonly port: number;
  readonly httpPort: number | undefined;
  readonly adminPort: number;
  /** What an operator should be told, such as a port that was moved. */
  readonly notes: readonly string[];
}

/** Rejects with PortRefused or TlsRefused; `unwind` closes what was opened. */
export async function openPorts(parts: PortParts, unwind: Unwind): Promise<Ports> {
  const { config, facts, metrics, log, services } = parts;
  const tls =
    config.tlsCert !== undefined && config.tlsKey !== undefined
      ? { cert: config.tlsCert, key: config.tlsKey }
      : undefined;
  const { web, proxies } = config;
  const app = await buildApp({ facts, web, proxies, tls: tls !== undefined, log, services });
  unwind.add(() => app.close());
  const serve: RequestHandler = (request, response) => app.routing(request, response);
  const answerMetrics = metricsHandler(metrics.registry);
  const withMetrics: RequestHandler = (request, response) =>
    (isMetrics(request) ? answerMetrics : serve)(request, response);

  const port = await openMain(createHttpServer(serve, tls), parts, unwind);
  const httpPort =
    config.httpPort === undefined
      ? undefined
      : await openSecond(createHttpServer(withMetrics, tls), config, config.httpPort, unwind);
  const adminPort = await openAdmin(
    createAdminServer(metrics.registry, (request, response) => parts.admin.routing(request, response)),
    parts,
    unwind,
  );
  return { port, httpPort, adminPort, notes: [...notesOn(config, port, adminPort), ...parts.notes] };
}

async function openMain(
  server: Server,
  { config, chosen, accept, goodbye, metrics, log }: PortParts,
  unwind: Unwind,
): Promise<number> {
  const { host, origins, proxies, maxConnections, maxConnectionsPerAddress: maxPerAddress } = config;
  const door = new WebSocketDoor({
    paths: SOCKET_PATHS,
    origins,
    proxies,
    maxConnections,
    maxPerAddress,
    log,
    accept,
    refused: (reason) => metrics.refusedSocket(reason),
  });
  door.attach(server);
  const port = await listenOn(server, {
    host,
    port: config.port,
    chosen: chosen.has('port'),
    skip: [SECOND_PORT, config.adminPort],
    flag: '--port',
  });
  unwind.add(async () => {
    const closed = closeServer(server);
    await goodbye();
    const cut = setTimeout(() => {
      door.terminateAll();
      server.closeAllConnections();
    }, GOODBYE_MS);
    await closed;
    clearTimeout(cut);
  });
  return port;
}

/** The operator named this port, so that it never moves. */
async function openSecond(server: Server, { host }: ServerConfig, wanted: number, unwind: Unwind): Promise<number> {
  const port = await listenOn(server, { host, port: wanted, chosen: true, skip: [], flag: '--http-port' });
  unwind.add(() => closeServer(server));
  return port;
}

async function openAdmin(server: Server, { config, chosen }: PortParts, unwind: Unwind): Promise<number> {
  const wish = {
    host: ADMIN_HOST,
    port: config.adminPort,
    chosen: chosen.has('adminPort'),
    skip: [SECOND_PORT],
    flag: '--admin-port',
  };
  const port = await listenOn(server, wish);
  unwind.add(() => closeServer(server));
  return port;
}

function notesOn(config: ServerConfig, port: number, adminPort: number): string[] {
  const notes: string[] = [];
  if (config.port === DEFAULT_PORT && port !== DEFAULT_PORT)
    notes.push(`port ${DEFAULT_PORT} is in use, so this server took ${port}; choose one with --port`);
  if (config.adminPort === DEFAULT_ADMIN_PORT && adminPort !== DEFAULT_ADMIN_PORT)
    notes.push(`port ${DEFAULT_ADMIN_PORT} is in use, so /metrics is on ${adminPort}; choose one with --admin-port`);
  return notes;
}
