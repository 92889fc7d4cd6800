/** A real server process is killed while players trade, again and again: what was acknowledged stays, exactly once. */
import { ApiError, createApi, type Api } from '@rubato/client';
import { nodeRandom, verifyServicesLedger } from '@rubato/server';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { startServerProcess, TRADES_MAIN, type ServerProcess } from '../../../tools/provision/server-process.ts';
import { times } from '../../../tools/provision/soak.ts';

const KILLS = times(4, 200);
const PAIRS = 4;
/** Acknowledged calls of each player that are sent again after a kill. */
const REMEMBERED = 6;
/** Longest time between two kills in which trades run. */
const LIFE_MS = 120;
/** Between two calls to a server that is dead. */
const AGAIN_MS = 40;
const MINUTES = 60_000;

const sleep = (ms: number) => new Promise<void>((done) => void setTimeout(done, ms));

interface Acknowledged {
  readonly repeat: () => Promise<unknown>;
  readonly reply: unknown;
}

/** A player with what she must have, going by what was acknowledged. */
class Trader {
  readonly api: Api;
  id = '';
  gold = 1000;
  swords = 1;
  readonly acknowledged: Acknowledged[] = [];
  /** Calls that met a dead server and were sent again. */
  repeats = 0;
  #keys = 0;

  constructor(baseUrl: string) {
    this.api = createApi({ baseUrl });
  }

  async arrive(name: string): Promise<void> {
    await this.api.guest();
    this.id = (await this.api.createCharacter({ name, faction: 'wanderers' })).id;
    await this.api.selectCharacter({ characterId: this.id });
  }

  /** The same call under the same key until somebody answers. */
  async insist<T>(call: (options: { readonly idempotencyKey: string }) => Promise<T>): Promise<T> {
    const options = { idempotencyKey: `${this.id}/${this.#keys++}` };
    for (;;) {
      try {
        const reply = await call(options);
        this.acknowledged.push({ repeat: () => call(options), reply });
        if (this.acknowledged.length > REMEMBERED) this.acknowledged.shift();
        return reply;
      } catch (error) {
        if (!(error instanceof ApiError) || error.code !== 'network') throw error;
        this.repeats++;
        await sleep(AGAIN_MS);
      }
    }
  }
}

/** One trade from the request to its end: gold for the sword of whoever has it. */
async function trade(buyer: Trader, seller: Trader, amount: number): Promise<void> {
  const { id } = await buyer.insist((key) => buyer.api.requestTrade({ characterId: seller.id }, key));
  await seller.insist((key) => seller.api.acceptTrade({ id }, key));
  const { items } = await patiently(() => seller.api.inventory());
  const gold = [{ asset: 'gold', amount }];
  const sword = items.slice(0, 1).map((item) => item.id);
  await buyer.insist((key) => buyer.api.offerTrade({ id, revision: 0, assets: gold, items: [] }, key));
  await seller.insist((key) => seller.api.offerTrade({ id, revision: 1, assets: [], items: sword }, key));
  await buyer.insist((key) => buyer.api.confirmTrade({ id, revision: 2 }, key));
  const { state } = await seller.insist((key) => seller.api.confirmTrade({ id, revision: 2 }, key));
  expect(state).toBe('done');
  buyer.gold -= amount;
  seller.gold += amount;
  buyer.swords++;
  seller.swords--;
}

async function patiently<T>(read: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== 'network') throw error;
      await sleep(AGAIN_MS);
    }
  }
}

/** Two who trade one after the other for as long as they may; `rest` ends the trade under way and waits. */
class Pair {
  readonly traders: readonly [Trader, Trader];
  trades = 0;
  #resting = false;
  #running: Promise<void> = Promise.resolve();

  constructor(baseUrl: string) {
    this.traders = [new Trader(baseUrl), new Trader(baseUrl)];
  }

  go(): void {
    this.#resting = false;
    this.#running = this.#run();
  }

  async rest(): Promise<void> {
    this.#resting = true;
    await this.#running;
  }

  async #run(): Promise<void> {
    const [one, other] = this.traders;
    while (!this.#resting) {
      const [buyer, seller] = one.swords === 0 ? [one, other] : [other, one];
      await trade(buyer, seller, 1 + (this.trades++ % 7));
    }
  }
}

/** What the server says that she has is what she must have, and what was answered is answered again. */
async function check({ api, gold, swords, acknowledged }: Trader): Promise<void> {
  const { balances } = await api.balances();
  const { items } = await api.inventory();
  expect([balances, items.map(({ template }) => template)]).toEqual([
    [{ asset: 'gold', amount: gold }],
    Array.from({ length: swords }, () => 'sword'),
  ]);
  for (const { repeat, reply } of acknowledged) expect(await repeat()).toEqual(reply);
}

describe(`a real server killed ${KILLS} times during trades`, () => {
  const data = mkdtempSync(join(tmpdir(), 'rubato-kill-trades-'));
  let server: ServerProcess | undefined;
  afterAll(async () => {
    await server?.kill();
    rmSync(data, { recursive: true, force: true });
  });

  it(
    'keeps each acknowledged result exactly once; no coin or item is lost or doubled',
    { timeout: 20 * MINUTES },
    async () => {
      server = await startServerProcess(data, 0, { main: TRADES_MAIN });
      const { port } = server;
      const pairs = Array.from({ length: PAIRS }, () => new Pair(`http://127.0.0.1:${port}`));
      const traders = pairs.flatMap(({ traders: both }) => both);
      for (const [at, trader] of traders.entries()) await trader.arrive(`Trader${'abcdefgh'[at]!.repeat(3)}`);
      const more = traders.map(({ id }) => id);
      await server.kill();

      for (let kill = 0; kill < KILLS; kill++) {
        server = await startServerProcess(data, port, { main: TRADES_MAIN, more });
        await Promise.all(pairs.map((pair) => pair.rest()));
        await Promise.all(traders.map(check));
        for (const pair of pairs) pair.go();
        await sleep(nodeRandom.bytes(1)[0]! * (LIFE_MS / 256));
        await server.kill();
        const { findings, checked } = await verifyServicesLedger({ data, database: undefined, sync: 'full' });
        expect([kill, findings, checked.items]).toEqual([kill, [], traders.length]);
      }

      server = await startServerProcess(data, port, { main: TRADES_MAIN, more });
      await Promise.all(pairs.map((pair) => pair.rest()));
      await Promise.all(traders.map(check));
      // The kills met trades under way.
      expect(traders.reduce((sum, { repeats }) => sum + repeats, 0)).toBeGreaterThan(KILLS);
      expect(pairs.reduce((sum, { trades }) => sum + trades, 0)).toBeGreaterThan(KILLS);
    },
  );
});
