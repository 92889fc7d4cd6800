import { defineGame, migration, readRecords, replay } from '@rubato/game';
import { fixed, seat, u16 } from '@rubato/schema';
import { describe, expect, it } from 'vitest';
import { duel } from './testing/duel.ts';
import { hostedDuel, stage } from './testing/stage.ts';
import { tally } from './testing/tally.ts';

const order = (seq: number, name: string, args: object = {}) => ({ seq, name, args });

const duel2 = defineGame({
  name: 'duel',
  version: 2,
  state: { bodies: { owner: seat, x: fixed(-500, 500, 1 / 256), silver: u16 } },
  settings: { fields: { goal: u16 }, defaults: { goal: 1 } },
  commands: {
    take: {
      args: { n: u16 },
      apply({ state }, who, { n }) {
        for (const body of state.bodies) if (body.owner === who) body.silver += n * 100;
      },
    },
  },
  setup() {},
});
const move = migration(duel, duel2, ({ view }, state) => {
  for (const { owner, x, gold } of view.bodies) state.bodies.add({ owner, x, silver: gold * 10 });
});
const hosted2 = { ...hostedDuel, game: duel2, migrations: [move] };

/** A room of the first version, its server gone. */
async function played(end: 'stop' | 'crash' = 'stop') {
  const { clock, host, store, seated } = await stage();
  const peer = await seated();
  for (let seq = 1; seq <= 3; seq++) peer.send(peer.input({ orders: [order(seq, 'take', { n: 5 })] }));
  // Long enough for a hash in the journal.
  await clock.run(1500);
  if (end === 'stop') await host.stop();
  return { peer, room: peer.joined!.roomId, disk: store.crash() };
}

describe('a room whose game has a later version now', () => {
  it.each([false, true])('goes on under it by its migration, production: %s', async (production) => {
    const { peer, room: id, disk } = await played();
    const { clock, host } = await stage({ store: disk, games: [hosted2], production });
    const room = host.lobby.rooms.get(id)!;
    const bodies = [...(room.machine.view as { bodies: Iterable<{ silver: number }> }).bodies];
    expect(bodies.map(({ silver }) => silver)).toEqual([150]);
    const [slot] = room.slots;
    expect([slot!.viewer?.session.id, slot!.orders.processed, room.epoch]).toEqual([peer.welcome.session, 3, 2]);
    // Clients with the later version have another default: they are told what holds here.
    expect(room.facts.settings).toBe('{"goal":60000}');
    await clock.run(6000);
    expect(await disk.room(id)).toMatchObject({ gameVersion: 2, segment: 1, epoch: 2 });
  });

  it('has a journal that replays over both, and goes on at the next start without a migration', async () => {
    const { room: id, disk } = await played();
    const { clock, host } = await stage({ store: disk, games: [hosted2] });
    await clock.run(6000);
    const hash = async () => (await host.flush(), host.lobby.rooms.get(id)!.machine.hash());
    const now = await hash();
    const records = (await disk.read(id)).map(({ bytes }) => bytes);
    const { machine, divergedAt, gaps } = replay(duel2, readRecords(records), { migrations: [move] });
    expect([divergedAt, gaps, machine.hash()]).toEqual([undefined, [], now]);
    const later = await stage({ store: disk.crash(), games: [{ ...hostedDuel, game: duel2 }] });
    expect(later.host.lobby.rooms.get(id)!.epoch).toBe(3);
  });

  it('stays as it is when the migration throws, and the log can say why', async () => {
    const { room: id, disk } = await played();
    const broken = migration(duel, duel2, () => {
      throw new Error('too many bodies');
    });
    const { host } = await stage({ store: disk, games: [{ ...hosted2, migrations: [broken] }] });
    expect(host.lobby.rooms.size).toBe(0);
    expect(await host.start()).toMatchObject([
      { room: { id }, reason: 'duel could not be moved from version 1 to 2: too many bodies' },
    ]);
    expect(await disk.room(id)).toMatchObject({ gameVersion: 1, status: 'open' });
  });

  it('is refused with what is missing where no migration leads there', async () => {
    const { disk } = await played();
    const { host } = await stage({ store: disk, games: [{ ...hosted2, migrations: [] }] });
    const [refused] = await host.start();
    expect(refused!.reason).toMatch(/version 1.*version 2; give the game a migration/);
  });

  it('is not hosted with a migration that leads elsewhere', async () => {
    await expect(stage({ games: [{ ...hostedDuel, migrations: [move] }] })).rejects.toThrow(
      'of no use to duel version 1',
    );
    await expect(stage({ driven: [{ game: duel, hz: 10, migrations: [move] }] })).rejects.toThrow('of no use');
  });
});

describe('a match that the server drives, whose game has a later version now', () => {
  it('goes on under it by its migration, and tells its history over both', async () => {
    const first = await stage({ driven: [{ game: tally, hz: 10 }] });
    const match = await first.host.driven.drive(tally, { id: 'world', permanent: true });
    void match.order(1, { name: 'add', args: { word: 'old', n: 7 } });
    await first.clock.run(500);
    await first.host.stop();
    const tally2 = { ...tally, version: 2 };
    const doubled = migration(tally, tally2, ({ view }, state) => {
      state.sum.total = view.sum.total * 2;
    });
    const driven = [{ game: tally2, hz: 10, migrations: [doubled] }];
    const { clock, host } = await stage({ store: first.store.crash(), driven });
    const again = await host.driven.drive(tally2, { id: 'world' });
    expect(again.view.sum.total).toBe(14);
    void again.order(1, { name: 'add', args: { word: 'new', n: 1 } });
    await clock.run(500);
    const words: unknown[] = [];
    await host.driven.history('world', 0, ({ events }) =>
      words.push(...events.filter(({ name }) => name === 'added').map(({ data }) => (data as { word: string }).word)),
    );
    expect(words).toEqual(['old', 'new']);
  });
});

describe('a room whose rules were edited in development so that its turns lead elsewhere', () => {
  it('goes on from its last snapshot, and its players’ next orders are taken', async () => {
    const { disk, room: id } = await played('crash');
    const edited = { ...hostedDuel, game: { ...duel, commands: { ...duel.commands, take: tripled } } };
    const { host } = await stage({ store: disk, games: [edited as never] });
    const room = host.lobby.rooms.get(id)!;
    expect(room.machine.tick).toBe(0);
    // The client holds 1 to 3 for durable and goes on with 4: a seat that waited for 1 would wait for ever.
    expect(room.slots[0]!.orders.accepted).toBe(3);
  });
});

const tripled = {
  ...duel.commands.take,
  apply({ state }: { state: { bodies: Iterable<{ gold: number }> } }, _who: number, { n }: { n: number }) {
    for (const body of state.bodies) body.gold += 3 * n;
  },
};
