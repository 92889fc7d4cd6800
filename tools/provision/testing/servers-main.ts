// A test's process to be killed: starts the servers that it is asked for, and says at which ports they are.
import { spawn } from 'node:child_process';
import { endWithUs } from '../end-with-us.ts';
import { startMail } from '../mail-server.ts';
import { startOwnPostgres } from '../postgres-server.ts';
import { startRedis } from '../redis-server.ts';

const portOf = (url: string): number => Number(new URL(url).port);
const starts: Readonly<Record<string, () => Promise<readonly number[]>>> = {
  redis: async () => [portOf((await startRedis()).url)],
  postgres: async () => [portOf((await startOwnPostgres()).url)],
  mail: async () => {
    const { smtpPort, imapPort } = await startMail(['ada']);
    return [smtpPort, imapPort];
  },
  // No server, but one that minds no SIGINT; instead of a port, its id.
  stubborn: async () => {
    const child = spawn('sh', ['-c', "trap '' INT; echo; while :; do sleep 1; done"], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    endWithUs(child);
    await new Promise((ready) => void child.stdout.once('data', ready));
    return [child.pid!];
  },
};

const found = await Promise.all(process.argv.slice(2).map((name) => starts[name]!()));
process.stdout.write(`${JSON.stringify(found.flat())}\n`);
setInterval(() => {}, 60_000);
