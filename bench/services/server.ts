/** The server that is measured, in a process of its own. Flags: --data, --database (empty: SQLite). */
import type { AnyGame } from '@rubato/game';
import { startServer } from '@rubato/server';
import { benchGame } from '../arena/contenders/rubato/game.ts';
import { Histogram, type Summary } from '../arena/harness/histogram.ts';
import { workload } from '../arena/harness/workload.ts';
import { parseFlags } from '../arena/harness/flags.ts';
import { answerParent } from '../arena/harness/answering.ts';

const { data, database } = parseFlags({ data: '', database: '' }, process.argv.slice(2));
const MANY = { tokens: 1_000_000_000, perMs: 1000 };
const LOTS = 100_000_000;

/** How much later than a period after the one before each tick of each room is. */
const lateness = new Histogram();
const ticked = new WeakMap<object, number>();
const { tick } = benchGame as unknown as { tick: (context: { readonly state: object }) => void };
const gauged = {
  ...benchGame,
  tick: (context: { readonly state: object }) => {
    const nowMs = performance.now();
    const lastMs = ticked.get(context.state);
    if (lastMs !== undefined) lateness.record(nowMs - lastMs - 1000 / workload.hz);
    ticked.set(context.state, nowMs);
    tick(context);
  },
} as unknown as AnyGame;

const server = await startServer({
  games: [{ game: gauged, hz: workload.hz, seats: { default: 1, max: 1 }, fillWithBots: false }],
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
    maxConnectionsPerAddress: 100_000,
    ...(database === '' ? {} : { database }),
  },
});

export interface Usage {
  /** Of all threads, since `mark`. */
  readonly cpuSeconds: number;
  readonly seconds: number;
  readonly rssBytes: number;
  readonly lateness: Summary | undefined;
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
    lateness.reset();
  },
  usage(): Usage {
    const { user, system } = process.cpuUsage(cpu);
    const rssBytes = process.memoryUsage().rss;
    return {
      cpuSeconds: (user + system) / 1e6,
      seconds: (performance.now() - sinceMs) / 1000,
      rssBytes,
      lateness: lateness.summary,
    };
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
