/** Each success and refusal that the routes of items and trades declare, from a started server on both databases. */
import { expect, test } from 'vitest';
import { HOLDINGS_PER_PAGE, itemRoutes, tradeRoutes, type ApiRouteName } from '@rubato/protocol';
import { ban } from '@rubato/services';
import { onBothDatabases } from '../../../../tools/provision/both-databases.ts';
import { NodeClock } from '../node/node-clock.ts';
import { nodeRandom } from '../node/node-random.ts';
import { answering } from './testing/answering.ts';
import type { LivePlayer } from './testing/live-server.ts';

const names = Object.keys({ ...itemRoutes, ...tradeRoutes }) as ApiRouteName[];

onBothDatabases((databaseUrl) => {
  const { live, answers, call: ask } = answering(databaseUrl);
  const player = () => live.player();
  const call = (who: LivePlayer, name: ApiRouteName, input: object = {}, key?: string) =>
    ask(who, name, input, '', key === undefined ? {} : { 'idempotency-key': key });
  const code = async (...called: Parameters<typeof call>) => (await call(...called)).error;

  let gifts = 0;
  async function give(to: LivePlayer, gold: number, ...templates: string[]): Promise<readonly string[]> {
    const assets = gold > 0 ? [{ asset: 'gold', amount: gold }] : [];
    const items = templates.map((template) => ({ template, data: '{"sharp":true}' }));
    const source = { matchId: `gifts ${to.id}`, turn: gifts++, index: 0 };
    return (await live.running.services.ledger.grant(source, { to: to.id, assets, items })).reply.minted;
  }
  async function open(from: LivePlayer, to: LivePlayer): Promise<string> {
    const id = String((await call(from, 'requestTrade', { characterId: to.id }))['id']);
    await call(to, 'acceptTrade', { id });
    return id;
  }
  const gold = (amount: number) => ({ assets: [{ asset: 'gold', amount }], items: [] });
  const empty = { assets: [], items: [] };

  test('a sword for gold: requested, accepted, offered, confirmed, and everybody has what was agreed', async () => {
    const [ann, bob] = [await player(), await player()];
    await give(ann, 100);
    const [sword] = await give(bob, 0, 'sword');
    const id = await open(ann, bob);
    expect((await call(bob, 'trades'))['trades']).toMatchObject([{ id, state: 'open', from: { characterId: ann.id } }]);
    await call(ann, 'offerTrade', { id, revision: 0, ...gold(30) });
    await call(bob, 'offerTrade', { id, revision: 1, assets: [], items: [sword] });
    expect(await call(ann, 'item', { id: sword })).toEqual({
      id: sword,
      template: 'sword',
      data: '{"sharp":true}',
      version: 1,
      mine: false,
    });
    await call(ann, 'confirmTrade', { id, revision: 2 });
    expect(await call(bob, 'confirmTrade', { id, revision: 2 })).toMatchObject({ id, state: 'done' });
    expect(await call(ann, 'trade', { id })).toMatchObject({ state: 'done' });
    expect((await call(ann, 'inventory'))['items']).toMatchObject([{ id: sword, version: 2 }]);
    expect(await call(ann, 'balances')).toEqual({ balances: [{ asset: 'gold', amount: 70 }] });
    expect(await call(bob, 'balances')).toEqual({ balances: [{ asset: 'gold', amount: 30 }] });
    expect(await code(ann, 'item', { id: 'nothing' })).toBe('not-found');
  });

  test('what fills a page says where the next begins', async () => {
    const ann = await player();
    const templates = Array.from({ length: HOLDINGS_PER_PAGE / 4 }, () => 'pebble');
    for (let part = 0; part < 4; part++) await give(ann, 0, ...templates);
    await give(ann, 0, 'sword');
    const items = async (after?: unknown) => {
      const query = after === undefined ? '' : `?after=${String(after)}`;
      return (await answers.call(live, 'inventory', { token: ann.token, query })).body as {
        items: { template: string }[];
        next?: string;
      };
    };
    const first = await items();
    expect(first.items).toHaveLength(HOLDINGS_PER_PAGE);
    const rest = await items(first.next);
    expect([rest.items.length, rest.next]).toEqual([1, undefined]);
    expect([...first.items, ...rest.items].filter(({ template }) => template === 'sword')).toHaveLength(1);
  });

  test('a call that comes again under its key is answered as it was, another request under it is refused', async () => {
    const [ann, bob, cat] = [await player(), await player(), await player()];
    await give(ann, 10);
    const first = await call(ann, 'requestTrade', { characterId: bob.id }, 'k1');
    expect(await call(ann, 'requestTrade', { characterId: bob.id }, 'k1')).toEqual(first);
    expect(await code(ann, 'requestTrade', { characterId: cat.id }, 'k1')).toBe('key-reused');
    expect(await code(ann, 'requestTrade', { characterId: bob.id })).toBe('conflict');
    const id = first['id'];
    const steps: readonly (readonly [LivePlayer, ApiRouteName, object?])[] = [
      [bob, 'acceptTrade'],
      [ann, 'offerTrade', { revision: 0, ...gold(4) }],
      [ann, 'confirmTrade', { revision: 1 }],
      [bob, 'confirmTrade', { revision: 1 }],
    ];
    for (const [who, name, more = {}] of steps) {
      const key = `${name} ${who.id}`.replaceAll(' ', '/').slice(0, 64);
      const done = await call(who, name, { id, ...more }, key);
      expect(done.error).toBeUndefined();
      expect(await call(who, name, { id, ...more }, key)).toEqual(done);
      expect(await code(who, name, { id: 'another', ...more }, key)).toBe('key-reused');
    }
    expect(await call(ann, 'balances')).toMatchObject({ balances: [{ amount: 6 }] });
    for (const name of ['declineTrade', 'cancelTrade'] as const) {
      const { id: next } = await call(ann, 'requestTrade', { characterId: bob.id });
      const done = await call(bob, name, { id: next }, name);
      expect([done['state'], await call(bob, name, { id: next }, name)]).toEqual([
        name === 'declineTrade' ? 'declined' : 'cancelled',
        done,
      ]);
      expect(await code(bob, name, { id }, name)).toBe('key-reused');
      expect(await code(bob, name, { id })).toBe('conflict');
    }
  });

  test('steps out of order, of others, or of what nobody has', async () => {
    const [ann, bob, eve] = [await player(), await player(), await player()];
    await give(ann, 10);
    const { id } = await call(ann, 'requestTrade', { characterId: bob.id });
    expect(await code(ann, 'acceptTrade', { id })).toBe('not-allowed');
    expect(await code(ann, 'declineTrade', { id })).toBe('not-allowed');
    expect(await code(ann, 'offerTrade', { id, revision: 0, ...empty })).toBe('conflict');
    expect(await code(ann, 'confirmTrade', { id, revision: 0 })).toBe('conflict');
    await call(bob, 'acceptTrade', { id });
    expect(await code(bob, 'acceptTrade', { id })).toBe('conflict');
    expect(await code(ann, 'confirmTrade', { id, revision: 0 })).toBe('bad-value');
    expect(await code(ann, 'offerTrade', { id, revision: 0, ...gold(11) })).toBe('not-held');
    expect(await code(ann, 'offerTrade', { id, revision: 0, ...gold(0) })).toBe('bad-value');
    await call(ann, 'offerTrade', { id, revision: 0, ...gold(10) });
    const { ledger } = live.running.services;
    const spend = { from: ann.id, to: 'system:rewards', asset: 'gold', amount: 1 };
    await ledger.post({ actorId: ann.id, key: 'spent' }, { kind: 'shop', assets: [spend] });
    expect(await code(ann, 'confirmTrade', { id, revision: 1 })).toBe('not-held');
    const steps = ['trade', 'acceptTrade', 'declineTrade', 'offerTrade', 'confirmTrade', 'cancelTrade'] as const;
    for (const name of steps) expect(await code(eve, name, { id, revision: 0, ...empty })).toBe('not-found');
  });

  test('whom nobody may trade with: oneself, strangers, the deleted, the banned', async () => {
    const [ann, bob, cat] = [await player(), await player(), await player()];
    const request = (from: LivePlayer, to: string) => code(from, 'requestTrade', { characterId: to });
    expect(await request(ann, ann.id)).toBe('bad-value');
    expect(await request(ann, 'nobody')).toBe('not-found');
    const fromBob = await call(bob, 'requestTrade', { characterId: ann.id });
    const fromAnn = await call(ann, 'requestTrade', { characterId: cat.id });
    await live.call('deleteCharacter', { token: cat.token, input: { id: cat.id } });
    expect(await request(bob, cat.id)).toBe('not-found');
    const { database } = live.running.services;
    const context = { database, clock: new NodeClock(), random: nodeRandom };
    const wanted = { scope: 'account', kind: 'trade', reason: 'dupes', actorId: 'test' } as const;
    await ban(context, { ...wanted, subject: ann.accountId });
    expect(await request(ann, bob.id)).toBe('banned');
    expect(await request(bob, ann.id)).toBe('not-allowed');
    expect(await code(ann, 'acceptTrade', { id: fromBob['id'] })).toBe('banned');
    expect(await code(ann, 'cancelTrade', { id: fromAnn['id'] })).toBeUndefined();
  });

  test('more than a taker has room for, and more requests than one may have open', async () => {
    const [ann, bob] = [await player(), await player()];
    const [sword] = await give(bob, 0, 'sword');
    await give(ann, 1);
    const id = await open(ann, bob);
    await call(bob, 'offerTrade', { id, revision: 0, assets: [], items: [sword] });
    await call(ann, 'confirmTrade', { id, revision: 1 });
    await live.running.services.database.batch([
      { sql: 'update holder set capacity = 0 where id = ?', values: [ann.id] },
    ]);
    expect(await code(bob, 'confirmTrade', { id, revision: 1 })).toBe('limit-reached');
    expect(await call(bob, 'trade', { id })).toMatchObject({ state: 'open', to: { confirmed: false } });
    let last: string | undefined;
    for (let asked = 0; asked < 20 && last === undefined; asked++)
      last = await code(ann, 'requestTrade', { characterId: (await player()).id });
    expect(last).toBe('limit-reached');
  });

  test('every answer that these routes declare was seen above', () => {
    expect(answers.unseenOwn(names)).toEqual([]);
  });
});
