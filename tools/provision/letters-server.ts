/** A started Rubato server in this process, and accounts on it, for tests of packages that know it by HTTP alone. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Argon2PasswordHash, startServer, type StartOptions } from '@rubato/server';

export interface LettersServer {
  readonly url: string;
  readonly password: string;
  /** Makes an account of that name; its session token. */
  register(username: string): Promise<string>;
  stop(): Promise<void>;
}

const MANY = { tokens: 100_000, perMs: 1000 };
/** The real function at the least cost: no test here is about how hard passwords are to guess. */
const TEST_COST = { memoryKiB: 64, passes: 1 };
const PASSWORD = 'correct horse battery';

export async function startLettersServer(options: Partial<StartOptions> = {}): Promise<LettersServer> {
  const data = mkdtempSync(join(tmpdir(), 'rubato-letters-server-'));
  const server = await startServer({
    games: [],
    accountLimits: { registerPerAddress: MANY, loginPerAddress: MANY, loginPerAccount: MANY },
    passwords: new Argon2PasswordHash(TEST_COST),
    ...options,
    // No test looks at what a power cut would take.
    config: { data, port: 0, adminPort: 0, sync: 'normal', requestsPerAddress: 100_000, requestsPerAccount: 100_000 },
  });
  return {
    url: server.url,
    password: PASSWORD,
    async register(username) {
      const answer = await fetch(`${server.url}/api/auth/register`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ username, password: PASSWORD }),
      });
      const body = (await answer.json()) as { readonly sessionToken?: string };
      if (body.sessionToken === undefined) throw new Error(`not registered: ${JSON.stringify(body)}`);
      return body.sessionToken;
    },
    async stop() {
      await server.stop();
      rmSync(data, { recursive: true, force: true });
    },
  };
}
