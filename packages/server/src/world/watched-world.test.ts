import { expect, test } from 'vitest';
import { JournalSegmentWriter, Machine } from '@rubato/game';
import { ManualClock, MemoryBroker } from '@rubato/ports/doubles';
import { realm, realmRules } from '@rubato/realm';
import { ANSWER_MS, MOST_ASKED, UNSEEN_MS, WatchedWorld } from './watched-world.ts';
import { WorldWords, type Asked } from './world-words.ts';

const order = { name: 'release', args: { character: 'a' } };
const codeOf = (call: Promise<unknown>) =>
  call.then(
    () => 'done',
    (error: { code: string }) => error.code,
  );

/** One who watches, and what whoever runs the world is asked. */
async function watching() {
  const clock = new ManualClock();
  const broker = new MemoryBroker(clock);
  const words = new WorldWords(broker.connect(), 'realm');
  const there = new WorldWords(broker.connect(), 'realm');
  const watched = new WatchedWorld({ game: realm, words, clock, node: 'here' });
  const asked: Asked[] = [];
  await words.onSeen((seen) => watched.saw(seen));
  await words.onAnswered('here', (answered) => watched.answered(answered));
  await there.onAsked((one) => asked.push(one));
  const settle = async () => {
    clock.advance(1);
    for (let turn = 0; turn < 5; turn++) await Promise.resolve();
  };
  const show = async () => {
    const machine = Machine.start(realm, { seats: [1] as never, seed: new Uint8Array(16), hashEvery: 16 });
    const state = new JournalSegmentWriter(machine, { room: 'realm-1', epoch: 1, segment: 0 }).head();
    there.see({ match: 'realm-1', node: 'there', state });
    await settle();
  };
  return { clock, broker, there, watched, asked, settle, show };
}

test('shows the state that was seen, until nothing was seen for too long', async () => {
  const { clock, watched, show } = await watching();
  expect([watched.match, () => watched.view()]).toEqual([undefined, expect.any(Function)]);
  expect(() => watched.view()).toThrow('no server runs the world');
  await show();
  expect(watched.match).toBe('realm-1');
  expect(realmRules.shards(watched.view() as never)).toHaveLength(12);
  clock.advance(UNSEEN_MS - 1);
  expect(() => watched.view()).not.toThrow();
  clock.advance(1);
  expect(() => watched.view()).toThrow('no server runs the world');
  expect(await codeOf(watched.order(order))).toBe('overloaded');
});

test('an order is answered by whoever runs the world, or by nobody in time, and then it says so', async () => {
  const { clock, there, watched, asked, settle, show } = await watching();
  await show();
  const applied = watched.order(order);
  await settle();
  expect(asked).toEqual([{ node: 'here', id: 1, order }]);
  there.answer('here', { id: 1, outcome: { status: 'applied', turn: 3, events: [] } });
  await settle();
  expect(await applied).toEqual({ status: 'applied', turn: 3, events: [] });
  const codes = [watched.order(order), watched.order(order), watched.order(order)].map(codeOf);
  await settle();
  there.answer('here', { id: 2, outcome: { status: 'lost' } });
  await settle();
  clock.advance(ANSWER_MS);
  // Too late, and twice: nobody waits for it any more.
  there.answer('here', { id: 3, outcome: { status: 'rejected', reason: 'late' } });
  await settle();
  expect(await Promise.all(codes)).toEqual(['overloaded', 'overloaded', 'overloaded']);
});

test(`no more than ${MOST_ASKED} orders wait`, async () => {
  const { watched, show } = await watching();
  await show();
  const codes = Array.from({ length: MOST_ASKED }, () => codeOf(watched.order(order)));
  await expect(watched.order(order)).rejects.toThrow('too much is asked');
  watched.giveUp();
  expect(new Set(await Promise.all(codes))).toEqual(new Set(['overloaded']));
});

test('what another version says is left alone', async () => {
  const { broker, watched, asked, settle } = await watching();
  const bus = broker.connect();
  for (const topic of ['world:realm', 'world:realm:ask', 'world:realm:here'])
    for (const word of ['', '\n', 'x\n', '{}\n', '[]', 'null', '{"node":1}', '{"match":"a"}\n', '{"id":1,"outcome":3}'])
      bus.publish(topic, new TextEncoder().encode(word));
  bus.publish('world:realm', Uint8Array.of(0xff, 10));
  await settle();
  expect([watched.match, asked]).toEqual([undefined, []]);
});
