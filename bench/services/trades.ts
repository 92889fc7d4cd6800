// Trades without HTTP, each gold for an item between two characters. "Whole trade": its six calls (request, accept, two
// offers, two confirmations), each acknowledged once it is durable. "Exchange": the one ledger transaction that a finished
// trade makes, by itself. CPU-seconds are this process's, all threads.
import { performance } from 'node:perf_hooks';
import { nodeRandom, NodeClock } from '@rubato/server';
import { Ledger, migrate, systemHolder, Trades, verifyLedger } from '@rubato/services';
import type { Database } from '@rubato/ports';
import { databaseKinds } from '../../tools/provision/databases.ts';
import type { Figure } from './figure.ts';

const PAIRS = [1, 64, 512];

interface Pair {
  readonly a: string;
  readonly b: string;
  item: string;
  version: number;
  /** Who has the item: the other has the gold. */
  seller: string;
}

interface World {
  readonly database: Database;
  readonly ledger: Ledger;
  readonly trades: Trades;
  readonly pairs: readonly Pair[];
}

let keys = 0;
const key = () => `b${keys++}`;
const buyerOf = ({ a, b, seller }: Pair): string => (seller === a ? b : a);

async function worldOf(database: Database): Promise<World> {
  const clock = new NodeClock();
  await migrate(database, clock);
  const context = { database, clock, random: nodeRandom };
  const ledger = new Ledger(context);
  const trades = new Trades({ ...context, mayTrade: async () => undefined });
  const from = systemHolder('start');
  const pairs = Array.from({ length: Math.max(...PAIRS) }, async (_, at): Promise<Pair> => {
    const [a, b] = [`a${at}`, `b${at}`];
    const assets = [a, b].map((to) => ({ from, to, asset: 'gold', amount: 1_000_000 }));
    const mint = [{ template: 'sword', data: '{}', to: a }];
    const { reply } = await ledger.post({ actorId: 'bench', key: key() }, { kind: 'start', assets, mint });
    return { a, b, item: reply.minted[0]!, version: 1, seller: a };
  });
  return { database, ledger, trades, pairs: await Promise.all(pairs) };
}

async function wholeTrade({ trades }: World, pair: Pair): Promise<void> {
  const buyer = buyerOf(pair);
  const by = (characterId: string) => ({ characterId, key: key() });
  const { reply } = await trades.request(by(buyer), pair.seller);
  const tradeId = reply.id;
  await trades.accept(by(pair.seller), tradeId);
  await trades.offer(by(buyer), { tradeId, revision: 0 }, { assets: [{ asset: 'gold', amount: 3 }], items: [] });
  await trades.offer(by(pair.seller), { tradeId, revision: 1 }, { assets: [], items: [pair.item] });
  await trades.confirm(by(buyer), { tradeId, revision: 2 });
  const done = await trades.confirm(by(pair.seller), { tradeId, revision: 2 });
  if (done.reply.state !== 'done') throw new Error('the trade is not done');
  pair.seller = buyer;
  pair.version++;
}

async function exchange({ ledger }: World, pair: Pair): Promise<void> {
  const { item, version, seller } = pair;
  const buyer = buyerOf(pair);
  await ledger.post(
    { actorId: buyer, key: key() },
    {
      kind: 'exchange',
      assets: [{ from: buyer, to: seller, asset: 'gold', amount: 3 }],
      items: [{ id: item, from: seller, to: buyer, version }],
    },
  );
  pair.seller = buyer;
  pair.version++;
}

async function measure(
  name: string,
  world: World,
  options: { pairs: number; seconds: number; goal?: number; run: typeof exchange },
): Promise<readonly Figure[]> {
  const { pairs: count, run, goal, seconds } = options;
  const pairs = world.pairs.slice(0, count);
  let done = 0;
  const latencies: number[] = [];
  const until = async (endMs: number) => {
    const work = pairs.map(async (pair) => {
      while (performance.now() < endMs) {
        const start = performance.now();
        await run(world, pair);
        latencies.push(performance.now() - start);
        done++;
      }
    });
    await Promise.all(work);
  };
  await until(performance.now() + 500);
  done = 0;
  latencies.length = 0;
  const [startMs, cpu] = [performance.now(), process.cpuUsage()];
  await until(startMs + seconds * 1000);
  const elapsed = (performance.now() - startMs) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const p99 = latencies.sort((x, y) => x - y)[Math.floor(latencies.length * 0.99)] ?? 0;
  const title = `${name}, ${count} at once`;
  return [
    { name: title, value: done / elapsed, unit: 'a second', ...(goal ? { goal } : {}) },
    { name: `${title}: here`, value: done / ((user + system) / 1e6), unit: 'a CPU-second' },
    { name: `${title}: p99`, value: p99, unit: 'ms' },
  ];
}

export async function measureTrades(options: { seconds: number; database: string }): Promise<readonly Figure[]> {
  const { seconds } = options;
  const figures: Figure[] = [];
  const kinds = databaseKinds.filter(({ available }) => available);
  for (const kind of kinds.filter(({ name }) => options.database === '' || options.database === name)) {
    const server = await kind.start();
    const world = await worldOf(await server.fresh());
    for (const pairs of PAIRS) {
      const goal = kind.name === 'SQLite' && pairs === Math.max(...PAIRS) ? { goal: 2500 } : {};
      const title = `${kind.name}: `;
      figures.push(...(await measure(`${title}whole trade`, world, { pairs, seconds, run: wholeTrade })));
      figures.push(...(await measure(`${title}exchange`, world, { pairs, seconds, run: exchange, ...goal })));
    }
    figures.push(await verified(kind.name, world.database));
    await server.stop();
  }
  return figures;
}

async function verified(name: string, database: Database): Promise<Figure> {
  const start = performance.now();
  const { ok, checked } = await verifyLedger(database);
  if (!ok) throw new Error('the ledger is wrong');
  const rate = (checked.entries + checked.moves) / ((performance.now() - start) / 1000);
  return { name: `${name}: entries and moves verified`, value: rate, unit: 'a second' };
}
