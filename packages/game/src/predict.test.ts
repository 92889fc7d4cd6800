import { describe, expect, it } from 'vitest';
import { layoutOf, Store, u8 } from '@rubato/schema';
import { defineGame } from './define.ts';
import { Machine } from './machine.ts';
import { checkCommand, predictCommand, predictStep } from './predict.ts';
import { mover, ONE, race, SEED, spies, TWO } from './test-games.ts';
import { frameCause, orderCause } from './turn.ts';
import type { Seat } from '@rubato/schema';

const replicaOf = (machine: Machine<typeof mover>): Store<typeof mover.state> => {
  const store = new Store<typeof mover.state>(layoutOf(mover.state));
  store.restore(machine.copyView(ONE));
  return store;
};
const ship = (view: { readonly ships: Iterable<{ owner: Seat; x: number; y: number; vx: number }> }, who: Seat) => {
  const found = [...view.ships].find((row) => row.owner === who);
  if (found === undefined) throw new Error('no ship');
  return { x: found.x, y: found.y, vx: found.vx };
};

const careless = defineGame({
  name: 'careless',
  version: 1,
  state: { rows: { n: u8 } },
  frame: {
    args: { n: u8 },
    neutral: { n: 0 },
    step({ state, random }, _who, { n }) {
      if (n === 1) random('dice').float();
      if (n === 2) state.rows.add({ n });
      if (n === 3) for (const row of state.rows) state.rows.remove(row);
      if (n === 4) state.rows.clear();
    },
  },
  setup: ({ state }) => void state.rows.add({ n: 9 }),
});

describe('prediction', () => {
  it('of frames runs exactly what the server runs, inertia included: the correction is 0', () => {
    const server = Machine.start(mover, { seats: [ONE, TWO], seed: SEED, settings: { drag: 0.125 } });
    const store = replicaOf(server);
    for (let tick = 1; tick <= 100; tick++) {
      const frame = { args: { heading: tick / 7, thrust: (tick % 9) / 8 }, seenTick: tick - 1 };
      const { turn, events } = server.runTurn({ ticks: 1, frames: new Map([[ONE, frame]]) });
      // A client predicts with what went over the wire.
      const sent = turn.frames[0]?.[0];
      const predicted = predictStep(mover, store, ONE, sent, tick, { settings: server.settings, seats: server.seats });
      expect(ship(store.view, ONE)).toEqual(ship(server.view, ONE));
      expect(predicted).toEqual(events.filter(({ cause }) => cause === frameCause(ONE)));
    }
  });

  it('of a command applies it where the game’s check would, under the identity that the server will give its events', () => {
    const server = Machine.start(mover, { seats: [ONE], seed: SEED });
    const store = replicaOf(server);
    const order = { seat: ONE, seq: 31, seenTick: 0, name: 'jump', args: { far: 12.4 } } as const;
    const { events } = server.runTurn({ orders: [order], ticks: 0 });
    const predicted = predictCommand(mover, store, ONE, order, 0);
    expect(predicted).toEqual(events);
    expect(predicted[0]?.cause).toBe(orderCause(ONE, 31));
    expect(ship(store.view, ONE)).toEqual(ship(server.view, ONE));
    const before = store.hash();
    expect(predictCommand(mover, store, ONE, { ...order, args: { far: 150 } }, 0)).toEqual([]);
    expect(predictCommand(mover, store, ONE, { ...order, args: { far: 'x' } }, 0)).toEqual([]);
    expect(predictCommand(mover, store, ONE, { ...order, name: 'fly' }, 0)).toEqual([]);
    expect(store.hash()).toBe(before);
  });

  it('leaves the world to the server: no tick runs, and nobody else’s step', () => {
    const world = defineGame({
      name: 'world',
      version: 1,
      state: { rows: { owner: u8, n: u8 } },
      frame: {
        args: { by: u8 },
        neutral: { by: 0 },
        step({ state }, who, { by }) {
          for (const row of state.rows) if (row.owner === who) row.n += by;
        },
      },
      setup: ({ state }, seats) => seats.forEach((owner) => void state.rows.add({ owner })),
      tick({ state }) {
        for (const row of state.rows) row.n += 100;
      },
    });
    const server = Machine.start(world, { seats: [ONE, TWO], seed: SEED });
    const store = new Store<typeof world.state>(layoutOf(world.state));
    store.restore(server.copyView(ONE));
    predictStep(world, store, ONE, { args: { by: 3 }, seenTick: 0 }, 1, { seats: [ONE, TWO] });
    expect([...store.view.rows].map(({ n }) => n)).toEqual([3, 0]);
  });

  it('leaves commands alone that are not marked for it', () => {
    const store = new Store<typeof race.state>(layoutOf(race.state));
    expect(predictCommand(race, store, ONE, { seq: 1, name: 'drop', args: { gold: 1 } }, 0)).toEqual([]);
    expect(store.view.loot.size).toBe(0);
  });

  it('may neither roll dice nor add rows; changing and removing them is allowed', () => {
    const store = new Store<typeof careless.state>(layoutOf(careless.state));
    store.restore(Machine.start(careless, { seats: [ONE], seed: SEED }).copyView(null));
    const step = (n: number) => () => predictStep(careless, store, ONE, { args: { n }, seenTick: 0 }, 1);
    expect(step(1)).toThrow(/prediction may not roll dice/);
    expect(step(2)).toThrow(/prediction may not add rows \(rows\)/);
    expect(store.view.rows.size).toBe(1);
    step(3)();
    expect(store.view.rows.size).toBe(0);
    step(4)();
  });
});

describe('checkCommand', () => {
  it('answers as the server will, from what the client sees', () => {
    const machine = Machine.start(spies, { seats: [ONE, TWO], seed: SEED });
    const cards = [...machine.view.cards].map(({ id }) => id);
    const view = machine.viewOf(TWO);
    expect(checkCommand(spies, view, TWO, 'turn', { card: cards[3] })).toBeUndefined();
    expect(checkCommand(spies, view, TWO, 'turn', { card: cards[0] })).toBe('not-seen');
    expect(checkCommand(spies, view, TWO, 'turn', {})).toBe('bad-args');
    expect(checkCommand(spies, view, TWO, 'spy', {})).toBe('unknown-command');
    expect(checkCommand(spies, undefined as never, TWO, 'peek', {})).toBe('faulted');
  });
});
