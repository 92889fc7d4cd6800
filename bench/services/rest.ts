/** The services over HTTP, as a client meets them: a server process under load, its CPU time taken from inside. */
import { startPart, type Part } from '../arena/harness/part.ts';
import type { Figure } from './figure.ts';
import { load, type HttpConnection } from './http-load.ts';
import type { Seeded, Usage } from './server.ts';

export interface RestOptions {
  /** Shown before each figure: the database. */
  readonly name: string;
  readonly file: string;
  readonly data: string;
  readonly database: string;
  readonly seconds: number;
  /** Of the names of the workloads; empty: all. */
  readonly only: string;
  /** A folder for a .cpuprofile, or empty. */
  readonly profile: string;
  /** The server alone on the first core, before all other work; needs root. */
  readonly realtime: boolean;
}

interface Workload {
  readonly title: string;
  readonly connections: number;
  /** On SQLite, where the server's CPU time is all there is. */
  readonly goal?: number;
  /** Whether one piece of work is one call that hashes no password: only then is a goal for its latency one for the server. */
  readonly single: boolean;
  readonly work: (world: World) => (connection: HttpConnection, at: number) => Promise<void>;
}

interface World {
  readonly players: readonly Seeded[];
}

const PLAYERS = 256;
const P99_GOAL_MS = 50;
const PASSWORD = 'correct horse battery';
let names = 0;

export async function measureRest(options: RestOptions): Promise<readonly Figure[]> {
  const { file, data, database, profile, realtime } = options;
  const nodeFlags = ['--expose-gc', ...(profile === '' ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`])];
  const server = await startPart({
    file,
    cores: realtime ? '0' : '0-1023',
    realtime,
    flags: { data, database },
    nodeFlags,
  });
  try {
    const port = await server.ask<number>('port');
    const world = { players: await server.ask<readonly Seeded[]>('seed', { count: PLAYERS }) };
    const figures: Figure[] = [];
    for (const workload of workloads) {
      if (options.only !== '' && !workload.title.includes(options.only)) continue;
      figures.push(...(await measure(server, { ...workload, port, world, options })));
    }
    return figures;
  } finally {
    await server.ask('stop').catch(() => {});
    await server.stop();
  }
}

async function measure(
  server: Part,
  {
    title,
    connections,
    goal,
    single,
    work,
    port,
    world,
    options,
  }: Workload & { port: number; world: World; options: RestOptions },
): Promise<readonly Figure[]> {
  const begin = () => server.ask<void>('mark');
  const { done, elapsedMs, p99Ms } = await load(port, {
    count: connections,
    seconds: options.seconds,
    begin,
    work: work(world),
  });
  const { cpuSeconds } = await server.ask<Usage>('usage');
  const name = `${options.name}: ${title}`;
  return [
    {
      name,
      value: done / cpuSeconds,
      unit: 'a CPU-second',
      ...(goal === undefined || options.database !== '' ? {} : { goal }),
    },
    { name: `${name}: as it ran`, value: done / (elapsedMs / 1000), unit: 'a second' },
    { name: `${name}: p99`, value: p99Ms, unit: 'ms', ...(single ? { goal: P99_GOAL_MS, atMost: true } : {}) },
  ];
}

function expectStatus(status: number, body: string): void {
  if (status !== 200) throw new Error(`answered ${status}: ${body}`);
}

/** Asks for one thing, each connection for another player. */
function reading(path: string): Workload['work'] {
  return ({ players }) =>
    async (connection, at) => {
      const { token } = players[at % players.length]!;
      const { status, body } = await connection.ask({ method: 'GET', path, token });
      expectStatus(status, body);
    };
}

async function post(connection: HttpConnection, path: string, token: string | undefined, body?: object) {
  const answer = await connection.ask({ method: 'POST', path, token, body });
  expectStatus(answer.status, answer.body);
  return JSON.parse(answer.body) as Record<string, unknown>;
}

const nextName = () => `bench${(names++).toString().replaceAll(/\d/g, (digit) => 'bcdfghjkmn'[Number(digit)]!)}`;

/** Six calls, each by whoever may make it; the sword goes back and forth. */
const trading: Workload['work'] = ({ players }) => {
  const swords = new Map<number, string>();
  return async (connection, at) => {
    const [one, other] = [players[2 * at]!, players[2 * at + 1]!];
    const known = swords.get(at);
    const [seller, buyer] = known === undefined || known.startsWith('0') ? [one, other] : [other, one];
    let sword = known?.slice(1);
    if (sword === undefined) {
      const { body } = await connection.ask({ method: 'GET', path: '/api/inventory', token: seller.token });
      sword = (JSON.parse(body) as { items: { id: string }[] }).items[0]!.id;
    }
    const { id } = await post(connection, '/api/trades', buyer.token, { characterId: seller.characterId });
    const path = `/api/trades/${String(id)}`;
    const gold = [{ asset: 'gold', amount: 3 }];
    await post(connection, `${path}/accept`, seller.token);
    await post(connection, `${path}/offer`, buyer.token, { revision: 0, assets: gold, items: [] });
    await post(connection, `${path}/offer`, seller.token, { revision: 1, assets: [], items: [sword] });
    await post(connection, `${path}/confirm`, buyer.token, { revision: 2 });
    const { state } = await post(connection, `${path}/confirm`, seller.token, { revision: 2 });
    if (state !== 'done') throw new Error('the trade is not done');
    swords.set(at, `${seller === one ? '1' : '0'}${sword}`);
  };
};

const workloads: readonly Workload[] = [
  { title: 'reads of one’s characters', connections: 64, single: true, goal: 15_000, work: reading('/api/characters') },
  { title: 'reads of an inventory', connections: 64, single: true, goal: 15_000, work: reading('/api/inventory') },
  { title: 'reads of balances', connections: 64, single: true, goal: 15_000, work: reading('/api/balances') },
  { title: 'reads of the trades under way', connections: 64, single: true, goal: 15_000, work: reading('/api/trades') },
  {
    title: 'reads of the server’s state, without a session',
    connections: 64,
    single: true,
    work: reading('/api/status'),
  },
  { title: 'whole trades (six calls)', connections: 64, single: false, work: trading },
  {
    title: 'guests',
    connections: 16,
    single: true,
    work: () => async (connection) => void (await post(connection, '/api/auth/guest', undefined)),
  },
  {
    title: 'registrations (argon2id)',
    connections: 4,
    single: false,
    work: () => async (connection) => {
      await post(connection, '/api/auth/register', undefined, { username: nextName(), password: PASSWORD });
    },
  },
  {
    title: 'logins (argon2id)',
    connections: 4,
    single: false,
    work: () => {
      const accounts = new Map<number, string>();
      return async (connection, at) => {
        const known = accounts.get(at);
        const username = known ?? nextName();
        accounts.set(at, username);
        const path = `/api/auth/${known === undefined ? 'register' : 'login'}`;
        await post(connection, path, undefined, { username, password: PASSWORD });
      };
    },
  },
];
