/** The server that is measured, in a process of its own. Flags: --data, --database (empty: SQLite). */
import { startServer } from '@rubato/server';
import { parseFlags } from '../arena/harness/flags.ts';
import { answerParent } from '../arena/harness/answering.ts';

const { data, database } = parseFlags({ data: '', database: '' }, process.argv.slice(2));
const MANY = { tokens: 1_000_000_000, perMs: 1000 };
const LOTS = 100_000_000;

const server = await startServer({
  games: [],
  accountLimits: {
    loginPerAccount: MANY,
    loginPerAddress: MANY,
    registerPerAddress: MANY,
    guestPerAddress: MANY,
    refreshPerAddress: MANY,
  },
  config: {
    data,
    port: 0,
    adminPort: 0,
    requestsPerAddress: LOTS,
    requestsPerAccount: LOTS,
    ...(database === '' ? {} : { database }),
  },
});

export interface Usage {
  /** Of all threads, since `mark`. */
  readonly cpuSeconds: number;
  readonly seconds: number;
  readonly rssBytes: number;
}

export interface Seeded {
  readonly token: string;
  readonly accountId: string;
  readonly characterId: string;
}

let cpu = process.cpuUsage();
let sinceMs = performance.now();

answerParent({
  port: () => server.port,
  mark() {
    cpu = process.cpuUsage();
    sinceMs = performance.now();
  },
  usage(): Usage {
    const { user, system } = process.cpuUsage(cpu);
    const rssBytes = process.memoryUsage().rss;
    return { cpuSeconds: (user + system) / 1e6, seconds: (performance.now() - sinceMs) / 1000, rssBytes };
  },
  /** Players with a chosen character, some gold and three items. */
  async seed({ count }): Promise<readonly Seeded[]> {
    const { accounts, characters, ledger } = server.services;
    const client = { address: '127.0.0.1', program: 'bench' };
    const items = Array.from({ length: 3 }, () => ({ template: 'sword', data: '{"sharp":true}' }));
    const made = Array.from({ length: Number(count) }, async (_, at): Promise<Seeded> => {
      const { sessionToken: token, accountId } = (await accounts.guest(client)).reply;
      const caller = await accounts.sessions.authenticate(token);
      const name = `Hero${String(at).replaceAll(/\d/g, (digit) => 'bcdfghjkmn'[Number(digit)]!)}x`;
      const { id } = await characters.create(caller, { name, faction: 'wanderers' });
      await characters.select(caller, id);
      const source = { matchId: `seed ${id}`, turn: 0, index: 0 };
      await ledger.grant(source, { to: id, assets: [{ asset: 'gold', amount: 1_000_000 }], items });
      return { token, accountId, characterId: id };
    });
    return Promise.all(made);
  },
  gc: () => globalThis.gc?.(),
  stop: () => server.stop(),
});
