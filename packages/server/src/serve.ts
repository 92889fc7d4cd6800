/**
 * The one place that wires a server together:
 *
 *   data directory → store ─┬→ services ─────────────────→ API routes ─┐
 *   clock, random, log ─────┼→ host ← channels ← socket door ← HTTP server (one port for all)
 *   metrics ────────────────┘    └→ facts → routes, web files ─────────┘
 *
 * Whatever fails on the way undoes what was done before, so that nothing stays open or locked.
 */
import type { DrivenGame, Host, HostedGame } from '@rubato/host';
import { silentLog, type Log } from '@rubato/ports';
import { serviceApi } from './api/service-api.ts';
import { serverSettings, type ServerConfig } from './config/settings.ts';
import { ADMIN_HOST } from './http/admin.ts';
import { buildAdminApi } from './http/admin-api.ts';
import { createMetrics, type ServerMetrics } from './http/metrics.ts';
import { NodeClock } from './node/node-clock.ts';
import { nodeRandom } from './node/node-random.ts';
import { openPorts, type Ports } from './open-ports.ts';
import { keepRetained } from './retain-task.ts';
import { factsOf } from './server-facts.ts';
import { openSqliteStore, type SqliteStore } from './sqlite/sqlite-store.ts';
import { FirstFrames } from './socket/first-frame.ts';
import type { Gateway } from './socket/gateway.ts';
import { startGateway } from './socket/start-gateway.ts';
import { startHost } from './start-host.ts';
import { startServices, type ServiceOptions, type Services } from './start-services.ts';
import { Unwind } from './unwind.ts';
import { startStatsd } from './statsd/statsd-exporter.ts';
import { startWorld } from './world/start-world.ts';

export interface StartOptions extends ServiceOptions {
  readonly games: readonly HostedGame[];
  /** More games whose matches this program drives itself, by `host.driven`. */
  readonly driven?: readonly DrivenGame[];
  /** What is not here has its default. */
  readonly config?: Partial<ServerConfig>;
  /** Settings that somebody gave: such a port is taken or refused, never moved. Default: the keys of `config`. */
  readonly chosen?: ReadonlySet<string>;
  /** Default: none. */
  readonly log?: Log;
}

export interface RunningServer extends Ports {
  /** http:// or https:// address of the web page, as seen from this machine. */
  readonly url: string;
  /** ws:// or wss:// address for clients. */
  readonly socketUrl: string;
  readonly metricsUrl: string;
  readonly config: ServerConfig;
  readonly host: Host;
  readonly store: SqliteStore;
  readonly services: Services;
  /** The sockets of the services. */
  readonly gateway: Gateway;
  /** Resolves, with the reason, when the store is beyond use: the process should end and be started again. Never after `stop`. */
  readonly failed: Promise<Error>;
  /** Says goodbye, writes everything down, closes; a second call gives the first one's promise. */
  stop(): Promise<void>;
}

/** Rejects with DataDirectoryInUse, StoreCorrupt, StoreFailed, DatabaseError, MigrationRefused, PortRefused or TlsRefused; nothing stays open then. */
export async function startServer(options: StartOptions): Promise<RunningServer> {
  const unwind = new Unwind();
  try {
    return await start(options, unwind);
  } catch (error) {
    await unwind.run();
    throw error;
  }
}

