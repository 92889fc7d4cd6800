import { describe, expect, it } from 'vitest';
import { MatchFrozen } from './errors.ts';
import { LIMITS } from './limits.ts';
import { Machine } from './machine.ts';
import { clumsy, ONE, SEED, THREE, TWO } from './test-games.ts';
import { type FrameInput, JOIN, LEAVE, type OrderOf } from './index.ts';
import type { Seat } from '@rubato/schema';

type ClumsyOrder = OrderOf<typeof clumsy>;
const start = (seats: readonly Seat[] = [ONE, TWO]): Machine<typeof clumsy> =>
  Machine.start(clumsy, { seats, seed: SEED });
let seq = 0;
const place = (who: Seat) => ({ seat: who, seq: ++seq, seenTick: 0 });
const make = (who: Seat, n: number, fail = false): ClumsyOrder => ({ ...place(who), name: 'make', args: { n, fail } });
const light = (ticks: number, stepsThrow = false): ClumsyOrder => ({
  ...place(ONE),
  name: 'light',
  args: { ticks, stepsThrow },
});
const push = (n: number) => ({ args: { push: n }, seenTick: 0 }) satisfies FrameInput;
const withoutHash = (machine: Machine<typeof clumsy>) => JSON.stringify(machine.view);

describe('a throw in apply', () => {
  it('undoes that order alone: state, allocator, dice and events are as if it had never come', () => {
    const good = [make(ONE, 1), make(TWO, 2), make(ONE, 3)];
    const [first, second, third] = good as [ClumsyOrder, ClumsyOrder, ClumsyOrder];
    const clean = start();
    const cleanReport = clean.runTurn({ orders: good, ticks: 3 });
    const torn = start();
    const report = torn.runTurn({
      orders: [make(TWO, 9, true), first, make(ONE, 8, true), second, third, make(TWO, 7, true)],
      ticks: 3,
    });
    expect(report.outcomes.map(({ status }) => status)).toEqual([
      'faulted',
      'applied',
      'faulted',
      'applied',
      'applied',
      'faulted',
    ]);
    expect(torn.hash()).toBe(clean.hash());
    expect(report.events).toEqual(cleanReport.events);
    expect(report.turn.hash).toBe(cleanReport.turn.hash);
  });

  it('is journalled as faulted, with what was thrown in the outcome, and replay skips it', () => {
    const machine = start();
    const report = machine.runTurn({ orders: [make(ONE, 5), make(TWO, 1, true)], ticks: 1 });
    expect(report.turn.orders.map(({ faulted }) => faulted)).toEqual([undefined, true]);
    expect(report.outcomes[1]).toEqual({ status: 'faulted', message: 'could not make 2' });
    const again = start().rerun(report.turn);
    expect(again.turn).toEqual(report.turn);
    expect(again.outcomes.map(({ status }) => status)).toEqual(['applied', 'faulted']);
  });

  it('contains what the state itself refuses: a full table, a number that is none', () => {
    const machine = start();
    machine.runTurn({ orders: [make(ONE, 1)], ticks: 0 });
    const before = withoutHash(machine);
    const orders: ClumsyOrder[] = [
      { ...place(ONE), name: 'fill', args: {} },
      { ...place(ONE), name: 'shout', args: { loud: false } },
    ];
    const { outcomes } = machine.runTurn({ orders, ticks: 0 });
    expect(outcomes.map((outcome) => (outcome.status === 'faulted' ? outcome.message : ''))).toEqual([
      expect.stringMatching(/things: all 16 rows/),
      expect.stringMatching(/event made/),
    ]);
    expect(withoutHash(machine)).toBe(before);
  });

  it(`contains a rule that emits without end, at ${LIMITS.eventsPerTurn} events`, () => {
    const machine = start();
    const report = machine.runTurn({ orders: [{ ...place(ONE), name: 'shout', args: { loud: true } }], ticks: 0 });
    expect(report.outcomes[0]).toMatchObject({
      status: 'faulted',
      message: expect.stringMatching(/more than 16384 events/),
    });
    expect(report.events).toEqual([]);
  });

  it('rebuilds the turn once, however many orders throw', () => {
    let applied = 0;
    const counting = {
      ...clumsy,
      commands: {
        ...clumsy.commands,
        make: {
          ...clumsy.commands.make,
          apply: (...args: Parameters<typeof clumsy.commands.make.apply>) => {
            applied += 1;
            return clumsy.commands.make.apply(...args);
          },
        },
      },
    };
    const machine: Machine = Machine.start(counting, { seats: [ONE], seed: SEED });
    const orders = Array.from({ length: 200 }, (_, i) => make(ONE, 1, i >= 10));
    expect(machine.runTurn({ orders, ticks: 0 }).outcomes.filter(({ status }) => status === 'faulted')).toHaveLength(
      190,
    );
    expect(applied).toBe(11 + 200);
  });
});

describe('a throw in check', () => {
  it('faults the order; asked beforehand, check answers faulted', () => {
    const machine = start();
    const shy: ClumsyOrder = { ...place(ONE), name: 'allergy', args: { to: 0 as Seat, shy: true } };
    const doubt: ClumsyOrder = { ...place(TWO), name: 'doubt', args: {} };
    expect(machine.check(doubt)).toBeUndefined();
    const { outcomes } = machine.runTurn({ orders: [shy, doubt, make(ONE, 1)], ticks: 0 });
    expect(outcomes.map(({ status }) => status)).toEqual(['applied', 'faulted', 'applied']);
    expect(machine.check(doubt)).toBe('faulted');
  });

  it('is what a check gets that tries to write', () => {
    const machine = start();
    const { outcomes } = machine.runTurn({ orders: [{ ...place(ONE), name: 'cheat', args: {} }], ticks: 0 });
    expect(outcomes[0]).toMatchObject({ status: 'faulted', message: expect.stringMatching(/views are for looking/) });
    expect(machine.view.fuse.ticks).toBe(0);
  });
});

