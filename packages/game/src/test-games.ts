// Toy games for tests, each the smallest that shows one promise.

import { angle, bool, f64, fixed, i16, i8, oneOf, one, ref, seat, table, text, u16, u32, u8 } from '@rubato/schema';
import type { Seat } from '@rubato/schema';
import { defineGame } from './define.ts';
import { cos, sin } from './math/trigonometry.ts';

export const ONE = 1 as Seat;
export const TWO = 2 as Seat;
export const THREE = 3 as Seat;
export const SEED = Uint8Array.from({ length: 16 }, (_, i) => i + 1);

/** Ships with inertia, steered by frames. */
export const mover = defineGame({
  name: 'mover',
  version: 3,
  state: {
    ships: table({ owner: seat, x: f64, y: f64, vx: fixed(-8, 8, 1 / 4096), vy: fixed(-8, 8, 1 / 4096) }, { max: 8 }),
    order: one({ first: seat, wind: u32 }),
  },
  events: { bounced: { by: seat, force: u8 } },
  settings: { fields: { drag: fixed(0, 1, 1 / 64) }, defaults: { drag: 0.25 } },
  frame: {
    args: { heading: angle(10), thrust: fixed(0, 1, 1 / 8) },
    neutral: { heading: 0, thrust: 0 },
    step({ state, settings, emit }, who, { heading, thrust }) {
      for (const ship of state.ships) {
        if (ship.owner !== who) continue;
        ship.vx = ship.vx * (1 - settings.drag) + cos(heading) * thrust;
        ship.vy = ship.vy * (1 - settings.drag) + sin(heading) * thrust;
        ship.x += ship.vx;
        ship.y += ship.vy;
        if (ship.x > 10) {
          emit('bounced', { by: who, force: ship.vx * 100 });
          ship.vx = -ship.vx;
        }
        if (state.order.first === 0) state.order.first = who;
      }
    },
  },
  commands: {
    jump: {
      args: { far: fixed(0, 200, 1 / 8) },
      predict: true,
      check: (view, who, { far }) =>
        far > 100 ? 'too-far' : [...view.ships].some((s) => s.owner === who) ? undefined : 'no-ship',
      apply({ state, emit }, who, { far }) {
        for (const ship of state.ships) if (ship.owner === who) ship.y += far;
        emit('bounced', { by: who, force: far });
      },
    },
  },
  setup({ state }, seats) {
    for (const owner of seats) state.ships.add({ owner, x: owner, y: 0 });
  },
  joined({ state }, owner) {
    state.ships.add({ owner });
  },
  left({ state }, who) {
    for (const ship of state.ships) if (ship.owner === who) state.ships.remove(ship);
  },
  tick({ state, random }) {
    state.order.wind = random('wind').int(0, 1000);
    state.order.first = 0 as Seat;
  },
});

/** Heroes race for loot and roll dice for what is in it. */
export const race = defineGame({
  name: 'race',
  version: 1,
  state: {
    heroes: { owner: seat, gold: u16, mood: oneOf('calm', 'greedy'), luck: u16, name: text(12) },
    loot: table({ gold: u16 }, { max: 40 }),
    world: one({ dawn: u32, dice: u32 }),
  },
  events: { looted: { by: seat, gold: u16 }, whispered: { luck: u16 }, dawned: {} },
  commands: {
    pickup: {
      args: { loot: ref('loot') },
      predict: true,
      check: (view, _who, { loot }) => (view.loot.has(loot) ? undefined : 'already-taken'),
      apply({ state, emit }, who, { loot }) {
        const pile = state.loot.get(loot);
        for (const hero of state.heroes) if (hero.owner === who) hero.gold += pile?.gold ?? 0;
        emit('looted', { by: who, gold: pile?.gold ?? 0 });
        state.loot.remove(loot);
      },
    },
    gamble: {
      args: { stake: u8, mood: oneOf('calm', 'greedy'), name: text(12) },
      check: (view, who, { stake }) =>
        [...view.heroes].some((h) => h.owner === who && h.gold >= stake) ? undefined : 'too-poor',
      apply({ state, random, emit, tick }, who, { stake, mood, name }) {
        const dice = random('dice');
        for (const hero of state.heroes)
          if (hero.owner === who) {
            hero.luck = dice.int(1, 600);
            hero.gold += dice.chance(0.5) ? stake : -stake;
            hero.mood = mood;
            hero.name = name;
            emit('whispered', { luck: hero.luck }, who);
          }
        state.world.dawn = tick;
      },
    },
    drop: {
      args: { gold: u16 },
      apply({ state, random }, _who, { gold }) {
        state.loot.add({ gold: gold + random('dice').int(0, 3) });
      },
    },
  },
  setup({ state, random }, seats) {
    for (const owner of seats) state.heroes.add({ owner, gold: 10 });
    for (let i = 0; i < 5; i++) state.loot.add({ gold: random('dice').int(1, 9) });
  },
  joined: ({ state }, owner) => void state.heroes.add({ owner }),
  tick({ state, random, emit, tick }) {
    state.world.dice = random('dice').int(0, 1_000_000);
    if (random('spawn').chance(0.2) && !state.loot.full) state.loot.add({ gold: 1 });
    if (tick % 10 === 0) emit('dawned', {});
  },
  awaits: (view) => [...view.heroes].filter((hero) => hero.mood === 'calm').map((hero) => hero.owner),
  result(view) {
    const rich = [...view.heroes].filter((hero) => hero.gold >= 100).map((hero) => hero.owner);
    return rich.length === 0 ? undefined : { winners: rich, reason: 'rich' };
  },
});

