import { expect, test } from 'vitest';
import type { EndedMatch } from './arranged-match.ts';
import type { Identity } from './identity.ts';
import type { Peer } from './testing/peer.ts';
import { stage } from './testing/stage.ts';

const tokens: Readonly<Record<string, Identity>> = {
  anna: { accountId: 'a', login: 'a1', name: 'Anna' },
  bea: { accountId: 'b', login: 'b1', name: 'Bea' },
  eve: { accountId: 'e', login: 'e1', name: 'Eve' },
};

async function arranged(settings = '') {
  const ended: EndedMatch[] = [];
  const s = await stage({
    authenticate: async (token: string) => tokens[token],
    ended: (match: EndedMatch) => void ended.push(match),
  });
  const room = s.host.arrange({ game: 'duel', settings, seats: ['b', 'a'] });
  const come = async (token: string | undefined, code = room.facts.code): Promise<Peer> => {
    const peer = s.connect();
    const hello = { type: 'hello', versions: [1], client: 'peer' } as const;
    peer.say(token === undefined ? hello : { ...hello, token });
    peer.say({ type: 'join', request: 1, mode: 'join', code, private: false });
    await s.clock.run(100);
    return peer;
  };
  return { ...s, room, come, ended };
}

test('an arranged room is private and has a seat for each of its players, whoever comes first', async () => {
  const { host, room, come } = await arranged();
  expect([room.facts.code.length, room.slots.length, host.lobby.rooms.get(room.id)]).toEqual([6, 2, room]);
  const [anna, bea] = [await come('anna'), await come('bea')];
  expect([anna.joined?.seat, bea.joined?.seat]).toEqual([2, 1]);
});

test('nobody else sits in it, though they know the code; watching is free', async () => {
  const { clock, connect, room, come } = await arranged();
  for (const stranger of ['eve', undefined]) {
    const peer = await come(stranger);
    expect([peer.joined, peer.of('refused')[0]?.reason]).toEqual([undefined, 'room-full']);
  }
  const watcher = connect();
  watcher.hello();
  watcher.join({ mode: 'spectate', code: room.facts.code });
  await clock.run(100);
  expect(watcher.joined?.seat).toBe(0);
});

test('one account gets its one seat, not another’s, and newcomers get those that are kept for them later', async () => {
  const { host, room, come } = await arranged();
  expect((await come('anna')).joined?.seat).toBe(2);
  expect((await come('anna')).of('refused')[0]?.reason).toBe('already-in');
  expect(host.lobby.keepSeats(room.id, ['e', 'a'])).toBe(true);
  expect((await come('bea')).of('refused')[0]?.reason).toBe('room-full');
  expect((await come('eve')).joined?.seat).toBe(1);
  expect(host.lobby.keepSeats('none', [])).toBe(false);
});

test('its result is told with who held which seat, when it is on disk', async () => {
  const { clock, come, ended, room } = await arranged();
  const anna = await come('anna');
  const bea = await come('bea');
  const orders = Array.from({ length: 10 }, (_, at) => ({ seq: at + 1, name: 'take', args: { n: 100 } }));
  for (const order of orders) bea.send(bea.input({ orders: [order] }));
  anna.pair.client.close(1000, 'gone');
  await clock.run(3000);
  expect(ended).toMatchObject([{ room: room.id, game: 'duel' }]);
  expect([...ended[0]!.seated]).toEqual([
    [1, 'b'],
    [2, 'a'],
  ]);
  expect(ended[0]!.result).toEqual({ winners: [1] });
});

test('what no room can be opened for throws, and leaves none behind', async () => {
  const { host } = await arranged();
  const rooms = host.lobby.rooms.size;
  const seats = ['a', 'b'];
  expect(() => host.arrange({ game: 'none', settings: '', seats })).toThrow(/no game called/);
  expect(() => host.arrange({ game: 'duel', settings: '{', seats })).toThrow(/JSON/);
  expect(() => host.arrange({ game: 'duel', settings: '', seats: Array(99).fill('x') })).toThrow(/seats/);
  expect(host.lobby.rooms.size).toBe(rooms);
  await host.stop();
  expect(() => host.arrange({ game: 'duel', settings: '', seats })).toThrow(/about to stop/);
});
