// What the services do for one CPU-second, on both databases.
//   npm run bench -- services [--seconds=5] [--only=reads] [--part=rest] [--database=SQLite] [--json=file] [--profile=folder]
//     [--realtime]
// CPU-seconds are those of the server process, all its threads: on a machine that does other things as well they say
// more than the clock. With SQLite that is everything; PostgreSQL's own come on top.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { havePostgres, startPostgres } from '../../tools/provision/postgres-server.ts';
import { bundleOf } from '../../tools/provision/server-bundle.ts';
import { parseFlags } from '../arena/harness/flags.ts';
import { machineFacts } from '../arena/harness/machine.ts';
import { measureColyseus } from './colyseus.ts';
import { goalsOf, shown, type Figure } from './figure.ts';
import { measureRest } from './rest.ts';
import { measureSockets } from './sockets.ts';
import { measureTicks } from './ticks.ts';
import { measureTrades } from './trades.ts';

/** Helper threads of the garbage collector would spin beside a main thread that goes before them. */
const ALONE = '--single-threaded-gc';

const flags = parseFlags(
  {
    seconds: 5,
    /** Part of the title of a workload. */
    only: '',
    /** `rest`, `sockets`, `ticks`, `trades`, or empty for all. */
    part: '',
    /** `SQLite`, `PostgreSQL`, or empty for both. */
    database: '',
    json: '',
    /** A folder for the server's .cpuprofile. */
    profile: '',
    /** Before all other work: the server of `rest` on the first core, the load on the second. Less noise; needs root. */
    realtime: false,
  },
  process.argv.slice(2),
);

if (flags.realtime && !process.execArgv.includes(ALONE)) process.exit(again());

const wanted = (part: string) => flags.part === '' || flags.part === part;
const figures: Figure[] = [];
const tell = (more: readonly Figure[]) => {
  figures.push(...more);
  for (const figure of more) console.log(shown(figure));
};

const measures = { rest: measureRest, sockets: measureSockets, ticks: measureTicks };
const parts = Object.entries(measures).filter(([part]) => wanted(part));
if (parts.length > 0) {
  const file = await bundleOf(new URL('./server.ts', import.meta.url));
  const profile = flags.profile === '' ? '' : resolve(flags.profile);
  if (profile !== '') mkdirSync(profile, { recursive: true });
  for (const [name, databaseUrl] of databases()) {
    for (const [, measure] of parts) {
      const data = mkdtempSync(join(tmpdir(), 'rubato-bench-services-'));
      const { url, stop } = await databaseUrl();
      tell(await measure({ ...flags, name, file, data, database: url, profile }));
      await stop();
      rmSync(data, { recursive: true, force: true });
    }
  }
}
if (wanted('sockets')) tell(await measureColyseus(flags));
if (wanted('trades')) tell(await measureTrades(flags));

console.log(goalsOf(figures));

if (flags.json !== '') {
  const report = { bench: 'services', measuredAt: new Date().toISOString(), machine: machineFacts(), flags, figures };
  writeFileSync(flags.json, `${JSON.stringify(report, undefined, 1)}\n`);
}

function databases(): readonly (readonly [string, () => Promise<{ url: string; stop: () => Promise<void> }>])[] {
  const sqlite = async () => ({ url: '', stop: async () => {} });
  const postgres = async () => {
    const server = await startPostgres();
    return { url: await server.freshDatabase(), stop: () => server.stop() };
  };
  const all = [['SQLite', sqlite] as const, ...(havePostgres ? [['PostgreSQL', postgres] as const] : [])];
  return all.filter(([name]) => flags.database === '' || flags.database === name);
}

/** This bench as a process that goes before all others but its server; those that it starts for other purposes don't. */
function again(): number {
  const node = [process.execPath, ALONE, ...process.execArgv, ...process.argv.slice(1)];
  return spawnSync('taskset', ['-c', '1', 'chrt', '-R', '-r', '4', ...node], { stdio: 'inherit' }).status ?? 1;
}
