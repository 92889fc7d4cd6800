import { spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endWithUs, removeWithUs } from './end-with-us.ts';
import { freePort, listening } from './free-port.ts';
import { provisioned } from './provisioned.ts';

export interface AzuriteServer {
  readonly account: string;
  readonly key: string;
  /** The address of a new container. */
  freshContainer(): Promise<string>;
  stop(): Promise<void>;
}

/** Whether tests that need Azure Blob Storage can run here. */
export const haveAzurite = provisioned('azurite') !== undefined;

const ACCOUNT = 'rubatotest';
const KEY = Buffer.from('a key that only tests know').toString('base64');
const VERSION = '2020-12-06';

/** The emulator of Azure's storage, with an empty folder and a free port of 127.0.0.1. */
export async function startAzurite(): Promise<AzuriteServer> {
  const folder = removeWithUs(mkdtempSync(join(tmpdir(), 'rubato-azurite-')));
  const port = await freePort();
  const flags = ['--blobHost', '127.0.0.1', '--blobPort', String(port), '--location', folder, '--silent'];
  const server = spawn(
    process.execPath,
    [
      provisioned('azurite') as string,
      ...flags,
      '--skipApiVersionCheck',
      '--disableTelemetry',
      '--inMemoryPersistence',
    ].filter((flag) => flag !== '--location' && flag !== folder),
    { cwd: folder, stdio: 'ignore', env: { ...process.env, AZURITE_ACCOUNTS: `${ACCOUNT}:${KEY}` } },
  );
  endWithUs(server);
  const onExit = () => server.kill('SIGKILL');
  process.once('exit', onExit);
  const gone = new Promise((resolve) => server.once('exit', resolve));
  await listening(port, 'Azurite');
  let count = 0;
  return {
    account: ACCOUNT,
    key: KEY,
    freshContainer: async () => {
      const container = `http://127.0.0.1:${port}/${ACCOUNT}/letters${count++}`;
      const made = await fetch(`${container}?restype=container&${accountSas()}`, {
        method: 'PUT',
        headers: { 'x-ms-version': VERSION },
      });
      if (!made.ok) throw new Error(`no container: ${made.status} ${await made.text()}`);
      return container;
    },
    stop: async () => {
      server.kill('SIGKILL');
      await gone;
      process.off('exit', onExit);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Containers are made with a signature of the whole account. */
function accountSas(): string {
  const end = `${new Date(Date.now() + 600_000).toISOString().slice(0, 19)}Z`;
  const signed = [ACCOUNT, 'rwc', 'b', 'c', '', end, '', 'https,http', VERSION, '', ''].join('\n');
  const sig = createHmac('sha256', Buffer.from(KEY, 'base64')).update(signed).digest('base64');
  return new URLSearchParams({ sv: VERSION, ss: 'b', srt: 'c', sp: 'rwc', se: end, spr: 'https,http', sig }).toString();
}
