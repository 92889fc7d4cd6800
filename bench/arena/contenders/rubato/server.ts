/** Rubato as it serves: everything wired as `rubato serve` does, each turn journalled to SQLite; or a host whose journal goes nowhere. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServer } from '@rubato/server';
import type { ServerConfig } from '@rubato/server';
import type { Host } from '@rubato/host';
import { parseFlags } from '../../harness/flags.ts';
import { TickGauge, serveMeasurements } from '../../harness/server-side.ts';
import { workload } from '../../harness/workload.ts';
import { benchGame } from './game.ts';
import { gauged } from './gauged.ts';
import { hostWithoutDisk, MAX_ROOMS } from './host-without-disk.ts';

const { port, journal, sync } = parseFlags({ port: 0, journal: 'sqlite', sync: 'full' }, process.argv.slice(2));

const hosted = {
  game: gauged(benchGame, () => new TickGauge(workload.hz)),
  hz: workload.hz,
  seats: { default: workload.players, max: workload.players },
  fillWithBots: false,
};
const { host, stop } = journal === 'none' ? await hostWithoutDisk(hosted, port) : await serveWithSqlite();
serveMeasurements({ stats: () => countersOf(host), stop });

async function serveWithSqlite(): Promise<{ readonly host: Host; readonly stop: () => Promise<void> }> {
  const data = mkdtempSync(join(tmpdir(), 'rubato-bench-'));
  process.on('exit', () => rmSync(data, { recursive: true, force: true }));
  const config: Partial<ServerConfig> = {
    port,
    adminPort: 0,
    data,
    sync: sync as ServerConfig['sync'],
    maxRooms: MAX_ROOMS,
  };
  return startServer({ games: [hosted], config });
}

/** Since the start, not since the mark. */
function countersOf({ counters }: Host): Readonly<Record<string, unknown>> {
  return { ...counters, refused: Object.fromEntries(counters.refused), flags: Object.fromEntries(counters.flags) };
}