async function start(options: StartOptions, unwind: Unwind): Promise<RunningServer> {
  const { games, config: given = {}, chosen = new Set(Object.keys(given)), log = silentLog } = options;
  const config = withDefaults(given);
  const metrics = createMetrics();
  const clock = new NodeClock();
  let stopped: Promise<void> | undefined;

  const store = await openSqliteStore({ directory: config.data, synchronous: config.sync });
  unwind.add(() => store.close());
  const services = await startServices({ ...options, config, clock, log }, unwind);
  const { authenticate, database } = services;
  const driven = [options.world, options.fights, ...(options.driven ?? [])].filter((game) => game !== undefined);
  const ended = services.matches.ended.bind(services.matches);
  const host = await startHost({ config, games, driven, clock, store, metrics, log, authenticate, ended });
  await services.connect(host);
  const gateway = await startGateway({ services, config, limits: options.socketLimits, clock, log });
  watchServices(services, gateway, metrics);
  // With the store beyond use, what is not on disk will never be.
  const stopHost = () => Promise.race([host.stop(), store.failed.then(() => {})]);
  const doors = new FirstFrames({
    clock,
    timeoutMs: config.helloMs,
    toServices: (channel, first) => gateway.accept(channel, first),
    toRooms: (channel) => host.accept(channel),
  });
  const goodbye = once(async () => {
    doors.stop();
    await services.parcelWaits.stop();
    await gateway.stop();
    await stopHost();
  });
  unwind.add(goodbye);
  const facts = factsOf({ config, host, store, database, clock, stopping: () => stopped !== undefined });
  const accept = doors.accept.bind(doors);
  const world =
    services.world && options.world
      ? await startWorld(
          { ...services, world: services.world, host, hosted: options.world, config, clock, random: nodeRandom, log },
          unwind,
        )
      : undefined;
  await services.connectFights(host, world);
  unwind.add(await services.matches.begin(host, store));
  const api = serviceApi({ services, config, clock, log });
  const admin = await buildAdminApi({ ...services, clock, log });
  unwind.add(() => admin.close());
  const notes = await firstRunNotes(services.operators);
  const ports = await openPorts(
    { config, chosen, facts, accept, goodbye, metrics, log, services: api, admin, notes },
    unwind,
  );
  unwind.add(keepRetained({ store, config, clock, log }));
  tellStatsd({ config, metrics, clock, log }, unwind);
  return {
    ...ports,
    ...addressesOf(config, ports),
    config,
    host,
    store,
    services,
    gateway,
    failed: new Promise((resolve) => void store.failed.then((reason) => stopped ?? resolve(reason))),
    stop: () => (stopped ??= unwind.run()),
  };
}

function addressesOf({ host, tlsCert }: ServerConfig, { port, adminPort }: Ports) {
  const address = `${shownHost(host)}:${port}`;
  const secure = tlsCert === undefined ? '' : 's';
  return {
    url: `http${secure}://${address}`,
    socketUrl: `ws${secure}://${address}`,
    metricsUrl: `http://${ADMIN_HOST}:${adminPort}/metrics`,
  };
}

function tellStatsd(
  { config, metrics, clock, log }: { config: ServerConfig; metrics: ServerMetrics; clock: NodeClock; log: Log },
  unwind: Unwind,
): void {
  const { statsd: url, statsdSeconds } = config;
  if (url === undefined) return;
  const read = () => metrics.registry.getMetricsAsJSON();
  unwind.add(startStatsd({ url, everyMs: statsdSeconds * 1000, read, clock, log }));
}

function watchServices({ turns: { thread } }: Services, gateway: Gateway, metrics: ServerMetrics): void {
  metrics.gauge('rubato_service_sockets', 'Open sockets of the services', () => gateway.sockets);
  if (thread === undefined) return;
  const { counts } = thread;
  metrics.gauge('rubato_turn_jobs_waiting', 'Jobs of turn games that wait or run', () => thread.waiting);
  metrics.gauge('rubato_turn_jobs_done', 'Jobs of turn games since the start', () => counts.done);
  metrics.gauge('rubato_turn_jobs_timed_out', 'Jobs that took too long', () => counts.timedOut);
  metrics.gauge('rubato_turn_jobs_refused', 'Jobs that found the queue full', () => counts.refused);
  metrics.gauge('rubato_turn_thread_crashes', 'Threads of turns that ended by themselves', () => counts.crashed);
}

/** The one time that this token is shown; only its hash is kept. */
async function firstRunNotes(operators: Services['operators']): Promise<readonly string[]> {
  const token = await operators.firstRunToken();
  return token === undefined ? [] : [`no admin yet; whoever shows this token becomes one, once: ${token}`];
}

function withDefaults(given: Partial<ServerConfig>): ServerConfig {
  const defaults = Object.fromEntries(Object.entries(serverSettings).map(([name, setting]) => [name, setting.default]));
  return { ...defaults, ...given } as ServerConfig;
}

/** An address that a browser on this machine can open. */
function shownHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}

function once<T>(run: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined;
  return () => (result ??= run());
}
