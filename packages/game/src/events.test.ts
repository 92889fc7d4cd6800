import { describe, expect, it } from 'vitest';
import { f32, fixed, i16, i8, oneOf, seat, text, u16, u32, u8, vec2 } from '@rubato/schema';
import { defineGame } from './define.ts';
import { Machine } from './machine.ts';
import { ONE, race, SEED, TWO } from './test-games.ts';
import { frameCause, isOrderCause, JOIN, LEAVE, orderCause, SETUP_CAUSE, TICK_CAUSE } from './turn.ts';
import type { Id } from '@rubato/schema';

const loud = defineGame({
  name: 'loud',
  version: 1,
  state: { rows: { n: u8 } },
  events: {
    said: { n: u8 },
    measured: { a: u8, b: i8, c: i16, d: fixed(-1, 1, 1 / 4), h: fixed(0, 2, 1 / 2), e: vec2(u16), f: f32, g: u32 },
    named: { name: text(4), mood: oneOf('calm', 'odd'), by: seat },
  },
  frame: { args: {}, neutral: {}, step: ({ emit }, who) => emit('said', { n: who }) },
  commands: {
    say: {
      args: { n: u8 },
      apply({ emit }, who, { n }) {
        emit('said', { n });
        emit('said', { n: n + 1 }, who);
      },
    },
    measure: {
      args: {},
      apply: ({ emit }) =>
        emit('measured', { a: 300.4, b: -200, c: 1.5, d: 0.4, h: 99, e: { x: -1, y: 70_000 }, f: 0.1, g: 2 ** 40 }),
    },
    misspell: {
      args: { n: u8 },
      apply({ emit }, who, { n }) {
        if (n === 0) emit('shouted' as 'said', { n });
        if (n === 1) emit('named', { name: 'much too long', mood: 'calm', by: who });
        if (n === 2) emit('named', { name: 'x', mood: 'wild' as 'odd', by: who });
        if (n === 3) emit('said', { n: Number.NaN });
        if (n === 4) emit('said', {} as { n: number });
        if (n === 5) emit('said', { n: 1 }, { near: { id: 1 as Id<'rows'> } });
      },
    },
  },
  setup: ({ emit }) => emit('said', { n: 0 }),
  joined: ({ emit }, who) => emit('said', { n: 100 + who }),
  left: ({ emit }, who) => emit('said', { n: 200 + who }),
  tick: ({ emit }) => emit('said', { n: 255 }),
});
const start = () => Machine.start(loud, { seats: [ONE, TWO], seed: SEED });
const at = (seq: number) => ({ seat: TWO, seq, seenTick: 0 }) as const;

describe('events', () => {
  it('have an identity: tick, cause, and a count within both', () => {
    const machine = start();
    expect(machine.takeEvents().map(({ tick, cause, index }) => [tick, cause, index])).toEqual([[0, SETUP_CAUSE, 0]]);
    const orders = [5, 6].map((seq) => ({ ...at(seq), name: 'say', args: { n: 9 } }) as const);
    const { events } = machine.runTurn({ orders, ticks: 1 });
    expect(events.map(({ tick, cause, index, data }) => [tick, cause, index, (data as { n: number }).n])).toEqual([
      [0, orderCause(TWO, 5), 0, 9],
      [0, orderCause(TWO, 5), 1, 10],
      [0, orderCause(TWO, 6), 0, 9],
      [0, orderCause(TWO, 6), 1, 10],
      [1, frameCause(TWO), 0, 2],
      [1, frameCause(ONE), 0, 1],
      [1, TICK_CAUSE, 0, 255],
    ]);
    expect([orderCause(TWO, 5), frameCause(TWO), TICK_CAUSE, SETUP_CAUSE].map(isOrderCause)).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });

  it('of setup come with the first turn when nobody took them before', () => {
    expect(
      start()
        .runTurn({ ticks: 0 })
        .events.map(({ cause }) => cause),
    ).toEqual([SETUP_CAUSE]);
    const machine = start();
    machine.takeEvents();
    expect(machine.runTurn({ ticks: 0 }).events).toEqual([]);
  });

  it('of the platform’s orders, which bear no sequence, are told apart too', () => {
    const machine = start();
    machine.takeEvents();
    const order = (name: typeof JOIN | typeof LEAVE) => ({ seat: TWO, seq: 0, seenTick: 0, name, args: {} }) as const;
    const { events } = machine.runTurn({ orders: [order(LEAVE), order(JOIN), order(LEAVE)], ticks: 0 });
    const identities = events.map(({ tick, cause, index }) => `${tick}/${cause}/${index}`);
    expect(new Set(identities).size).toBe(3);
  });

  it('no two causes are alike', () => {
    const causes = new Set<number>([SETUP_CAUSE, TICK_CAUSE]);
    for (const who of [1, 2, 255] as (typeof ONE)[]) {
      causes.add(frameCause(who));
      for (const seq of [0, 1, 256, 0xffff_ffff]) causes.add(orderCause(who, seq));
    }
    expect(causes.size).toBe(2 + 3 * 5);
    for (const cause of causes) expect(Number.isSafeInteger(cause)).toBe(true);
  });

  it('are for everyone, or for one seat', () => {
    const machine = start();
    const { events } = machine.runTurn({ orders: [{ ...at(1), name: 'say', args: { n: 1 } }], ticks: 0 });
    const [, all, whispered] = events;
    if (all === undefined || whispered === undefined) throw new Error('no events');
    expect([ONE, TWO, null].map((viewer) => machine.hears(all, viewer))).toEqual([true, true, true]);
    expect([ONE, TWO, null].map((viewer) => machine.hears(whispered, viewer))).toEqual([false, true, false]);
  });

  it('hold numbers as tables do, rounded and saturated, in the form that the wire carries, frozen', () => {
    const machine = start();
    machine.takeEvents();
    const [event] = machine.runTurn({ orders: [{ ...at(1), name: 'measure', args: {} }], ticks: 0 }).events;
    expect(event?.data).toEqual({
      a: 255,
      b: -128,
      c: 2,
      d: 0.5,
      h: 2,
      e: { x: 0, y: 65_535 },
      f: Math.fround(0.1),
      g: 0xffff_ffff,
    });
    expect(Object.isFrozen(event?.data)).toBe(true);
  });

  it('of unknown name or unfit data fault the rule that emits them', () => {
    const machine = start();
    const orders = [0, 1, 2, 3, 4, 5].map((n) => ({ ...at(n), name: 'misspell', args: { n } }) as const);
    const { outcomes } = machine.runTurn({ orders, ticks: 0 });
    expect(
      outcomes.slice(0, 5).map((outcome) => (outcome.status === 'faulted' ? outcome.message : outcome.status)),
    ).toEqual([
      expect.stringMatching(/'shouted' is not declared/),
      expect.stringMatching(/named.name/),
      expect.stringMatching(/named.mood/),
      expect.stringMatching(/said.n/),
      expect.stringMatching(/said.n/),
    ]);
  });

  it('come again, the same, when a turn is run again', () => {
    const first = Machine.start(race, { seats: [ONE], seed: SEED });
    const gamble = {
      seat: ONE,
      seq: 1,
      seenTick: 0,
      name: 'gamble',
      args: { stake: 1, mood: 'calm', name: '' },
    } as const;
    const { turn, events } = first.runTurn({ orders: [gamble], ticks: 30 });
    expect(events).toHaveLength(4);
    expect(Machine.start(race, { seats: [ONE], seed: SEED }).rerun(turn).events).toEqual(events);
  });
});
