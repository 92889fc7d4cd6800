// What must compile, and what must not. The compiler is the test; running it only proves that the good half works.

import { expect, expectTypeOf, it } from 'vitest';
import { bool, fixed, i16, i8, oneOf, one, ref, seat, table, u16, u8 } from '@rubato/schema';
import type { Id, Seat } from '@rubato/schema';
import { type AnyBot, type AnyGame, defineBot, defineGame, JOIN, Machine, type OrderOf } from './index.ts';

const dungeon = defineGame({
  name: 'dungeon',
  version: 1,
  state: {
    heroes: { owner: seat, hp: i16, x: fixed(-500, 500, 1 / 1024), stance: oneOf('calm', 'angry') },
    loot: table({ gold: u16, near: ref('heroes') }, { max: 100 }),
    room: one({ cleared: bool }),
  },
  events: { looted: { by: seat, gold: u16 } },
  settings: { fields: { hard: bool }, defaults: { hard: false } },
  frame: {
    args: { dx: i8, dy: i8 },
    neutral: { dx: 0, dy: 0 },
    step: ({ state, settings }, who, frame) => {
      expectTypeOf(settings.hard).toEqualTypeOf<boolean>();
      for (const hero of state.heroes) if (hero.owner === who) hero.x += frame.dx;
      // @ts-expect-error a frame has no such field
      void frame.dz;
    },
  },
  commands: {
    pickup: {
      args: { loot: ref('loot') },
      predict: true,
      check: (view, _who, { loot }) => {
        // @ts-expect-error a check may look, not write
        if (view.loot.size < 0) view.room.cleared = true;
        // @ts-expect-error nor add
        if (view.loot.size < 0) view.loot.add({});
        return view.loot.has(loot) ? undefined : 'already-taken';
      },
      apply({ state, emit, past }, by, { loot }) {
        expectTypeOf(loot).toEqualTypeOf<Id<'loot'>>();
        const pile = state.loot.get(loot);
        if (pile === undefined) return;
        emit('looted', { by, gold: pile.gold + past().loot.size });
        state.loot.remove(loot);
        // @ts-expect-error the id of another table
        state.heroes.get(loot);
      },
    },
    pose: {
      args: { to: oneOf('calm', 'angry'), times: u8 },
      apply({ state, emit }, who, { to }) {
        for (const hero of state.heroes) if (hero.owner === who) hero.stance = to;
        // @ts-expect-error a value that the field does not have
        for (const hero of state.heroes) if (hero.hp < -999) hero.stance = 'odd';
        // @ts-expect-error an event that is not declared
        if (state.heroes.size < 0) emit('danced', {});
        // @ts-expect-error an event without its data
        if (state.heroes.size < 0) emit('looted', { by: who });
      },
    },
  },
  setup({ state }, seats) {
    for (const owner of seats) state.heroes.add({ owner, hp: 100 });
    // @ts-expect-error a field that the table does not have
    if (state.heroes.size < 0) state.heroes.add({ mana: 1 });
  },
  joined: ({ state }, owner) => void state.heroes.add({ owner }),
  tick: ({ state }) => void (state.room.cleared = state.loot.size === 0),
  sees(view, viewer, tableName, row) {
    expectTypeOf(view.room.cleared).toEqualTypeOf<boolean>();
    if (tableName === 'heroes') return row.owner === viewer;
    if (tableName === 'room') return row.cleared;
    return row.gold > 0;
  },
  awaits: (view) => [...view.heroes].map((hero) => hero.owner),
  result: (view) => (view.room.cleared ? { winners: [...view.heroes].map((hero) => hero.owner) } : undefined),
  space: { table: 'heroes', x: 'x', y: 'hp', sectorSize: 10 },
});

const least = defineGame({ name: 'least', version: 1, state: { rows: { n: u8 } }, setup() {} });

it('types follow from the definition', () => {
  const who = 1 as Seat;
  const machine = Machine.start(dungeon, { seats: [who], seed: new Uint8Array(16) });
  const place = { seat: who, seq: 1, seenTick: 0 } as const;
  const orders: OrderOf<typeof dungeon>[] = [
    { ...place, name: 'pose', args: { to: 'angry', times: 1 } },
    { ...place, name: JOIN, args: {} },
    // @ts-expect-error a value that the argument does not have
    { ...place, name: 'pose', args: { to: 'warp', times: 1 } },
    // @ts-expect-error an unknown command
    { ...place, name: 'jump', args: {} },
    // @ts-expect-error the id of another table
    { ...place, name: 'pickup', args: { loot: 1 as Id<'heroes'> } },
    // @ts-expect-error an argument is missing
    { ...place, name: 'pose', args: { to: 'calm' } },
  ];
  machine.runTurn({ orders, ticks: 1, frames: new Map([[who, { args: { dx: 1, dy: 0 }, seenTick: 0 }]]) });
  // @ts-expect-error a frame of another shape
  expect(() => machine.runTurn({ ticks: 1, frames: new Map([[who, { args: { dx: 1 }, seenTick: 0 }]]) })).toThrow(
    TypeError,
  );
  expectTypeOf(machine.view.room.cleared).toEqualTypeOf<boolean>();
  // @ts-expect-error a view is not for writing
  expect(() => (machine.view.room.cleared = false)).toThrow(/looking/);
  expect([...machine.view.heroes].map(({ stance, x }) => [stance, x])).toEqual([['angry', 1]]);
});

it('any game’s machine and bot are a Machine and a bot to whoever does not know the game', () => {
  const seed = new Uint8Array(16);
  const machines: Machine[] = [Machine.start(dungeon, { seats: [], seed }), Machine.start(least, { seats: [], seed })];
  const games: AnyGame[] = [dungeon, least];
  const bots: AnyBot[] = [
    defineBot<typeof dungeon>((view) => ({
      frame: { dx: view.heroes.size, dy: 0 },
      orders: [{ name: 'pose', args: { to: 'calm', times: 1 } }],
    })),
    defineBot<typeof least>(() => ({})),
    // @ts-expect-error an unknown command
    defineBot<typeof dungeon>(() => ({ orders: [{ name: 'jump', args: {} }] })),
  ];
  expect([machines.length, games.length, bots.length]).toEqual([2, 2, 3]);
});

it('what is not a game does not compile', () => {
  const make = (definition: Parameters<typeof defineGame>[0]) => definition;
  expect(make).toBeTypeOf('function');
  expect(() =>
    defineGame({
      name: 'x',
      version: 1,
      state: { rows: { n: u8 } },
      // @ts-expect-error neutral lacks a field of the frame
      frame: { args: { n: u8, m: u8 }, neutral: { n: 0 }, step() {} },
      setup() {},
    }),
  ).toThrow(/frame.neutral.m/);
  expect(() =>
    defineGame({
      name: 'x',
      version: 1,
      state: { rows: { n: u8 } },
      // @ts-expect-error no such field to place rows by
      space: { table: 'rows', x: 'n', y: 'm', sectorSize: 1 },
      setup() {},
    }),
  ).toThrow(/rows.m/);
});