/** Spies see their own cards and what lies near; `sight` counts what a check could see. */
export const spies = defineGame({
  name: 'spies',
  version: 1,
  state: {
    cards: { owner: seat, rank: u8, x: i16, aim: ref('cards') },
    secret: one({ code: u16 }),
  },
  events: { turned: { rank: u8 }, noise: { x: i16 } },
  commands: {
    /** Refused when the seat sees the card; hidden facts decide in apply alone. */
    turn: {
      args: { card: ref('cards') },
      check: (view, _who, { card }) => (view.cards.has(card) ? undefined : 'not-seen'),
      apply({ state, emit }, _who, { card }) {
        const row = state.cards.get(card);
        if (row !== undefined) emit('turned', { rank: row.rank }, { near: row });
      },
    },
    peek: { args: {}, check: (view) => `sees-${view.cards.size}-code-${view.secret.code}`, apply() {} },
    take: {
      args: { card: ref('cards') },
      apply({ state }, who, { card }) {
        const row = state.cards.get(card);
        if (row !== undefined) row.owner = who;
      },
    },
  },
  setup({ state }, seats) {
    state.secret.code = 4711;
    let last = 0;
    for (const owner of seats)
      for (let rank = 1; rank <= 2; rank++)
        last = state.cards.add({ owner, rank, x: rank * 10, aim: last as never }).id;
  },
  sees: (_view, viewer, tableName, row) => tableName === 'cards' && row.owner === viewer,
});

/** Shots are judged against what the shooter saw. */
export const rewinder = defineGame({
  name: 'rewinder',
  version: 1,
  rewindTicks: 4,
  state: { marks: table({ x: u32 }, { max: 4 }), score: one({ hits: u32, sum: u32, oldest: u32, steps: u32 }) },
  frame: {
    args: { watch: bool },
    neutral: { watch: false },
    step({ state, past }, _who, { watch }) {
      if (watch) for (const mark of past().marks) state.score.steps += mark.x;
    },
  },
  commands: {
    shoot: {
      args: { x: u32 },
      apply({ state, past }, _who, { x }) {
        for (const mark of past().marks) {
          state.score.sum += mark.x;
          if (mark.x === x) state.score.hits += 1;
        }
        for (const mark of past(0).marks) state.score.oldest = mark.x;
      },
    },
  },
  setup({ state }) {
    state.marks.add({ x: 100 });
  },
  tick({ state }) {
    for (const mark of state.marks) mark.x += 1;
  },
});

/** Every rule can be told to throw, after it has done what must be undone. */
export const clumsy = defineGame({
  name: 'clumsy',
  version: 1,
  state: {
    things: table({ owner: seat, n: u32, dice: u16 }, { max: 16 }),
    fuse: one({ ticks: u8, fragile: bool, allergic: seat, stepsThrow: bool, shy: bool }),
  },
  events: { made: { n: u8 } },
  frame: {
    args: { push: i8 },
    neutral: { push: 0 },
    step({ state, random, emit }, who, { push }) {
      for (const thing of state.things) if (thing.owner === who) thing.n += push + random('dice').int(0, 1);
      emit('made', { n: 3 });
      if (push === 13 || (state.fuse.stepsThrow && push !== 0)) throw new Error('unlucky push');
    },
  },
  commands: {
    make: {
      args: { n: u8, fail: bool },
      apply({ state, random, emit }, owner, { n, fail }) {
        state.things.add({ owner, n, dice: random('dice').int(0, 60_000) });
        emit('made', { n });
        if (fail) {
          for (const other of state.things) state.things.remove(other);
          throw new Error(`could not make ${n + 1}`);
        }
      },
    },
    light: {
      args: { ticks: u8, stepsThrow: bool },
      apply({ state }, _who, { ticks, stepsThrow }) {
        state.fuse.ticks = ticks;
        state.fuse.stepsThrow = stepsThrow;
      },
    },
    allergy: {
      args: { to: seat, shy: bool },
      apply({ state }, _who, { to, shy }) {
        state.fuse.allergic = to;
        state.fuse.shy = shy;
      },
    },
    doubt: {
      args: {},
      check: (view) => {
        if (view.fuse.shy) throw new Error('shy');
        return undefined;
      },
      apply() {},
    },
    cheat: {
      args: {},
      check: (view) => {
        (view.fuse as { ticks: number }).ticks = 9;
        return undefined;
      },
      apply() {},
    },
    fill: {
      args: {},
      apply({ state }) {
        for (;;) state.things.add({});
      },
    },
    shout: {
      args: { loud: bool },
      apply({ state, emit }, _who, { loud }) {
        state.fuse.fragile = true;
        if (loud) for (;;) emit('made', { n: 1 });
        else emit('made', { n: Number.NaN });
      },
    },
  },
  setup() {},
  joined({ state }, who) {
    state.things.add({ owner: who, n: 77 });
    if (state.fuse.allergic === who) throw new Error('achoo');
  },
  left({ state }, who) {
    for (const thing of state.things) if (thing.owner === who) state.things.remove(thing);
    if (state.fuse.allergic === who) throw new Error('achoo');
  },
  tick({ state, random }) {
    for (const thing of state.things) thing.dice = random('dice').int(0, 60_000);
    if (state.fuse.ticks > 0) {
      state.fuse.ticks -= 1;
      if (state.fuse.ticks === 0) throw new Error('boom');
    }
  },
});
