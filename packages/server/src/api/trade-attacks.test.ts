/** What somebody who wants more than is theirs would try, against a started server. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { itemRoutes, tradeRoutes, type ApiRouteName } from '@rubato/protocol';
import { verifyLedger } from '@rubato/services';
import { LiveServer } from './testing/live-server.ts';

interface Player {
  readonly token: string;
  readonly id: string;
}

let live: LiveServer;
beforeAll(async () => {
  live = await new LiveServer().start();
});
afterAll(() => live.stop());

async function player(gold = 0): Promise<Player> {
  const { sessionToken: token } = await live.guest();
  const id = await live.character(token);
  await live.call('selectCharacter', { token, input: { characterId: id } });
  const { ledger } = live.running.services;
  const source = { matchId: `gift to ${id}`, turn: 0, index: 0 };
  if (gold > 0)
    await ledger.grant(source, {
      to: id,
      assets: [{ asset: 'gold', amount: gold }],
      items: [{ template: 'sword', data: '{}' }],
    });
  return { token, id };
}
const call = async ({ token }: Player, name: ApiRouteName, input: object = {}) =>
  (await live.call(name, { token, input: { ...input } })).body;
const goldOf = async (who: Player) =>
  ((await call(who, 'balances'))['balances'] as { amount: number }[])[0]?.amount ?? 0;
const swordOf = async (who: Player) => ((await call(who, 'inventory'))['items'] as { id: string }[])[0]?.id;

async function opened(from: Player, to: Player): Promise<string> {
  const id = String((await call(from, 'requestTrade', { characterId: to.id }))['id']);
  await call(to, 'acceptTrade', { id });
  return id;
}

test('a trade with oneself is refused', async () => {
  const ann = await player(10);
  expect(await call(ann, 'requestTrade', { characterId: ann.id })).toMatchObject({ error: 'bad-value' });
});

test('amounts below one, of parts, or beyond counting never get to the ledger', async () => {
  const [ann, bob] = [await player(10), await player(10)];
  const id = await opened(ann, bob);
  const send = async (amount: string) => {
    const body = `{"revision":0,"assets":[{"asset":"gold","amount":${amount}}],"items":[]}`;
    return (await live.call('offerTrade', { token: ann.token, input: { id }, body })).body.error;
  };
  const refused = [
    '-1',
    '-10',
    '0.5',
    '1e-9',
    '9007199254740992',
    '1e300',
    '1e400',
    '"5"',
    'null',
    '[5]',
    'true',
    '01',
  ];
  for (const amount of refused) expect([amount, await send(amount)]).toEqual([amount, 'bad-request']);
  for (const amount of ['0', '-0']) expect([amount, await send(amount)]).toEqual([amount, 'bad-value']);
  for (const amount of ['11', '9007199254740991']) expect([amount, await send(amount)]).toEqual([amount, 'not-held']);
  // Whole, however it is written.
  expect(await send('1e1')).toBeUndefined();
  expect(await call(bob, 'trade', { id })).toMatchObject({
    revision: 1,
    from: { offer: { assets: [{ asset: 'gold', amount: 10 }] } },
  });
});

test('two halves of one pocket: gold offered in several trades is given once', async () => {
  const [ann, bob, cat] = [await player(10), await player(10), await player(10)];
  const ready: [Player, string][] = [];
  for (const other of [bob, cat]) {
    const id = await opened(ann, other);
    await call(ann, 'offerTrade', { id, revision: 0, assets: [{ asset: 'gold', amount: 10 }], items: [] });
    await call(other, 'offerTrade', { id, revision: 1, assets: [], items: [await swordOf(other)] });
    await call(ann, 'confirmTrade', { id, revision: 2 });
    ready.push([other, id]);
  }
  const confirmed = await Promise.all(ready.map(([other, id]) => call(other, 'confirmTrade', { id, revision: 2 })));
  const answers = confirmed.map(({ error, state }) => error ?? state);
  expect(answers.toSorted()).toEqual(['done', 'not-held']);
  expect([await goldOf(ann), (await goldOf(bob)) + (await goldOf(cat))]).toEqual([0, 30]);
});

test('an offer changed in the last moment voids the other side’s agreement', async () => {
  const [ann, bob] = [await player(10), await player(10)];
  const id = await opened(ann, bob);
  await call(bob, 'offerTrade', { id, revision: 0, assets: [], items: [await swordOf(bob)] });
  await call(ann, 'offerTrade', { id, revision: 1, assets: [{ asset: 'gold', amount: 10 }], items: [] });
  await call(bob, 'confirmTrade', { id, revision: 2 });
  await call(ann, 'offerTrade', { id, revision: 2, assets: [{ asset: 'gold', amount: 1 }], items: [] });
  expect(await call(ann, 'confirmTrade', { id, revision: 3 })).toMatchObject({ state: 'open' });
  expect(await call(bob, 'confirmTrade', { id, revision: 2 })).toMatchObject({ error: 'conflict' });
  expect([await goldOf(ann), await goldOf(bob)]).toEqual([10, 10]);
});

test('the same confirmation a hundred times at once moves the goods once', async () => {
  const [ann, bob] = [await player(1000), await player(10)];
  const id = await opened(ann, bob);
  await call(ann, 'offerTrade', { id, revision: 0, assets: [{ asset: 'gold', amount: 7 }], items: [] });
  await call(ann, 'confirmTrade', { id, revision: 1 });
  const storm = Array.from({ length: 100 }, (_, at) =>
    live.call('confirmTrade', {
      token: bob.token,
      input: { id, revision: 1 },
      headers: at % 2 === 0 ? { 'idempotency-key': 'once' } : {},
    }),
  );
  const answers = (await Promise.all(storm)).map(({ body }) => body.error ?? body['state']);
  expect(new Set(answers)).toEqual(new Set(['done', 'conflict']));
  expect([await goldOf(ann), await goldOf(bob)]).toEqual([993, 17]);
});

test('somebody else’s trade, character or goods can’t be used, whatever is known of their ids', async () => {
  const [ann, bob, eve] = [await player(10), await player(10), await player(10)];
  const id = await opened(ann, bob);
  const mine = { id, revision: 0, assets: [], items: [] };
  for (const name of ['trade', 'acceptTrade', 'declineTrade', 'offerTrade', 'confirmTrade', 'cancelTrade'] as const)
    expect([name, (await call(eve, name, mine)).error]).toEqual([name, 'not-found']);
  expect(await call(eve, 'selectCharacter', { characterId: ann.id })).toMatchObject({ error: 'not-found' });
  const own = await opened(eve, ann);
  const offer = { id: own, revision: 0, assets: [], items: [await swordOf(ann)] };
  expect(await call(eve, 'offerTrade', offer)).toMatchObject({ error: 'not-held' });
  expect(await call(eve, 'trades')).toMatchObject({ trades: [{ id: own }] });
});

test('whoever has no session, an ended one, or no character has nothing and trades nothing', async () => {
  const ann = await player(10);
  const { sessionToken: bodiless } = await live.guest();
  await live.call('logout', { token: ann.token });
  for (const name of Object.keys({ ...itemRoutes, ...tradeRoutes }) as ApiRouteName[]) {
    const input = { id: 'x', characterId: 'x', revision: 0, assets: [], items: [] };
    expect([name, (await live.call(name, { input })).status]).toEqual([name, 401]);
    expect([name, (await live.call(name, { input, token: ann.token })).status]).toEqual([name, 401]);
    expect([name, (await live.call(name, { input, token: bodiless })).status]).toEqual([name, 403]);
  }
});

test('after all of this nothing was lost or doubled', async () => {
  expect(await verifyLedger(live.running.services.database)).toMatchObject({ ok: true, findings: [] });
});