describe('a throw in joined or left', () => {
  it('leaves the seats as they were', () => {
    const machine = start();
    const allergy = (to: Seat): ClumsyOrder => ({ ...place(ONE), name: 'allergy', args: { to, shy: false } });
    const going = (name: typeof JOIN | typeof LEAVE, who: Seat): ClumsyOrder => ({
      seat: who,
      seq: 0,
      seenTick: 0,
      name,
      args: {},
    });
    const report = machine.runTurn({
      orders: [allergy(THREE), going(JOIN, THREE), allergy(TWO), going(LEAVE, TWO)],
      ticks: 1,
    });
    expect(report.outcomes.map(({ status }) => status)).toEqual(['applied', 'faulted', 'applied', 'faulted']);
    expect(machine.seats).toEqual([ONE, TWO]);
    expect(machine.view.things.size).toBe(0);
    expect(start().rerun(report.turn).turn).toEqual(report.turn);
  });
});

describe('a throw in step', () => {
  it('skips that seat’s step of that tick and nothing else', () => {
    const orders = [make(ONE, 0), make(TWO, 0)];
    const machine = start();
    const frames = [new Map([[ONE, push(1)], [TWO, push(1)]]), new Map([[ONE, push(1)], [TWO, push(13)]]), new Map([[ONE, push(1)], [TWO, push(1)]])]; // prettier-ignore
    const report = machine.runTurn({ orders, ticks: 3, frames });
    expect(report.turn.stepFaults).toEqual([{ tick: 2, seat: TWO }]);
    expect(report.outcomes.map(({ status }) => status)).toEqual(['applied', 'applied']);
    expect(
      report.events
        .filter(({ cause }) => cause > 1)
        .map(({ tick }) => tick)
        .filter((tick) => tick === 2),
    ).toHaveLength(1);
    const again = start().rerun(report.turn);
    expect(again.turn).toEqual(report.turn);
    const spared = start();
    const instead = frames.map((map, i) => (i === 1 ? new Map([[ONE, push(1)]]) : map));
    spared.runTurn({ orders, ticks: 3, frames: instead });
    expect(machine.view.things.size).toBe(spared.view.things.size);
  });

  it('is not run again by a replay, even where the rules would no longer throw', () => {
    const first = start();
    const frames = new Map([[ONE, push(13)]]);
    const { turn } = first.runTurn({ orders: [make(ONE, 0)], ticks: 2, frames });
    let steps = 0;
    const mended = { ...clumsy, frame: { ...clumsy.frame, step: () => void (steps += 1) } };
    const report = Machine.start(mended, { seats: [ONE, TWO], seed: SEED }).rerun(turn);
    expect(report.turn.stepFaults).toEqual(turn.stepFaults);
    expect(steps).toBe(2);
  });

  it('may happen in every tick of a turn', () => {
    const machine = start();
    const report = machine.runTurn({ orders: [light(0, true)], ticks: 50, frames: new Map([[ONE, push(1)], [TWO, push(2)]]) }); // prettier-ignore
    expect(report.turn.stepFaults).toHaveLength(100);
    expect(machine.tick).toBe(50);
    expect(start().rerun(report.turn).turn).toEqual(report.turn);
  });
});

describe('a throw in tick', () => {
  it('freezes the match as it was before that turn, and no later turn runs', () => {
    const machine = start();
    machine.runTurn({ orders: [make(ONE, 4), light(4)], ticks: 2 });
    const before = machine.hash();
    const run = () => machine.runTurn({ orders: [make(TWO, 1)], ticks: 5 });
    expect(run).toThrow(MatchFrozen);
    expect([machine.hash(), machine.turn, machine.tick]).toEqual([before, 1, 2]);
    expect(machine.frozen).toMatchObject({ turn: 2, tick: 4, cause: new Error('boom') });
    expect(run).toThrow(MatchFrozen);
    expect(machine.check(make(ONE, 1))).toBe('not-running');
    expect(machine.snapshot().turn).toBe(1);
  });

  it('freezes too when an order of that turn has thrown before', () => {
    const machine = start();
    expect(() => machine.runTurn({ orders: [make(ONE, 1, true), light(1)], ticks: 1 })).toThrow(MatchFrozen);
    expect(machine.view.things.size).toBe(0);
  });

  it('does not outlast a return to an earlier state', () => {
    const machine = start();
    const snapshot = machine.snapshot();
    expect(() => machine.runTurn({ orders: [light(1)], ticks: 1 })).toThrow(MatchFrozen);
    machine.restore(snapshot);
    expect(machine.runTurn({ ticks: 1 }).turn.number).toBe(1);
  });

  it('leaves no events of the turn behind', () => {
    const machine = start();
    expect(() => machine.runTurn({ orders: [make(ONE, 1), light(1)], ticks: 1 })).toThrow(MatchFrozen);
    machine.restore(start().snapshot());
    expect(machine.runTurn({ ticks: 0 }).events).toEqual([]);
  });
});
