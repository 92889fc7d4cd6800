import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { provisioned } from './provisioned.ts';

export interface PostgresServer {
  /** The URL of a new, empty database. */
  freshDatabase(): Promise<string>;
  /** Ends it, its connections first, and keeps its data; only of a server that was started here. */
  halt(): Promise<void>;
  /** Starts it again on the same port. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** PostgreSQL refuses to run as root; then it runs as nobody. */
const NOBODY = 65_534;
const START_MS = 20_000;

/** Whether tests that need PostgreSQL can run here. */
export const havePostgres = (process.env['RUBATO_TEST_POSTGRES'] || provisioned('postgres')) !== undefined;
/** Whether it may be halted for a while. */
export const haveOwnPostgres = !process.env['RUBATO_TEST_POSTGRES'] && provisioned('postgres') !== undefined;

/**
 * A real PostgreSQL for tests: the server at the URL in RUBATO_TEST_POSTGRES, else one of its own from the provisioned
 * program, with an empty folder and a free port of 127.0.0.1.
 */
export async function startPostgres(): Promise<PostgresServer> {
  const url = process.env['RUBATO_TEST_POSTGRES'];
  const elsewhere = () => Promise.reject(new Error('this PostgreSQL was not started here'));
  if (url) return { ...(await serverAt(url)), halt: elsewhere, restart: elsewhere, stop: async () => {} };
  const program = provisioned('postgres');
  if (!program) throw new Error('no PostgreSQL here: look at havePostgres first');
  return ownServer(program);
}

async function ownServer(program: string): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), 'rubato-postgres-'));
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
  // Durability is PostgreSQL's own promise; without fsync the tests don't wait for a disk.
  const settings = [
    'fsync=off',
    'listen_addresses=127.0.0.1',
    `unix_socket_directories=${folder}`,
    'max_connections=200',
  ];
  const flags = ['-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])];
  const url = `postgres://rubato@127.0.0.1:${port}/postgres`;
  const launch = () => {
    const server = spawn(program, flags, { ...options, stdio: 'ignore' });
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

async function serverAt(url: string): Promise<Pick<PostgresServer, 'freshDatabase'>> {
  await reachable(url);
  let count = 0;
  return {
    freshDatabase: async () => {
      const name = `test_${process.pid}_${Date.now().toString(36)}_${count++}`;
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      await client.query(`create database ${name}`).finally(() => client.end());
      return Object.assign(new URL(url), { pathname: `/${name}` }).href;
    },
  };
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

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as { port: number };
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
