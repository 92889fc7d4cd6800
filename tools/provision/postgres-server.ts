import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { endWithUs, removeWithUs } from './end-with-us.ts';
import { freePort } from './free-port.ts';
import { provisioned } from './provisioned.ts';

export interface PostgresServer {
  /** Of its database `postgres`. */
  readonly url: string;
  /** The URL of a new database: empty, or a copy of the one with this name. */
  freshDatabase(template?: string): Promise<string>;
  stop(): Promise<void>;
}

/** One that was started here. */
export interface OwnPostgresServer extends PostgresServer {
  /** Ends it, its connections first, and keeps its data. */
  halt(): Promise<void>;
  /** Starts it again on the same port. */
  restart(): Promise<void>;
}

/** PostgreSQL refuses to run as root; then it runs as nobody. */
const NOBODY = 65_534;
const START_MS = 20_000;
const SYNTAX_ERROR = '42601';
/** The variable with the URL of the server that all test files of a run share. */
export const SHARED = 'RUBATO_SHARED_POSTGRES';

/** Whether tests that need PostgreSQL can run here. */
export const havePostgres = (process.env['RUBATO_TEST_POSTGRES'] || provisioned('postgres')) !== undefined;
/** Whether one may be halted for a while. */
export const haveOwnPostgres = provisioned('postgres') !== undefined;

/**
 * A real PostgreSQL for tests: the server at the URL in RUBATO_TEST_POSTGRES, else that of the whole run
 * (`shared-postgres.ts`), else one of its own. Its `stop` removes the databases that it made.
 */
export async function startPostgres(): Promise<PostgresServer> {
  const url = process.env['RUBATO_TEST_POSTGRES'] || process.env[SHARED];
  return url ? serverAt(url) : startOwnPostgres();
}

/** From the provisioned program, with an empty folder and a free port of 127.0.0.1. */
export async function startOwnPostgres(): Promise<OwnPostgresServer> {
  const program = provisioned('postgres');
  if (!program) throw new Error('no PostgreSQL here: look at havePostgres first');
  return ownServer(program);
}

async function ownServer(program: string): Promise<OwnPostgresServer> {
  const folder = removeWithUs(mkdtempSync(join(tmpdir(), 'rubato-postgres-')));
  const as = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  if (as.uid) chownSync(folder, NOBODY, NOBODY);
  const options = { cwd: folder, ...as };
  const initdb = join(
    dirname(existsSync(join(dirname(program), 'initdb')) ? program : realpathSync(program)),
    'initdb',
  );
  const data = join(folder, 'data');
  const args = ['-D', data, '-U', 'rubato', '-A', 'trust', '-E', 'UTF8', '--no-locale', '--no-sync'];
  const made = spawnSync(initdb, args, { ...options, encoding: 'utf8' });
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr || String(made.error)}`);
  const port = await freePort();
  // Durability is PostgreSQL's own promise; without fsync the tests don't wait for a disk. Nobody tidies up what is dropped
  // within minutes: with many databases that is a process a second.
  const settings = [
    'fsync=off',
    'autovacuum=off',
    'jit=off',
    'full_page_writes=off',
    'wal_level=minimal',
    'max_wal_senders=0',
    'max_wal_size=4GB',
    'listen_addresses=127.0.0.1',
    `unix_socket_directories=${folder}`,
    'max_connections=200',
  ];
  const flags = ['-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])];
  const url = `postgres://rubato@127.0.0.1:${port}/postgres`;
  const launch = () => {
    const server = spawn(program, flags, { ...options, stdio: 'ignore' });
    endWithUs(server);
    const onExit = () => server.kill('SIGKILL');
    process.once('exit', onExit);
    return () => stopServer(server).finally(() => process.off('exit', onExit));
  };
  let halt = launch();
  return {
    ...(await serverAt(url)),
    halt: () => halt(),
    restart: async () => {
      halt = launch();
      await reachable(url);
    },
    stop: async () => {
      await halt();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function serverAt(url: string): Promise<PostgresServer> {
  await reachable(url);
  const made: string[] = [];
  return {
    url,
    freshDatabase: async (template = 'template1') => {
      const name = `test_${process.pid}_${Date.now().toString(36)}_${made.length}`;
      made.push(name);
      // Files are copied at half the cost of writing each page to the log, from PostgreSQL 15 on, where that is a choice.
      const copied = `create database ${name} template ${template} strategy file_copy`;
      await tell(url, [copied]).catch((error: { code?: string }) =>
        error.code === SYNTAX_ERROR ? tell(url, [copied.replace(/ strategy.*/, '')]) : Promise.reject(error),
      );
      return Object.assign(new URL(url), { pathname: `/${name}` }).href;
    },
    stop: () =>
      tell(
        url,
        made.splice(0).map((name) => `drop database if exists ${name} with (force)`),
      ),
  };
}

async function tell(url: string, statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

async function reachable(url: string): Promise<void> {
  const giveUp = Date.now() + START_MS;
  for (;;) {
    const client = new pg.Client({ connectionString: url });
    try {
      await client.connect();
      return await client.end();
    } catch (error) {
      if (Date.now() > giveUp) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

/** SIGINT: PostgreSQL's fast shutdown, which doesn't wait for clients. */
async function stopServer(server: ChildProcess): Promise<void> {
  const gone = new Promise((resolve) => server.once('exit', resolve));
  if (server.exitCode !== null || server.signalCode !== null) return;
  server.kill('SIGINT');
  await gone;
}
