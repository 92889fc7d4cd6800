import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endWithUs, removeWithUs } from './end-with-us.ts';
import { freePort, listening } from './free-port.ts';
import { provisioned } from './provisioned.ts';

export interface RedisServer {
  readonly url: string;
  /** Ends the process at once, as a crash does; only of a server that was started here. */
  crash(): Promise<void>;
  /** Starts it again on the same port. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

const START_MS = 20_000;

/** Whether tests that need Redis can run here. */
export const haveRedis = provisioned('redis') !== undefined;

/** A real Redis for tests: of its own, with an empty folder and a free port of 127.0.0.1. */
export async function startRedis(): Promise<RedisServer> {
  const program = provisioned('redis');
  if (!program) throw new Error('no Redis here: look at haveRedis first');
  const folder = removeWithUs(mkdtempSync(join(tmpdir(), 'rubato-redis-')));
  const port = await freePort();
  let stop = await launch(program, port, folder);
  return {
    url: `redis://127.0.0.1:${port}`,
    crash: () => stop(),
    restart: async () => void (stop = await launch(program, port, folder)),
    stop: async () => {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Returns what ends it. */
async function launch(program: string, port: number, folder: string): Promise<() => Promise<void>> {
  const flags = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder];
  const server = spawn(program, flags, { cwd: folder, stdio: 'ignore' });
  endWithUs(server);
  const onExit = () => server.kill('SIGKILL');
  process.once('exit', onExit);
  const gone = new Promise((resolve) => server.once('exit', resolve));
  await listening(port, 'Redis', START_MS);
  return async () => {
    server.kill('SIGKILL');
    await gone;
    process.off('exit', onExit);
  };
}
