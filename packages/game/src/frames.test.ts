import { describe, expect, it } from 'vitest';
import { one, seat, u8 } from '@rubato/schema';
import type { Seat } from '@rubato/schema';
import { defineGame } from './define.ts';
import { LIMITS } from './limits.ts';
import { Machine } from './machine.ts';
import { ONE, SEED, THREE, TWO } from './test-games.ts';
import type { FrameInput } from './turn.ts';

const stepped = defineGame({
  name: 'stepped',
  version: 1,
  state: { log: { who: seat, tick: u8, held: u8 }, last: one({ tick: u8 }) },
  frame: {
    args: { held: u8 },
    neutral: { held: 7 },
    step: ({ state, tick }, who, { held }) => void state.log.add({ who, tick, held }),
  },
  setup() {},
  tick: ({ state, tick }) => void (state.last.tick = tick),
});

describe('frames', () => {
  const seats = [ONE, TWO, THREE];
  const start = () => Machine.start(stepped, { seats, seed: SEED });
  const frame = (held: number): FrameInput & { args: { held: number } } => ({ args: { held }, seenTick: 0 });

  it('step every seat exactly once per tick, the neutral frame where none came', () => {
    const machine = start();
    machine.runTurn({ ticks: 2, frames: new Map([[TWO, frame(3)]]) });
    const log = [...machine.view.log].map(({ who, tick, held }) => [tick, who, held]);
    expect(log.filter(([, who]) => who === TWO)).toEqual([
      [1, TWO, 3],
      [2, TWO, 3],
    ]);
    expect(log).toHaveLength(6);
    expect(log.filter(([, who]) => who !== TWO).every(([, , held]) => held === 7)).toBe(true);
  });

  it('begin with another seat each tick, so that nobody is always first', () => {
    const machine = start();
    machine.runTurn({ ticks: 4 });
    const orderAt = (wanted: number) =>
      [...machine.view.log].filter(({ tick }) => tick === wanted).map(({ who }) => who);
    expect([1, 2, 3, 4].map(orderAt)).toEqual([
      [TWO, THREE, ONE],
      [THREE, ONE, TWO],
      [ONE, TWO, THREE],
      [TWO, THREE, ONE],
    ]);
  });

  it('may differ from tick to tick of one turn', () => {
    const machine = start();
    const { turn } = machine.runTurn({ ticks: 3, frames: [new Map([[ONE, frame(1)]]), new Map([[ONE, frame(2)]])] });
    const held = [...machine.view.log].filter(({ who }) => who === ONE).map((row) => row.held);
    expect(held).toEqual([1, 2, 7]);
    expect(turn.frames).toHaveLength(3);
  });

  it('are not held for seats that nobody has, and cost the journal nothing when all are neutral', () => {
    const machine = start();
    const { turn } = machine.runTurn({ ticks: 1, frames: new Map([[9 as Seat, frame(1)]]) });
    expect(turn.frames).toEqual([]);
    expect(machine.view.log.size).toBe(3);
  });

  it('of the wrong shape are the host’s mistake: it throws before anything has run', () => {
    const machine: Machine = start();
    const before = machine.hash();
    const run =
      (args: unknown, seenTick = 0) =>
      () =>
        machine.runTurn({ ticks: 1, frames: new Map([[ONE, { args, seenTick }]]) });
    expect(run({ held: 256 })).toThrow(/frame of seat 1.*held/);
    expect(run({})).toThrow(TypeError);
    expect(run({ held: 1 }, -1)).toThrow(RangeError);
    expect([machine.hash(), machine.turn]).toEqual([before, 0]);
    machine.runTurn({ ticks: 1 });
    expect(machine.turn).toBe(1);
  });

  it(`are accepted for each of ${LIMITS.frameRows} ticks and no more`, () => {
    const machine = start();
    const maps = [new Map([[ONE, frame(1)]])];
    expect(() => machine.runTurn({ ticks: LIMITS.frameRows + 1, frames: maps })).toThrow(RangeError);
  });
});
