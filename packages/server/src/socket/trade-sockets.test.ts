/** A trade over the socket, and what whoever trades by routes makes sockets hear. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LiveServer } from '../api/testing/live-server.ts';
import { authenticated, type LiveSocket } from './testing/live-socket.ts';

let live: LiveServer;
beforeAll(async () => {
  live = await new LiveServer().start();
});
afterAll(() => live.stop());

interface Player {
  readonly token: string;
  readonly id: string;
  readonly socket: LiveSocket;
}

async function player(gold: number, ...templates: string[]): Promise<Player> {
  const { sessionToken: token } = await live.guest();
  const id = await live.character(token);
  await live.call('selectCharacter', { token, input: { characterId: id } });
  const assets = gold > 0 ? [{ asset: 'gold', amount: gold }] : [];
  const items = templates.map((template) => ({ template, data: '{}' }));
  await live.running.services.ledger.grant({ matchId: `gift ${id}`, turn: 0, index: 0 }, { to: id, assets, items });
  return { token, id, socket: await authenticated(`${live.running.socketUrl}/ws`, token) };
}

test('a whole trade: each side hears what the other does, and both that it is done', async () => {
  const [ann, bob] = [await player(100), await player(0, 'sword')];
  const { items } = (await live.call('inventory', { token: bob.token })).body as { items: { id: string }[] };
  const asked = await ann.socket.ask('TRADE_REQUEST', { characterId: bob.id });
  const tradeId = String(asked.data['id']);
  expect((await bob.socket.next('TRADE_REQUEST')).data).toEqual(asked.data);
  await bob.socket.ask('TRADE_ACCEPT', { tradeId });
  expect((await ann.socket.next('TRADE_ACCEPT')).data).toMatchObject({ id: tradeId, state: 'open' });
  const gold = { revision: 0, assets: [{ asset: 'gold', amount: 30 }], items: [] };
  await ann.socket.ask('TRADE_UPDATE', { tradeId, offer: gold });
  expect((await bob.socket.next('TRADE_UPDATE')).data).toMatchObject({ revision: 1 });
  await bob.socket.ask('TRADE_UPDATE', { tradeId, offer: { revision: 1, assets: [], items: [items[0]!.id] } });
  await ann.socket.ask('TRADE_COMPLETE', { tradeId, revision: 2 });
  const done = await bob.socket.ask('TRADE_COMPLETE', { tradeId, revision: 2 });
  expect(done).toMatchObject({ type: 'TRADE_COMPLETE', data: { state: 'done' } });
  for (const { socket } of [ann, bob]) expect((await socket.next('TRADE_COMPLETE')).data).toEqual(done.data);
  const { body } = await live.call('balances', { token: bob.token });
  expect(body).toEqual({ balances: [{ asset: 'gold', amount: 30 }] });
  expect(await ann.socket.ask('TRADE_UPDATE', { tradeId })).toMatchObject({ data: { state: 'done' } });
});

test('what is done by a route is heard on the socket, and refusals come back by their code', async () => {
  const [ann, bob] = [await player(10), await player(10)];
  const { body } = await live.call('requestTrade', { token: ann.token, input: { characterId: bob.id } });
  expect((await bob.socket.next('TRADE_REQUEST')).data).toEqual(body);
  expect(await ann.socket.ask('TRADE_ACCEPT', { tradeId: body['id'] })).toMatchObject({
    type: 'ERROR',
    data: { code: 'not-allowed' },
  });
  expect(await bob.socket.ask('TRADE_DECLINE', { tradeId: body['id'] })).toMatchObject({
    type: 'TRADE_DECLINE',
    data: { state: 'declined' },
  });
  expect((await ann.socket.next('TRADE_DECLINE')).data).toMatchObject({ state: 'declined' });
  expect(await ann.socket.ask('TRADE_REQUEST', { characterId: ann.id })).toMatchObject({ data: { code: 'bad-value' } });
});

test('a message’s id is its idempotency key: sent again it is answered as it was, and done once', async () => {
  const [ann, bob] = [await player(10), await player(10)];
  const send = (characterId: string) =>
    ann.socket.text(
      JSON.stringify({ type: 'TRADE_REQUEST', version: 1, id: 'mine-1', timestamp: 0, data: { characterId } }),
    );
  const answers = () => ann.socket.heard.filter(({ re }) => re === 'mine-1');
  for (const times of [1, 2]) {
    send(bob.id);
    await ann.socket.until(() => answers().length === times);
  }
  expect(answers()[1]!.data).toEqual(answers()[0]!.data);
  send(ann.id);
  await ann.socket.until(() => answers().length === 3);
  expect(answers()[2]).toMatchObject({ type: 'ERROR', data: { code: 'bad-value' } });
  send((await player(0, 'sword')).id);
  await ann.socket.until(() => answers().length === 4);
  expect(answers()[3]).toMatchObject({ type: 'ERROR', data: { code: 'key-reused' } });
  const { body } = await live.call('trades', { token: bob.token });
  expect(body['trades']).toHaveLength(1);
});
