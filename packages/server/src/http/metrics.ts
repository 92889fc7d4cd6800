/** What Prometheus sees. The host's plain counters are copied when somebody asks; only durations are observed as they happen. */
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Counters, Observer } from '@rubato/host';

export interface MetricSources {
  readonly counters: Counters;
  /** Live values by name, with the help text. */
  readonly gauges: Readonly<Record<string, { readonly help: string; readonly value: () => number }>>;
  /** Rooms by game. */
  readonly rooms: () => ReadonlyMap<string, number>;
}

export interface ServerMetrics {
  readonly registry: Registry;
  /** Feeds the histograms; give it to the host. */
  readonly observer: Observer;
  /** Counts a refused socket. */
  refusedSocket(reason: string): void;
  /** Adds what can be read; call it once. */
  watch(sources: MetricSources): void;
  /** Adds one live value. */
  gauge(name: string, help: string, value: () => number): void;
}

const LATENESS_SECONDS = [0.0005, 0.001, 0.002, 0.004, 0.008, 0.016, 0.033, 0.066, 0.25, 1];
const COMMIT_SECONDS = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 1, 5];
const COMMIT_BYTES = [256, 1024, 4096, 16_384, 65_536, 262_144, 1_048_576, 8_388_608];

export function createMetrics(): ServerMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const lateness = new Histogram({
    name: 'rubato_tick_lateness_seconds',
    help: 'How late a tick began after its deadline',
    buckets: LATENESS_SECONDS,
    registers,
  });
  const commitSeconds = new Histogram({
    name: 'rubato_commit_seconds',
    help: 'From handing a group commit over to its being durable',
    buckets: COMMIT_SECONDS,
    registers,
  });
  const commitBytes = new Histogram({
    name: 'rubato_commit_bytes',
    help: 'Size of a group commit',
    buckets: COMMIT_BYTES,
    registers,
  });
  const refusedSockets = new Counter({
    name: 'rubato_refused_sockets_total',
    help: 'Sockets refused at the door',
    labelNames: ['reason'],
    registers,
  });
  // For each tick of each room: asked for once, it makes no function of its own per observation.
  const { observe: observeLateness } = lateness.labels();
  return {
    registry,
    observer: {
      lateness: (ms) => observeLateness(ms / 1000),
      commit: (ms, bytes) => {
        commitSeconds.observe(ms / 1000);
        commitBytes.observe(bytes);
      },
    },
    refusedSocket: (reason) => refusedSockets.inc({ reason }),
    watch: (sources) => watchAll(registry, sources),
    gauge: (name, help, value) => gauge(registry, name, help, undefined, () => [['', value()]]),
  };
}

const PLAIN_COUNTERS = {
  ticks: 'Ticks run',
  skippedTicks: 'Ticks given up because the process could not keep up',
  faults: 'Orders or frames at which a game’s rules threw',
  frozen: 'Matches frozen because their tick threw',
  keyframes: 'Snapshots sent without a baseline',
  coalesced: 'Snapshots held back from slow clients',
  closedSlow: 'Clients closed because they read too slowly',
  commitFailures: 'Group commits that failed',
  resumedRooms: 'Rooms resumed from their journals',
  resumedSessions: 'Sessions resumed by their clients',
} as const satisfies Partial<Record<keyof Counters, string>>;

function watchAll(registry: Registry, { counters, gauges, rooms }: MetricSources): void {
  for (const [key, help] of Object.entries(PLAIN_COUNTERS) as [keyof typeof PLAIN_COUNTERS, string][])
    mirror(registry, `rubato_${snake(key)}_total`, help, undefined, () => [['', counters[key]]]);
  mirror(registry, 'rubato_messages_total', 'Messages over sockets', 'direction', () => [
    ['in', counters.messagesIn],
    ['out', counters.messagesOut],
  ]);
  mirror(registry, 'rubato_bytes_total', 'Bytes of messages over sockets', 'direction', () => [
    ['in', counters.bytesIn],
    ['out', counters.bytesOut],
  ]);
  mirror(registry, 'rubato_refused_total', 'Messages, frames and orders refused', 'reason', () => counters.refused);
  mirror(registry, 'rubato_flags_total', 'Statistical oddities of players', 'kind', () => counters.flags);
  for (const [name, { help, value }] of Object.entries(gauges))
    gauge(registry, name, help, undefined, () => [['', value()]]);
  gauge(registry, 'rubato_rooms', 'Rooms', 'game', rooms);
}

/** A counter whose truth is kept elsewhere. */
function mirror(
  registry: Registry,
  name: string,
  help: string,
  label: string | undefined,
  read: () => Iterable<readonly [string, number]>,
): void {
  new Counter({
    name,
    help,
    labelNames: label === undefined ? [] : [label],
    registers: [registry],
    collect() {
      this.reset();
      for (const [key, value] of read()) this.inc(label === undefined ? {} : { [label]: key }, value);
    },
  });
}

function gauge(
  registry: Registry,
  name: string,
  help: string,
  label: string | undefined,
  read: () => Iterable<readonly [string, number]>,
): void {
  new Gauge({
    name,
    help,
    labelNames: label === undefined ? [] : [label],
    registers: [registry],
    collect() {
      this.reset();
      for (const [key, value] of read()) this.set(label === undefined ? {} : { [label]: key }, value);
    },
  });
}

function snake(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
