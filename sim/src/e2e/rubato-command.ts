/** The `rubato` command as people run it: a server to kill, and the tools for what it leaves behind. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { buildOf } from '../../../scripts/lib/builds.mjs';
import { endWithUs } from '../../../tools/provision/end-with-us.ts';

const COMMAND = fileURLToPath(new URL('../../../apps/cli/bin/rubato.mjs', import.meta.url));

/** Settings of whoever runs the tests are not the server's. */
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('RUBATO_')));

let built: { readonly file: string; readonly web: string } | undefined;

/** The launcher where something is to be built; else the build itself, from then on the same one. */
function start(args: readonly string[], stderr: 'pipe' | 'inherit') {
  const [cli, web] = built ? [] : [buildOf('cli'), buildOf('web')];
  if (cli?.ready && web?.ready) built = { file: cli.file, web: web.dir };
  return spawn(process.execPath, ['--enable-source-maps', built?.file ?? COMMAND, ...args], {
    env: built ? { ...env, RUBATO_WEB_BUILD: built.web } : env,
    stdio: ['ignore', 'pipe', stderr],
  });
}

export interface Finished {
  readonly code: number | null;
  /** What `--json` printed; undefined when that is no JSON. */
  readonly value: unknown;
  readonly stderr: string;
}

/** Runs a command with `--json` to its end. */
export async function rubato(...args: readonly string[]): Promise<Finished> {
  const child = start([...args, '--json'], 'pipe');
  const gone = exitOf(child);
  const [stdout, stderr, code] = await Promise.all([text(child.stdout!), text(child.stderr!), gone]);
  return { code, value: parsed(stdout), stderr };
}

export interface Server {
  readonly url: string;
  readonly port: number;
  /** Rooms that the start brought back. */
  readonly resumedRooms: number;
  /** SIGKILL: no goodbye, no flush. Resolves when the process is gone. */
  kill(): Promise<void>;
  /** SIGTERM, as a supervisor would; gives the exit code. */
  stop(): Promise<number | null>;
}

/** Starts `rubato serve`, which builds the pages first where that is needed; `port` 0 takes a free one. */
export async function serve(data: string, port = 0, ...flags: readonly string[]): Promise<Server> {
  const args = ['serve', '--port', String(port), '--admin-port', '0', '--data', data, '--json', ...flags];
  // Warnings and errors of the server belong into the test's own output.
  const child = start([...args, '--log-level', 'warn'], 'inherit');
  endWithUs(child);
  const gone = exitOf(child);
  const { url, resumedRooms } = await new Promise<{ url: string; resumedRooms: number }>((resolve, reject) => {
    void gone.then((code) => reject(new Error(`the server ended with ${code} before it listened`)));
    child.stdout!.once('data', (line: Buffer) => resolve(JSON.parse(line.toString())));
  });
  const end = (signal: NodeJS.Signals) => {
    child.kill(signal);
    return gone;
  };
  return {
    url,
    port: Number(new URL(url).port),
    resumedRooms,
    kill: async () => void (await end('SIGKILL')),
    stop: () => end('SIGTERM'),
  };
}

function exitOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.once('exit', resolve);
    child.once('error', reject);
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
