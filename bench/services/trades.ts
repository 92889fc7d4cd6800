// Trades a second on both databases, each trade gold for an item between two characters.
//   npx tsx --conditions=rubato:source bench/services/trades.ts [--json] [--seconds 3]
// "whole trade": its six calls (request, accept, two offers, two confirmations), each acknowledged once it is durable.
// "exchange": the one ledger transaction that a finished trade makes, by itself. CPU-seconds are this process's, all
// threads: with SQLite that is everything, PostgreSQL's own come on top.
import { performance } from 'node:perf_hooks';
import { availableParallelism } from 'node:os';
import { nodeRandom, NodeClock } from '@rubato/server';
import { Ledger, migrate, systemHolder, Trades, verifyLedger } from '@rubato/services';
import type { Database } from '@rubato/ports';
import { databaseKinds } from '../../tools/provision/databases.ts';

interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly goal?: number;
}

const seconds = Number(process.argv[process.argv.indexOf('--seconds') + 1]) || 3;
const PAIRS = [1, 64, 512];
const figures: Figure[] = [];

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

async function measure(name: string, world: World, options: { pairs: number; goal?: number; run: typeof exchange }) {
  const { pairs: count, run, goal } = options;
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
  figures.push({ name: title, value: done / elapsed, unit: 'a second', ...(goal ? { goal } : {}) });
  figures.push({ name: `${title}: here`, value: done / ((user + system) / 1e6), unit: 'a CPU-second' });
  figures.push({ name: `${title}: p99`, value: p99, unit: 'ms' });
}

for (const kind of databaseKinds.filter(({ available }) => available)) {
  const server = await kind.start();
  const world = await worldOf(await server.fresh());
  for (const pairs of PAIRS) {
    const goal = kind.name === 'SQLite' && pairs === Math.max(...PAIRS) ? { goal: 2500 } : {};
    await measure(`${kind.name}: whole trade`, world, { pairs, run: wholeTrade });
    await measure(`${kind.name}: exchange`, world, { pairs, run: exchange, ...goal });
  }
  const start = performance.now();
  const { ok, checked } = await verifyLedger(world.database);
  if (!ok) throw new Error('the ledger is wrong');
  const rate = (checked.entries + checked.moves) / ((performance.now() - start) / 1000);
  figures.push({ name: `${kind.name}: entries and moves verified`, value: rate, unit: 'a second' });
  await server.stop();
}

if (process.argv.includes('--json')) console.log(JSON.stringify(figures));
else {
  console.log(`${availableParallelism()} cores, ${seconds} s a figure`);
  for (const { name, value, unit, goal } of figures) {
    const verdict = goal === undefined ? '' : `goal ${goal} ${value >= goal ? 'met' : 'MISSED'}`;
    console.log(`${name.padEnd(48)}${value.toFixed(value < 100 ? 1 : 0).padStart(8)} ${unit.padEnd(13)}${verdict}`);
  }
}
