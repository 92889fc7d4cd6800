import { describe, expect, it } from 'vitest';
import type { Database } from '@rubato/ports';
import { ManualClock, SeededRandom } from '@rubato/ports/doubles';
import { inventory, itemById, ITEMS_PER_PAGE } from '../items/items.ts';
import { escrowHolder, MOST_ITEMS_HELD, systemHolder } from './holders.ts';
import { BALANCES_PER_PAGE, Ledger, REWARDS, type PostRequest } from './ledger.ts';
import { forgetCalls, KEPT_CALL_MS } from './once.ts';
import { MOST_ITEM_BYTES, MOST_MOVES } from './posting.ts';
import { wipeLedger } from './testing/wipe.ts';
import { verifyLedger } from './verify-ledger.ts';
import { availableDatabases, migratedDatabase } from '../testing/migrated-database.ts';

const MOST = Number.MAX_SAFE_INTEGER;
const SHOP = systemHolder('shop');

describe.for(availableDatabases)('the ledger on $name', (kind) => {
  let database: Database;
  migratedDatabase(kind, (made) => void (database = made));

  async function world() {
    await wipeLedger(database);
    const clock = new ManualClock();
    const ledger = new Ledger({ database, clock, random: new SeededRandom('ledger') });
    let keys = 0;
    const post = (request: Omit<PostRequest, 'kind'>, key = `k${keys++}`) =>
      ledger.post({ actorId: 'server', key }, { kind: 'test', ...request });
    const move = (from: string, to: string, amount: number, asset = 'gold') => ({ from, to, asset, amount });
    const pay = (from: string, to: string, amount: number, key?: string) =>
      post({ assets: [move(from, to, amount)] }, key);
    const gold = async (id: string) => (await ledger.balances(id)).find(({ asset }) => asset === 'gold')?.amount ?? 0;
    const mint = async (to: string, count: number) => {
      const { reply } = await post({
        mint: Array.from({ length: count }, () => ({ template: 'stone', data: '{}', to })),
      });
      return reply.minted;
    };
    return { clock, ledger, post, move, pay, gold, mint };
  }
  const code = (promise: Promise<unknown>) =>
    promise.then(
      () => 'done',
      (error: { code?: string }) => error.code ?? String(error),
    );

  it('moves assets between holders, and the system is the only one to go below 0', async () => {
    const { pay, gold, post, move } = await world();
    await pay(SHOP, 'ann', 100);
    await pay('ann', 'bob', 30);
    expect([await gold(SHOP), await gold('ann'), await gold('bob')]).toEqual([-100, 70, 30]);
    expect(await code(pay('ann', 'bob', 71))).toBe('not-held');
    expect(await code(pay('nobody', 'bob', 1))).toBe('not-held');
    expect(await code(post({ assets: [move('ann', 'bob', 40), move('ann', 'cat', 31)] }))).toBe('not-held');
    expect([await gold('ann'), await gold('bob'), await gold('cat')]).toEqual([70, 30, 0]);
    await post({ assets: [move('bob', escrowHolder('deal'), 30)] });
    expect(await gold(escrowHolder('deal'))).toBe(30);
    expect(await verifyLedger(database)).toMatchObject({ ok: true, checked: { transactions: 3, balances: 4 } });
  });

  it('does everything of a transaction or nothing', async () => {
    const { post, pay, move, gold, mint } = await world();
    await pay(SHOP, 'ann', 10);
    const [stone] = await mint('ann', 1);
    const late = { id: stone!, from: 'ann', to: 'bob', version: 2 };
    expect(await code(post({ assets: [move('ann', 'bob', 5)], items: [late] }))).toBe('not-held');
    expect([await gold('ann'), await gold('bob')]).toEqual([10, 0]);
  });

  it('refuses amounts that are no whole numbers from 1 to 2^53−1, odd names, and moves to oneself', async () => {
    const { pay, post, move, mint } = await world();
    for (const amount of [0, -1, 1.5, NaN, Infinity, MOST + 1, '1' as never, undefined as never])
      expect(await code(pay(SHOP, 'ann', amount))).toBe('bad-value');
    expect(await code(post({ assets: [move(SHOP, 'ann', 1, 'Gold!')] }))).toBe('bad-value');
    expect(await code(pay('ann', 'ann', 1))).toBe('bad-value');
    expect(await code(post({}))).toBe('bad-value');
    expect(await code(post({ assets: [move('ann', 'bob', 5), move('bob', 'ann', 5)] }))).toBe('bad-value');
    const [stone] = await mint('ann', 1);
    const give = { id: stone!, from: 'ann', to: 'bob', version: 1 };
    expect(await code(post({ items: [give, give] }))).toBe('bad-value');
    expect(await code(post({ items: [{ ...give, to: 'ann' }] }))).toBe('bad-value');
    expect(await code(post({ mint: [{ template: '<b>', data: '{}', to: 'ann' }] }))).toBe('bad-value');
  });

  it('holds balances up to 2^53−1 and refuses one more', async () => {
    const { pay, gold } = await world();
    await pay(SHOP, 'ann', MOST);
    expect(await gold('ann')).toBe(MOST);
    expect(await code(pay(systemHolder('other'), 'ann', 1))).toBe('limit-reached');
    expect(await code(pay(SHOP, 'bob', 1))).toBe('limit-reached');
    await pay('ann', 'bob', MOST);
    expect([await gold('ann'), await gold('bob'), await gold(SHOP)]).toEqual([0, MOST, -MOST]);
    expect((await verifyLedger(database)).ok).toBe(true);
  });

  it('bounds the moves of a transaction, the data of an item and the items of a holder', async () => {
    const { post, mint, move } = await world();
    const much = Array.from({ length: MOST_MOVES + 1 }, (_, at) => move(SHOP, `x${at}`, 1));
    expect(await code(post({ assets: much }))).toBe('limit-reached');
    const data = JSON.stringify('x'.repeat(MOST_ITEM_BYTES - 1));
    expect(await code(post({ mint: [{ template: 'book', data, to: 'ann' }] }))).toBe('limit-reached');
    for (let held = 0; held < MOST_ITEMS_HELD; held += MOST_MOVES) await mint('ann', MOST_MOVES);
    expect(await code(mint('ann', 1))).toBe('limit-reached');
    const [stone] = await mint('bob', 1);
    expect(await code(post({ items: [{ id: stone!, from: 'bob', to: 'ann', version: 1 }] }))).toBe('limit-reached');
    const [first] = await inventory(database, 'ann');
    await post({ items: [{ id: first!.id, from: 'ann', to: SHOP, version: 1 }] });
    await post({ items: [{ id: stone!, from: 'bob', to: 'ann', version: 1 }] });
    expect((await verifyLedger(database)).ok).toBe(true);
  });

  it('lists what a holder has, a page at a time', async () => {
    const { mint, ledger, pay } = await world();
    for (let made = 0; made < ITEMS_PER_PAGE; made += MOST_MOVES) await mint('ann', MOST_MOVES);
    const [last] = await mint('ann', 1);
    const page = await inventory(database, 'ann');
    const rest = await inventory(database, 'ann', page.at(-1)!.id);
    expect([page.length, rest.length]).toEqual([ITEMS_PER_PAGE, 1]);
    expect([...page, ...rest].map(({ id }) => id)).toContain(last);
    expect(await itemById(database, last!)).toMatchObject({ template: 'stone', holderId: 'ann', version: 1 });
    expect(await itemById(database, 'none')).toBeUndefined();
    await pay(SHOP, 'ann', 1);
    const sql = 'insert into balance (holder_id, asset, amount, version) values (?, ?, ?, 1)';
    const assets = Array.from({ length: BALANCES_PER_PAGE }, (_, at) => `a${String(at).padStart(3, '0')}`);
    await database.batch(assets.map((asset) => ({ sql, values: ['ann', asset, 1] })));
    const first = await ledger.balances('ann');
    expect(first.map(({ asset }) => asset)).toEqual(assets);
    expect(await ledger.balances('ann', assets.at(-1))).toEqual([{ asset: 'gold', amount: 1 }]);
  });

  it('grants a reward of a match exactly once, also when it is asked for at the same moment and long after', async () => {
    const { ledger, gold, clock } = await world();
    const source = { matchId: 'm/1', turn: 7, index: 0 };
    const reward = { to: 'ann', assets: [{ asset: 'gold', amount: 25 }], items: [{ template: 'crown', data: '{}' }] };
    const all = await Promise.all(Array.from({ length: 8 }, () => ledger.grant(source, reward)));
    expect(new Set(all.map(({ reply }) => reply.txId)).size).toBe(1);
    expect(all.filter(({ repeated }) => !repeated)).toHaveLength(1);
    clock.advance(2 * KEPT_CALL_MS);
    await forgetCalls(database, clock.wallMs());
    expect((await ledger.grant(source, reward)).repeated).toBe(true);
    expect(await code(ledger.grant(source, { ...reward, to: 'bob' }))).toBe('key-reused');
    await ledger.grant({ ...source, index: 1 }, reward);
    await ledger.grant({ ...source, matchId: 'm', turn: 1 }, reward);
    expect(await gold('ann')).toBe(75);
    expect(await gold(REWARDS)).toBe(-75);
    expect(() => ledger.grant({ ...source, turn: 0.5 }, reward)).toThrow('whole numbers');
  });

  it('remembers keys for a week, a bounded number forgotten at a time', async () => {
    const { pay, gold, clock } = await world();
    for (const key of ['a', 'b', 'c']) await pay(SHOP, 'ann', 1, key);
    clock.advance(KEPT_CALL_MS);
    expect(await forgetCalls(database, clock.wallMs())).toBe(0);
    expect((await pay(SHOP, 'ann', 1, 'a')).repeated).toBe(true);
    clock.advance(1);
    expect(await forgetCalls(database, clock.wallMs(), 2)).toBe(2);
    expect(await forgetCalls(database, clock.wallMs(), 2)).toBe(1);
    expect((await pay(SHOP, 'ann', 1, 'a')).repeated).toBe(false);
    expect(await gold('ann')).toBe(4);
  });

  it(
    'sells 100 items once each to 4 buyers who want all of them and ask 3 times each',
    { timeout: 120_000 },
    async () => {
      const { post, mint, pay, gold, move } = await world();
      const buyers = ['ann', 'bob', 'cat', 'dan'];
      await Promise.all(buyers.map((buyer) => pay(SHOP, buyer, 60)));
      const goods = await mint('seller', 100);
      const buy = (buyer: string, id: string) =>
        post(
          { assets: [move(buyer, 'seller', 1)], items: [{ id, from: 'seller', to: buyer, version: 1 }] },
          `${buyer}/${id}`,
        ).then(
          ({ repeated }) => (repeated ? 'repeated' : 'sold'),
          (error: { code: string }) => error.code,
        );
      const outcomes: string[] = [];
      // Each buyer asks for each item three times at once; all buyers are after the same item.
      for (const id of goods)
        outcomes.push(...(await Promise.all([...buyers, ...buyers, ...buyers].map((buyer) => buy(buyer, id)))));
      const count = (what: string) => outcomes.filter((outcome) => outcome === what).length;
      expect([count('sold'), count('repeated'), count('not-held')]).toEqual([100, 200, 900]);
      expect(await gold('seller')).toBe(100);
      const bought = await Promise.all(buyers.map((buyer) => inventory(database, buyer)));
      expect(
        bought
          .flat()
          .map(({ id }) => id)
          .sort(),
      ).toEqual([...goods].sort());
      for (const [index, buyer] of buyers.entries()) expect(await gold(buyer)).toBe(60 - bought[index]!.length);
      expect((await verifyLedger(database)).ok).toBe(true);
    },
  );
});
