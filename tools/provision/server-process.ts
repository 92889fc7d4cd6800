/** A real server in a process of its own, made to be killed. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { endWithUs } from './end-with-us.ts';
import { bundleOf } from './server-bundle.ts';

/** What runs as the server: the room of the tally, the realm, one of several, or trades. Their arguments: DATA PORT … */
const SERVER_MAIN = new URL('../../sim/src/kill/server-main.ts', import.meta.url);
export const REALM_MAIN = new URL('../../sim/src/kill/realm-main.ts', import.meta.url);
export const CLUSTER_MAIN = new URL('../../sim/src/cluster/cluster-main.ts', import.meta.url);
export const TRADES_MAIN = new URL('../../sim/src/kill/trades-main.ts', import.meta.url);

export interface ServerProcess {
  readonly port: number;
  /** Rooms that the start brought back. */
  readonly rooms: number;
  /** SIGKILL: no goodbye, no flush. Resolves when the process is gone. */
  kill(): Promise<void>;
}

export interface ServerProcessOptions {
  /** Default: SERVER_MAIN. */
  readonly main?: URL;
  readonly more?: readonly string[];
}

/** Starts the server and resolves when it listens; `port` 0 takes a free one. */
export async function startServerProcess(
  data: string,
  port: number,
  { main = SERVER_MAIN, more = [] }: ServerProcessOptions = {},
): Promise<ServerProcess> {
  const child = spawn(process.execPath, [await bundleOf(main), data, String(port), ...more], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  endWithUs(child);
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the server ended with ${code} before it listened`)));
    child.stdout!.once('data', (line: Buffer) => resolve(running(child, gone, line)));
  });
}

function running(child: ChildProcess, gone: Promise<void>, line: Buffer): ServerProcess {
  const { port, rooms } = JSON.parse(line.toString()) as { port: number; rooms: number };
  return {
    port,
    rooms,
    kill: () => {
      child.kill('SIGKILL');
      return gone;
    },
  };
}
