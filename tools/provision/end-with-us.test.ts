import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, it, type TestContext } from 'vitest';
import { haveMail } from './mail-server.ts';
import { haveOwnPostgres } from './postgres-server.ts';
import { haveRedis } from './redis-server.ts';

const main = fileURLToPath(new URL('testing/servers-main.ts', import.meta.url));
const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
const patience = { timeout: 20_000, interval: 50 };

/** A process that has started these, its folder for temporary files, and their ports. */
async function started(names: readonly string[], { onTestFinished }: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'rubato-killed-'));
  // Servers that run as other users pass through.
  chmodSync(folder, 0o755);
  const child = spawn(process.execPath, ['--import', tsx, '--conditions=rubato:source', main, ...names], {
    env: { ...process.env, TMPDIR: folder },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });
  const line = await new Promise<string>((done, failed) => {
    child.stdout.once('data', (data: Buffer) => done(String(data)));
    child.once('exit', (code) => failed(new Error(`ended with ${code} before all had started`)));
  });
  return { child, folder, found: JSON.parse(line) as number[] };
}

function answers(port: number): Promise<boolean> {
  const socket = createConnection(port, '127.0.0.1');
  return new Promise<boolean>((done) => {
    socket.once('connect', () => done(true));
    socket.once('error', () => done(false));
  }).finally(() => socket.destroy());
}

function runs(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

// They mostly wait: each for what the other doesn't touch.
describe.skipIf(process.platform === 'win32').concurrent('a process of tests that is killed', () => {
  const servers = [haveRedis && 'redis', haveOwnPostgres && 'postgres', haveMail && 'mail'].filter(
    (name) => name !== false,
  );

  it.skipIf(servers.length === 0)('takes its servers along, and their folders', { timeout: 60_000 }, async (test) => {
    const { child, folder, found } = await started(servers, test);
    const { expect } = test;
    const all = () => Promise.all(found.map(answers));
    expect(new Set(await all())).toEqual(new Set([true]));
    child.kill('SIGKILL');
    await expect.poll(all, patience).toEqual(found.map(() => false));
    await expect.poll(() => readdirSync(folder).filter((name) => name.startsWith('rubato-')), patience).toEqual([]);
  });

  it('takes along what minds no SIGINT, too, when it ends by SIGTERM', async (test) => {
    const { child, found } = await started(['stubborn'], test);
    const { expect } = test;
    expect(found.map(runs)).toEqual([true]);
    child.kill('SIGTERM');
    await expect.poll(() => found.map(runs), patience).toEqual([false]);
  });
});
