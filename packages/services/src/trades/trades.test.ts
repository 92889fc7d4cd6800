import { describe, expect, it } from 'vitest';
import type { Database } from '@rubato/ports';
import { ManualClock, SeededRandom } from '@rubato/ports/doubles';
import { inventory } from '../items/items.ts';
import { Ledger, REWARDS } from '../ledger/ledger.ts';
import { refusal, type Refusal } from '../ledger/refused.ts';
import { wipeLedger } from '../ledger/testing/wipe.ts';
import { verifyLedger } from '../ledger/verify-ledger.ts';
import { MOST_OFFERED_ASSETS, MOST_OFFERED_ITEMS } from './offer.ts';
import { MOST_ASKED, MOST_ASKING } from './trade-rows.ts';
import { OPEN_MS, REQUEST_MS } from './trade.ts';
import { Trades } from './trades.ts';
import { availableDatabases, migratedDatabase } from '../testing/migrated-database.ts';

const MOST = Number.MAX_SAFE_INTEGER;

describe.for(availableDatabases)('trades on $name', (kind) => {
  let database: Database;
  migratedDatabase(kind, (made) => void (database = made));

  async function world() {
    await wipeLedger(database);
    const clock = new ManualClock();
    const random = new SeededRandom('trades');
    const blocked = new Map<string, Refusal>();
    const mayTrade = async (a: string, b: string) => blocked.get(`${a} ${b}`);
    const context = { database, clock, random, mayTrade };
    const trades = new Trades(context);
    const ledger = new Ledger(context);
    let keys = 0;
    const by = (characterId: string, key = `k${keys++}`) => ({ characterId, key });
    const give = (to: string, gold: number, ...templates: string[]) =>
      ledger.grant(
        { matchId: 'gift', turn: keys++, index: 0 },
        {
          to,
          assets: gold > 0 ? [{ asset: 'gold', amount: gold }] : [],
          items: templates.map((template) => ({ template, data: '{}' })),
        },
      );
    const gold = async (id: string) => (await ledger.balances(id)).find(({ asset }) => asset === 'gold')?.amount ?? 0;
    const templates = async (id: string) => (await inventory(database, id)).map(({ template }) => template).sort();
    const open = async (a = 'ann', b = 'bob') => {
      const { reply } = await trades.request(by(a), b);
      await trades.accept(by(b), reply.id);
      return reply.id;
    };
    return { clock, blocked, trades, ledger, by, give, gold, templates, open };
  }
  type World = Awaited<ReturnType<typeof world>>;
  const goldOffer = (amount: number) => ({ assets: [{ asset: 'gold', amount }], items: [] });
  const code = (promise: Promise<unknown>) =>
    promise.then(
      () => 'done',
      (error: { code?: string }) => error.code ?? String(error),
    );

  async function swordForGold({ trades, give, by, open }: World) {
    await give('ann', 100);
    const { reply } = await give('bob', 0, 'sword');
    const tradeId = await open();
    await trades.offer(by('ann'), { tradeId, revision: 0 }, goldOffer(30));
    await trades.offer(by('bob'), { tradeId, revision: 1 }, { assets: [], items: [reply.minted[0]!] });
    return { tradeId, sword: reply.minted[0]! };
  }

  it('gives each side what the other offered once both confirm one revision, and tells both', async () => {
    const w = await world();
    const { tradeId } = await swordForGold(w);
    const first = await w.trades.confirm(w.by('ann'), { tradeId, revision: 2 });
    expect(first.reply).toMatchObject({
      state: 'open',
      revision: 2,
      from: { confirmed: true },
      to: { confirmed: false },
    });
    expect(first.notify).toEqual([{ to: 'bob', type: 'TRADE_UPDATE', data: first.reply }]);
    const second = await w.trades.confirm(w.by('bob'), { tradeId, revision: 2 });
    expect(second.reply.state).toBe('done');
    expect(second.notify.map(({ to, type }) => [to, type])).toEqual([
      ['bob', 'TRADE_COMPLETE'],
      ['ann', 'TRADE_COMPLETE'],
    ]);
    expect([await w.gold('ann'), await w.gold('bob')]).toEqual([70, 30]);
    expect([await w.templates('ann'), await w.templates('bob')]).toEqual([['sword'], []]);
    expect(await w.trades.get('ann', tradeId)).toEqual(second.reply);
    expect(await verifyLedger(database)).toMatchObject({
      ok: true,
      checked: { transactions: 3, items: 1, moves: 2 },
    });
  });

  it('names the sender in a request, and only whoever was asked accepts or declines it', async () => {
    const { trades, by } = await world();
    const asked = await trades.request(by('ann'), 'bob');
    expect(asked.notify).toEqual([{ to: 'bob', type: 'TRADE_REQUEST', data: asked.reply }]);
    const { id } = asked.reply;
    expect(await code(trades.accept(by('ann'), id))).toBe('not-allowed');
    expect(await code(trades.decline(by('ann'), id))).toBe('not-allowed');
    expect(await code(trades.offer(by('ann'), { tradeId: id, revision: 0 }, goldOffer(1)))).toBe('conflict');
    const declined = await trades.decline(by('bob'), id);
    expect(declined).toMatchObject({ reply: { state: 'declined' }, notify: [{ to: 'ann', type: 'TRADE_DECLINE' }] });
    expect(await code(trades.accept(by('bob'), id))).toBe('conflict');
  });

  it('hides trades from everybody else', async () => {
    const { trades, by, open } = await world();
    const tradeId = await open();
    const attempts = [
      () => trades.get('eve', tradeId),
      () => trades.accept(by('eve'), tradeId),
      () => trades.cancel(by('eve'), tradeId),
      () => trades.offer(by('eve'), { tradeId, revision: 0 }, goldOffer(1)),
      () => trades.confirm(by('eve'), { tradeId, revision: 0 }),
      () => trades.get('ann', 'no such trade'),
    ];
    for (const attempt of attempts) expect(await code(attempt())).toBe('not-found');
    expect(await trades.list('eve')).toEqual([]);
    expect((await trades.list('bob')).map(({ id }) => id)).toEqual([tradeId]);
  });

  it('refuses a trade with oneself and with whom the caller may not trade', async () => {
    const { trades, by, blocked } = await world();
    expect(await code(trades.request(by('ann'), 'ann'))).toBe('bad-value');
    blocked.set('ann bob', refusal('not-allowed', 'bob has blocked you'));
    expect(await code(trades.request(by('ann'), 'bob'))).toBe('not-allowed');
    const { reply } = await trades.request(by('bob'), 'ann');
    blocked.set('ann bob', refusal('not-allowed', 'blocked meanwhile'));
    expect(await code(trades.accept(by('ann'), reply.id))).toBe('not-allowed');
  });

  it('refuses amounts that are no whole numbers from 1 to 2^53−1', async () => {
    const { trades, by, give, open } = await world();
    await give('ann', 100);
    const tradeId = await open();
    for (const amount of [0, -5, -0, 0.5, NaN, Infinity, MOST + 1, 1e300, '5' as never, null as never])
      expect(await code(trades.offer(by('ann'), { tradeId, revision: 0 }, goldOffer(amount)))).toBe('bad-value');
    expect(await code(trades.offer(by('ann'), { tradeId, revision: 0 }, goldOffer(MOST)))).toBe('not-held');
  });

  it('refuses odd assets, the same thing twice, and more than an offer may hold', async () => {
    const { trades, by, open } = await world();
    const tradeId = await open();
    const offer = (assets: { asset: string; amount: number }[], items: string[] = []) =>
      code(trades.offer(by('ann'), { tradeId, revision: 0 }, { assets, items }));
    const many = (count: number) => Array.from({ length: count }, (_, index) => `a${index}`);
    expect(await offer([{ asset: "gold'; drop table trade; --", amount: 1 }])).toBe('bad-value');
    expect(
      await offer([
        { asset: 'gold', amount: 1 },
        { asset: 'gold', amount: 1 },
      ]),
    ).toBe('bad-value');
    expect(await offer([], ['x', 'x'])).toBe('bad-value');
    expect(await offer(many(MOST_OFFERED_ASSETS + 1).map((asset) => ({ asset, amount: 1 })))).toBe('limit-reached');
    expect(await offer([], many(MOST_OFFERED_ITEMS + 1))).toBe('limit-reached');
    expect(await offer(many(MOST_OFFERED_ASSETS).map((asset) => ({ asset, amount: 1 })))).toBe('not-held');
  });

  it('refuses to offer what one has not got, and to confirm what one has spent since', async () => {
    const w = await world();
    const { tradeId, sword } = await swordForGold(w);
    const { trades, by, ledger } = w;
    expect(await code(trades.offer(by('ann'), { tradeId, revision: 2 }, goldOffer(101)))).toBe('not-held');
    expect(await code(trades.offer(by('ann'), { tradeId, revision: 2 }, { assets: [], items: [sword] }))).toBe(
      'not-held',
    );
    const move = { from: 'bob', to: 'cat', id: sword, version: 1 };
    await ledger.post({ actorId: 'bob', key: 'gift' }, { kind: 'gift', items: [move] });
    expect(await code(trades.confirm(by('bob'), { tradeId, revision: 2 }))).toBe('not-held');
    await trades.confirm(by('ann'), { tradeId, revision: 2 });
    // The sword comes back, but as something that another has had in hand.
    const back = { from: 'cat', to: 'bob', id: sword, version: 2 };
    await ledger.post({ actorId: 'cat', key: 'back' }, { kind: 'gift', items: [back] });
    expect(await code(trades.confirm(by('bob'), { tradeId, revision: 2 }))).toBe('not-held');
    expect([await w.gold('ann'), await w.gold('bob')]).toEqual([100, 0]);
  });

  it('moves nothing when the side that confirmed first has spent its gold', async () => {
    const w = await world();
    const { tradeId } = await swordForGold(w);
    await w.trades.confirm(w.by('ann'), { tradeId, revision: 2 });
    const spend = { from: 'ann', to: REWARDS, asset: 'gold', amount: 71 };
    await w.ledger.post({ actorId: 'ann', key: 'shop' }, { kind: 'shop', assets: [spend] });
    expect(await code(w.trades.confirm(w.by('bob'), { tradeId, revision: 2 }))).toBe('not-held');
    expect(await w.templates('bob')).toEqual(['sword']);
    expect(await w.trades.get('bob', tradeId)).toMatchObject({ state: 'open', to: { confirmed: false } });
  });

  it('does not cover an offer with what the other side gives', async () => {
    const { trades, ledger, by, give, open, gold } = await world();
    await give('ann', 5);
    await give('bob', 8);
    const tradeId = await open();
    await trades.offer(by('ann'), { tradeId, revision: 0 }, goldOffer(5));
    await trades.offer(by('bob'), { tradeId, revision: 1 }, goldOffer(8));
    await trades.confirm(by('ann'), { tradeId, revision: 2 });
    await trades.confirm(by('bob'), { tradeId, revision: 2 });
    expect([await gold('ann'), await gold('bob')]).toEqual([8, 5]);
    const again = await open();
    await trades.offer(by('ann'), { tradeId: again, revision: 0 }, goldOffer(8));
    await trades.offer(by('bob'), { tradeId: again, revision: 1 }, goldOffer(5));
    await trades.confirm(by('ann'), { tradeId: again, revision: 2 });
    const spend = { from: 'ann', to: REWARDS, asset: 'gold', amount: 1 };
    await ledger.post({ actorId: 'ann', key: 'shop' }, { kind: 'shop', assets: [spend] });
    // She gives 8, gets 5 and has 7: the difference would be there, what she offered is not.
    expect(await code(trades.confirm(by('bob'), { tradeId: again, revision: 2 }))).toBe('not-held');
  });

  it('voids both confirmations when an offer changes, and refuses a confirmation of older offers', async () => {
    const w = await world();
    const { tradeId } = await swordForGold(w);
    await w.trades.confirm(w.by('bob'), { tradeId, revision: 2 });
    const { reply } = await w.trades.offer(w.by('ann'), { tradeId, revision: 2 }, goldOffer(1));
    expect(reply).toMatchObject({ revision: 3, from: { confirmed: false }, to: { confirmed: false } });
    expect(await code(w.trades.confirm(w.by('bob'), { tradeId, revision: 2 }))).toBe('conflict');
    expect(await code(w.trades.offer(w.by('bob'), { tradeId, revision: 2 }, goldOffer(1)))).toBe('conflict');
    await w.trades.confirm(w.by('ann'), { tradeId, revision: 3 });
    expect(await w.gold('ann')).toBe(100);
  });

  it('refuses to confirm when nothing would change hands', async () => {
    const { trades, by, open, give } = await world();
    const tradeId = await open();
    expect(await code(trades.confirm(by('ann'), { tradeId, revision: 0 }))).toBe('bad-value');
    await Promise.all([give('ann', 10), give('bob', 10)]);
    await trades.offer(by('ann'), { tradeId, revision: 0 }, goldOffer(10));
    await trades.offer(by('bob'), { tradeId, revision: 1 }, goldOffer(10));
    expect(await code(trades.confirm(by('ann'), { tradeId, revision: 2 }))).toBe('bad-value');
    await trades.offer(by('bob'), { tradeId, revision: 2 }, goldOffer(9));
    await trades.confirm(by('ann'), { tradeId, revision: 3 });
    expect((await trades.confirm(by('bob'), { tradeId, revision: 3 })).reply.state).toBe('done');
  });

  it('lets an item lie in two trades and gives it to the first that is done', async () => {
    const w = await world();
    const { tradeId, sword } = await swordForGold(w);
    await w.give('cat', 50);
    const second = await w.open('cat', 'bob');
    await w.trades.offer(w.by('cat'), { tradeId: second, revision: 0 }, goldOffer(50));
    await w.trades.offer(w.by('bob'), { tradeId: second, revision: 1 }, { assets: [], items: [sword] });
    for (const [character, id] of [
      ['ann', tradeId],
      ['cat', second],
      ['bob', second],
    ] as const)
      await w.trades.confirm(w.by(character), { tradeId: id, revision: 2 });
    expect(await w.templates('cat')).toEqual(['sword']);
    expect(await code(w.trades.confirm(w.by('bob'), { tradeId, revision: 2 }))).toBe('not-held');
    expect([await w.gold('ann'), await w.gold('bob'), await w.gold('cat')]).toEqual([100, 50, 0]);
  });

  it('declines or cancels for whoever wants it over, and says the same when asked again', async () => {
    const { trades, by, open } = await world();
    const { reply } = await trades.request(by('ann'), 'bob');
    const declined = await trades.end(by('bob', 'end'), reply.id);
    expect(declined).toMatchObject({ reply: { state: 'declined' }, notify: [{ to: 'ann', type: 'TRADE_DECLINE' }] });
    expect(await trades.end(by('bob', 'end'), reply.id)).toEqual({ reply: declined.reply, notify: [] });
    expect((await trades.end(by('ann'), (await trades.request(by('ann'), 'bob')).reply.id)).reply.state).toBe(
      'cancelled',
    );
    const cancelled = await trades.end(by('bob', 'end-2'), await open());
    expect(cancelled).toMatchObject({ reply: { state: 'cancelled' }, notify: [{ to: 'ann', type: 'TRADE_DECLINE' }] });
    expect(await code(trades.end(by('bob'), reply.id))).toBe('conflict');
  });

  it('ends a trade for good when either side cancels it', async () => {
    const w = await world();
    const { tradeId } = await swordForGold(w);
    await w.trades.confirm(w.by('ann'), { tradeId, revision: 2 });
    const { reply, notify } = await w.trades.cancel(w.by('ann'), tradeId);
    expect(reply.state).toBe('cancelled');
    expect(notify).toMatchObject([{ to: 'bob', type: 'TRADE_UPDATE', data: { state: 'cancelled' } }]);
    expect(await code(w.trades.confirm(w.by('bob'), { tradeId, revision: 2 }))).toBe('conflict');
    expect(await code(w.trades.cancel(w.by('bob'), tradeId))).toBe('conflict');
  });

  it('lets a request and an open trade expire, by itself and when swept', async () => {
    const { trades, by, clock, open } = await world();
    const { reply } = await trades.request(by('ann'), 'bob');
    clock.advance(REQUEST_MS);
    expect(await code(trades.accept(by('bob'), reply.id))).toBe('conflict');
    expect(await trades.list('ann')).toEqual([]);
    // An overdue one doesn't stand in the way of a new one.
    const tradeId = await open();
    expect((await trades.get('ann', reply.id)).state).toBe('expired');
    clock.advance(OPEN_MS - 1);
    expect(await trades.expireDue()).toEqual([]);
    clock.advance(1);
    expect(await code(trades.cancel(by('ann'), tradeId))).toBe('conflict');
    await trades.request(by('cat'), 'dan');
    clock.advance(REQUEST_MS);
    const swept = await trades.expireDue(1);
    expect(swept.map(({ to, type, data }) => [to, type, data.state])).toEqual([
      ['ann', 'TRADE_UPDATE', 'expired'],
      ['bob', 'TRADE_UPDATE', 'expired'],
    ]);
    expect((await trades.expireDue()).map(({ to }) => to)).toEqual(['cat', 'dan']);
    expect(await trades.expireDue()).toEqual([]);
  });

  it('lets two characters have one trade under way, whoever asks', async () => {
    const { trades, by } = await world();
    await trades.request(by('ann'), 'bob');
    expect(await code(trades.request(by('ann'), 'bob'))).toBe('conflict');
    expect(await code(trades.request(by('bob'), 'ann'))).toBe('conflict');
  });

  it('bounds the trades that a character asks for and is asked for', async () => {
    const { trades, by } = await world();
    for (let at = 0; at < MOST_ASKED; at++) await trades.request(by('ann'), `x${at}`);
    expect(await code(trades.request(by('ann'), 'one too many'))).toBe('limit-reached');
    for (let at = 0; at < MOST_ASKING; at++) await trades.request(by(`y${at}`), 'bob');
    expect(await code(trades.request(by('one too many'), 'bob'))).toBe('limit-reached');
  });

  it('answers a repeated call as before and does nothing, and refuses its key for anything else', async () => {
    const w = await world();
    const asked = await w.trades.request(w.by('ann', 'ask'), 'bob');
    const again = await w.trades.request(w.by('ann', 'ask'), 'bob');
    expect(again).toEqual({ reply: asked.reply, notify: [] });
    expect(await code(w.trades.request(w.by('ann', 'ask'), 'cat'))).toBe('key-reused');
    expect(await code(w.trades.cancel(w.by('ann', 'ask'), asked.reply.id))).toBe('key-reused');
    expect((await w.trades.request(w.by('cat', 'ask'), 'dan')).notify).toHaveLength(1);
    await w.trades.accept(w.by('bob', 'yes'), asked.reply.id);
    expect((await w.trades.accept(w.by('bob', 'yes'), asked.reply.id)).reply.state).toBe('open');
    await w.trades.cancel(w.by('ann'), asked.reply.id);
    expect((await w.trades.accept(w.by('bob', 'yes'), asked.reply.id)).reply.state).toBe('open');
    expect(await code(w.trades.request(w.by('ann', ''), 'bob'))).toBe('bad-value');
    expect(await code(w.trades.request(w.by('ann', 'x'.repeat(129)), 'bob'))).toBe('bad-value');
  });

  it('completes once when both confirm at the same moment, each thrice', async () => {
    const w = await world();
    const { tradeId } = await swordForGold(w);
    const calls = ['ann', 'bob', 'ann', 'bob', 'ann', 'bob'].map((character) =>
      w.trades.confirm(w.by(character, 'confirm'), { tradeId, revision: 2 }),
    );
    const outcomes = await Promise.all(calls);
    expect(outcomes.filter(({ notify }) => notify.length === 2)).toHaveLength(1);
    expect([await w.gold('ann'), await w.gold('bob')]).toEqual([70, 30]);
    expect((await verifyLedger(database)).ok).toBe(true);
  });
});
