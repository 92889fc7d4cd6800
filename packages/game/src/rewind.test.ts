import { describe, expect, it } from 'vitest';
import { Machine } from './machine.ts';
import { clumsy, ONE, rewinder, SEED } from './test-games.ts';
import { defineGame } from './define.ts';
import { bool, u32 } from '@rubato/schema';

/** The mark is at 100 + tick at the end of each tick; four ticks are kept. */
const start = () => Machine.start(rewinder, { seats: [ONE], seed: SEED });
let seq = 0;
const shoot = (seenTick: number, x: number) =>
  ({ seat: ONE, seq: ++seq, seenTick, name: 'shoot', args: { x } }) as const;

describe('past', () => {
  it('shows an order the state that its seat saw when it ordered', () => {
    const machine = start();
    machine.runTurn({ ticks: 10 });
    machine.runTurn({ orders: [shoot(8, 108), shoot(10, 110), shoot(9, 108)], ticks: 0 });
    expect(machine.view.score.hits).toBe(2);
  });

  it('is clamped to the ticks that are kept, and to the newest', () => {
    const machine = start();
    machine.runTurn({ ticks: 10 });
    machine.runTurn({ orders: [shoot(0, 107), shoot(6, 107), shoot(500, 110)], ticks: 0 });
    expect(machine.view.score).toMatchObject({ hits: 3, oldest: 107 });
  });

  it('reaches back to setup while the match is young', () => {
    const machine = start();
    machine.runTurn({ orders: [shoot(0, 100)], ticks: 0 });
    expect(machine.view.score.hits).toBe(1);
  });

  it('shows a step what its frame saw', () => {
    const machine = start();
    machine.runTurn({ ticks: 6 });
    machine.runTurn({ ticks: 1, frames: new Map([[ONE, { args: { watch: true }, seenTick: 4 }]]) });
    expect(machine.view.score.steps).toBe(104);
    machine.runTurn({ ticks: 2, frames: new Map([[ONE, { args: { watch: true }, seenTick: 7 }]]) });
    expect(machine.view.score.steps).toBe(104 + 107 + 107);
  });

  it('is the same after the turn was rebuilt for a fault', () => {
    const faulty = defineGame({
      name: 'faulty',
      version: 1,
      rewindTicks: 3,
      state: { marks: { x: u32 } },
      commands: {
        look: {
          args: { fail: bool },
          apply({ state, past }, _who, { fail }) {
            for (const mark of past().marks) state.marks.add({ x: mark.x * 10 });
            if (fail) throw new Error('no');
          },
        },
      },
      frame: {
        args: { fail: bool },
        neutral: { fail: false },
        step: (_context, _who, { fail }) => {
          if (fail) throw new Error('no');
        },
      },
      setup: ({ state }) => void state.marks.add({ x: 1 }),
      tick({ state, tick }) {
        for (const mark of state.marks) mark.x += tick;
      },
    });
    const look = (fail: boolean) => ({ seat: ONE, seq: ++seq, seenTick: 3, name: 'look', args: { fail } }) as const;
    const clean = Machine.start(faulty, { seats: [ONE], seed: SEED });
    const rebuilt = Machine.start(faulty, { seats: [ONE], seed: SEED });
    const fail = [new Map(), new Map([[ONE, { args: { fail: true }, seenTick: 0 }]])];
    for (const machine of [clean, rebuilt]) machine.runTurn({ ticks: 4 });
    clean.runTurn({ orders: [look(false)], ticks: 2 });
    rebuilt.runTurn({ orders: [look(true), look(false)], ticks: 2, frames: fail });
    clean.runTurn({ orders: [look(false)], ticks: 2 });
    rebuilt.runTurn({ orders: [look(false)], ticks: 2 });
    expect(JSON.stringify(rebuilt.view)).toBe(JSON.stringify(clean.view));
    // And once more, where the first throw comes after ticks have run.
    clean.runTurn({ ticks: 2 });
    rebuilt.runTurn({ ticks: 2, frames: fail });
    for (const machine of [clean, rebuilt]) machine.runTurn({ orders: [look(false)], ticks: 0 });
    expect(JSON.stringify(rebuilt.view)).toBe(JSON.stringify(clean.view));
    expect(rebuilt.hash()).toBe(clean.hash());
  });

  it('is the newest state in tick, whatever the last order or frame saw', () => {
    const watcher = {
      ...rewinder,
      tick: (context: Parameters<typeof rewinder.setup>[0]) => {
        for (const mark of context.past().marks) context.state.score.oldest = mark.x;
        for (const mark of context.state.marks) mark.x += 1;
      },
    };
    const machine = Machine.start(watcher, { seats: [ONE], seed: SEED });
    machine.runTurn({ ticks: 8 });
    const frames = new Map([[ONE, { args: { watch: false }, seenTick: 5 }]]);
    machine.runTurn({ orders: [shoot(6, 0)], ticks: 1, frames });
    expect(machine.view.score.oldest).toBe(108);
  });

  it('is the present where a game keeps no past', () => {
    const game = { ...rewinder, rewindTicks: 0 };
    const machine = Machine.start(game, { seats: [ONE], seed: SEED });
    machine.runTurn({ ticks: 10 });
    machine.runTurn({ orders: [shoot(8, 110)], ticks: 0 });
    expect(machine.view.score.hits).toBe(1);
    expect(machine.snapshot().ring).toEqual([]);
  });

  it('reaches 8 ticks back unless the game says otherwise', () => {
    const machine = Machine.start(clumsy, { seats: [], seed: SEED });
    machine.runTurn({ ticks: 30 });
    expect(machine.snapshot().ring.map(({ tick }) => tick)).toEqual([23, 24, 25, 26, 27, 28, 29, 30]);
  });

  it('cannot be written to', () => {
    const game = defineGame({
      name: 'historian',
      version: 1,
      state: { marks: { x: u32 } },
      commands: {
        forge: {
          args: {},
          apply: ({ past }) => {
            for (const mark of past().marks as Iterable<{ x: number }>) mark.x = 0;
          },
        },
      },
      setup: ({ state }) => void state.marks.add({ x: 1 }),
    });
    const machine = Machine.start(game, { seats: [ONE], seed: SEED });
    const { outcomes } = machine.runTurn({
      orders: [{ seat: ONE, seq: 1, seenTick: 0, name: 'forge', args: {} }],
      ticks: 0,
    });
    expect(outcomes[0]).toMatchObject({ status: 'faulted', message: expect.stringMatching(/views are for looking/) });
  });
});
