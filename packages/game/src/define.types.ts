import { bool, fixed, i16, i8, oneOf, one, ref, seat, table, u16, u8 } from '@rubato/schema';
import type { Id, Seat } from '@rubato/schema';
import { defineGame } from './define.ts';

export const dungeon = defineGame({
  name: 'dungeon',
  version: 1,
  state: {
    heroes: { owner: seat, hp: i16, x: fixed(-500, 500, 1 / 1024), stance: oneOf('calm', 'angry') },
    loot: table({ gold: u16 }, { max: 100 }),
    room: one({ cleared: bool }),
  },
  events: { looted: { by: seat, gold: u16 } },
  settings: { fields: { hard: bool }, defaults: { hard: false } },
  frame: {
    args: { dx: i8, dy: i8 },
    neutral: { dx: 0, dy: 0 },
    step: ({ state }, who, frame) => {
      for (const hero of state.heroes) if (hero.owner === who) hero.x += frame.dx;
    },
  },
  commands: {
    pickup: {
      args: { loot: ref('loot') },
      predict: true,
      check: (view, _seat, { loot }) => (view.loot.has(loot) ? undefined : 'already-taken'),
      apply({ state, emit, random, settings, past, tick }, who, { loot }) {
        const pile = state.loot.get(loot);
        if (pile === undefined) return;
        emit('looted', { by: who, gold: pile.gold + random('x').int(1, 2) + Number(settings.hard) + past(tick).heroes.size });
        state.loot.remove(loot);
      },
    },
    stance: {
      args: { to: oneOf('calm', 'angry'), n: u8 },
      apply({ state }, who, { to }) {
        for (const hero of state.heroes) if (hero.owner === who) hero.stance = to;
      },
    },
  },
  setup({ state }, seats) {
    for (const owner of seats) state.heroes.add({ owner, hp: 100 });
  },
  joined: ({ state }, who) => void state.heroes.add({ owner: who }),
  tick: ({ state }) => {
    state.room.cleared = state.loot.size === 0;
  },
  sees(_view, viewer, tableName, row) {
    if (tableName === 'heroes') return row.owner === viewer;
    return true;
  },
  awaits: (view) => [...view.heroes].map((hero) => hero.owner),
  result: (view) => (view.room.cleared ? { winners: [...view.heroes].map((hero) => hero.owner) } : undefined),
});
const _empty = defineGame({ name: 'x', version: 1, state: { a: { b: u8 } }, setup() {} });
export const x: Id<'loot'> = 1 as Id<'loot'>; export const s: Seat = 1 as Seat;
