// 8. A server in a program of one's own: started, asked how it is, stopped, and gone on with.
import { createApi } from '@rubato/client';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRealm } from './start-realm.ts';
import type { Stage } from './stage.ts';

export async function server({ say }: Pick<Stage, 'say'>): Promise<void> {
  const data = await mkdtemp(join(tmpdir(), 'rubato-example-'));
  try {
    const first = await startRealm(data);
    const { name, version, games } = (await (await fetch(`${first.url}/api/status`)).json()) as Status;
    say(`${name} ${version} is running, with ${games.map((game) => game.name).join(', ')}.`);
    say(`Its routes are described at /docs/api, its figures at ${new URL(first.metricsUrl).pathname}.`);

    const login = await createApi({ baseUrl: first.url }).guest();
    say('Somebody logged in.');
    // Players are told, everything is written down, the port is free again.
    await first.stop();
    say('Stopped.');

    // The same data: accounts, sessions, the world and its rooms go on. So they do after a crash.
    const second = await startRealm(data);
    const again = createApi({ baseUrl: second.url, token: login.sessionToken });
    const { sessions } = await again.sessions();
    say(`Started again; the login is ${sessions.some(({ current }) => current) ? 'still good' : 'lost'}.`);
    await second.stop();
  } finally {
    await rm(data, { recursive: true });
  }
}

interface Status {
  readonly name: string;
  readonly version: string;
  readonly games: readonly { readonly name: string }[];
}
