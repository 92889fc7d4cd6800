import { describe, expect, it } from 'vitest';
import type { Id, Seat } from '@rubato/schema';
import { LIMITS } from './limits.ts';
import { Machine } from './machine.ts';
import { clumsy, mover, ONE, race, SEED, spies, THREE, TWO } from './test-games.ts';
import { JOIN, LEAVE, type Order, type OrderOutcome, type TurnReport } from './turn.ts';

const startRace = (seats: readonly Seat[] = [ONE, TWO]): Machine<typeof race> =>
  Machine.start(race, { seats, seed: SEED });
const at = { seq: 1, seenTick: 0 } as const;
const pickup = (who: Seat, loot: Id<'loot'>) => ({ ...at, seat: who, name: 'pickup', args: { loot } }) as const;
const heroOf = (machine: Machine<typeof race>, who: Seat) => {
  const hero = [...machine.view.heroes].find((candidate) => candidate.owner === who);
  if (hero === undefined) throw new Error(`no hero of seat ${who}`);
  return hero;
};
const firstLoot = (machine: Machine<typeof race>) => {
  const [loot] = machine.view.loot;
  if (loot === undefined) throw new Error('no loot');
  return loot;
};
const statuses = ({ outcomes }: TurnReport): readonly string[] =>
  outcomes.map((outcome) =>
    outcome.status === 'applied' || outcome.status === 'faulted' ? outcome.status : outcome.reason,
  );
const platform = (name: typeof JOIN | typeof LEAVE, who: Seat) =>
  ({ seat: who, seq: 0, seenTick: 0, name, args: {} }) as const;

describe('orders', () => {
  it('run in the order given, each checked against the state that its predecessors left', () => {
    for (const [first, second] of [
      [ONE, TWO],
      [TWO, ONE],
    ] as const) {
      const machine = startRace();
      const { id, gold } = firstLoot(machine);
      const report = machine.runTurn({ orders: [pickup(first, id), pickup(second, id)], ticks: 0 });
      expect(statuses(report)).toEqual(['applied', 'already-taken']);
      expect([heroOf(machine, first).gold, heroOf(machine, second).gold]).toEqual([10 + gold, 10]);
    }
  });

  it('are journalled as given, refused ones included, with the arguments that were run', () => {
    const machine = startRace();
    const { id } = firstLoot(machine);
    const { turn } = machine.runTurn({ orders: [pickup(TWO, id), pickup(ONE, id)], ticks: 2 });
    expect(turn.orders.map(({ seat: who, name, args }) => [who, name, args])).toEqual([
      [TWO, 'pickup', { loot: id }],
      [ONE, 'pickup', { loot: id }],
    ]);
    expect(turn).toMatchObject({ number: 1, startTick: 0, ticks: 2, onReject: 'rejected' });
    expect(machine.runTurn({ ticks: 3 }).turn).toMatchObject({ number: 2, startTick: 2, ticks: 3 });
    expect([machine.turn, machine.tick]).toEqual([2, 5]);
  });

  it('that were fit at submission and no longer are lapse instead of being rejected', () => {
    const machine = startRace();
    const { id } = firstLoot(machine);
    const orders = [pickup(ONE, id), pickup(TWO, id)];
    const report = machine.runTurn({ orders, ticks: 1, onReject: 'lapsed' });
    expect(report.outcomes[1]).toEqual({ status: 'lapsed', reason: 'already-taken' });
    const again = startRace();
    expect(again.rerun(report.turn).outcomes).toEqual(report.outcomes);
  });

  it('leave no trace when refused', () => {
    const plain = startRace();
    const refused = startRace();
    plain.runTurn({ ticks: 1 });
    const order = { ...at, seat: ONE, name: 'gamble', args: { stake: 200, mood: 'calm', name: 'x' } } as const;
    const report = refused.runTurn({ orders: [order], ticks: 1 });
    expect(statuses(report)).toEqual(['too-poor']);
    expect(report.events).toEqual([]);
    expect(refused.hash()).toBe(plain.hash());
  });

  it('of unknown name, bad arguments or a foreign seat are refused and do not reach the journal where it could not hold them', () => {
    const machine: Machine = startRace();
    const orders: Order[] = [
      { ...at, seat: ONE, name: 'fly', args: {} },
      { ...at, seat: ONE, name: 'drop', args: { gold: -1 } },
      { ...at, seat: ONE, name: 'drop', args: { gold: 1, extra: 1 } },
      { ...at, seat: ONE, name: 'gamble', args: { stake: 1, mood: 'furious', name: '' } },
      { ...at, seat: ONE, name: 'toString', args: {} },
      { ...at, seat: THREE, name: 'drop', args: { gold: 1 } },
      { ...at, seat: 0 as Seat, name: 'drop', args: { gold: 1 } },
      { seat: ONE, seq: -1, seenTick: 0, name: 'drop', args: { gold: 1 } },
      { seat: ONE, seq: 1, seenTick: 2 ** 40, name: 'drop', args: { gold: 1 } },
      { ...at, seat: ONE, name: 'drop', args: { gold: 1 } },
    ];
    const report = machine.runTurn({ orders, ticks: 0 });
    expect(statuses(report)).toEqual([
      'unknown-command',
      'bad-args',
      'bad-args',
      'bad-args',
      'unknown-command',
      'not-your-seat',
      'not-your-seat',
      'bad-args',
      'bad-args',
      'applied',
    ]);
    expect(report.turn.orders.map((order) => order.seat)).toEqual([THREE, ONE]);
  });

  it(`beyond ${LIMITS.ordersPerTurn} in a turn are rejected as too-many`, () => {
    const machine = startRace();
    const order = { ...at, seat: ONE, name: 'drop', args: { gold: 1 } } as const;
    const report = machine.runTurn({ orders: new Array<typeof order>(LIMITS.ordersPerTurn + 2).fill(order), ticks: 0 });
    expect(report.outcomes.slice(-3).map((outcome) => (outcome as { reason?: string }).reason)).toEqual([
      undefined,
      'too-many',
      'too-many',
    ]);
    expect(report.turn.orders).toHaveLength(LIMITS.ordersPerTurn);
  });

  it('are answered by check as they would be by a turn, without changing anything', () => {
    const machine: Machine = startRace();
    const before = machine.hash();
    const loot = [...(machine as Machine<typeof race>).view.loot][0]?.id;
    const cases: readonly [Order, string | undefined][] = [
      [{ ...at, seat: ONE, name: 'pickup', args: { loot } }, undefined],
      [{ ...at, seat: ONE, name: 'pickup', args: { loot: 999 } }, 'already-taken'],
      [{ ...at, seat: ONE, name: 'pickup', args: {} }, 'bad-args'],
      [{ ...at, seat: ONE, name: 'nope', args: {} }, 'unknown-command'],
      [{ ...at, seat: THREE, name: 'pickup', args: { loot } }, 'not-your-seat'],
      [{ ...at, seat: ONE, name: JOIN, args: {} }, 'unknown-command'],
    ];
    for (const [order, expected] of cases) expect([order.name, machine.check(order)]).toEqual([order.name, expected]);
    expect(machine.hash()).toBe(before);
  });

  it('cannot be changed by the rules that they are handed to', () => {
    const machine = startRace();
    const args = { gold: 5 };
    const { turn } = machine.runTurn({ orders: [{ ...at, seat: ONE, name: 'drop', args }], ticks: 0 });
    args.gold = 6;
    expect(turn.orders[0]?.args).toEqual({ gold: 5 });
    expect(Object.isFrozen(turn.orders[0]?.args)).toBe(true);
  });
});

describe('coming and going', () => {
  it('is the platform’s own order: seats change, the game is told, the journal has it', () => {
    const machine = startRace();
    const report = machine.runTurn({ orders: [platform(JOIN, THREE), platform(LEAVE, ONE)], ticks: 1 });
    expect(statuses(report)).toEqual(['applied', 'applied']);
    expect(machine.seats).toEqual([TWO, THREE]);
    expect([...machine.view.heroes].map((hero) => hero.owner)).toEqual([ONE, TWO, THREE]);
    expect(report.turn.orders.map(({ name }) => name)).toEqual([JOIN, LEAVE]);
  });

  it('refuses to seat who sits and to unseat who does not', () => {
    const machine = startRace();
    const report = machine.runTurn({ orders: [platform(JOIN, ONE), platform(LEAVE, THREE)], ticks: 0 });
    expect(statuses(report)).toEqual(['already-seated', 'not-seated']);
    expect(machine.seats).toEqual([ONE, TWO]);
  });

  it('lets an order follow its own seat’s arrival and not its departure, within one turn', () => {
    const machine = startRace();
    const drop = { ...at, seat: THREE, name: 'drop', args: { gold: 1 } } as const;
    const report = machine.runTurn({
      orders: [drop, platform(JOIN, THREE), drop, platform(LEAVE, THREE), drop],
      ticks: 0,
    });
    expect(statuses(report)).toEqual(['not-your-seat', 'applied', 'applied', 'applied', 'not-your-seat']);
  });

  it('keeps the seats in ascending order whatever the order of arrival', () => {
    const early = Machine.start(clumsy, { seats: [THREE, ONE], seed: SEED });
    expect(early.seats).toEqual([ONE, THREE]);
    early.runTurn({ orders: [platform(JOIN, TWO)], ticks: 0 });
    expect(early.seats).toEqual([ONE, TWO, THREE]);
    for (const seats of [[0], [256], [1.5], [1, 1]])
      expect(() => Machine.start(clumsy, { seats: seats as Seat[], seed: SEED })).toThrow(RangeError);
  });
});

describe('turns', () => {
  it('run 0 to 36,000 ticks; other requests throw before anything has run', () => {
    const machine = startRace();
    for (const ticks of [-1, 0.5, Number.NaN, LIMITS.ticksPerTurn + 1])
      expect(() => machine.runTurn({ ticks })).toThrow(RangeError);
    expect(() => machine.runTurn({ ticks: 1, seed: new Uint8Array(15) })).toThrow(RangeError);
    expect(machine.turn).toBe(0);
    const still = Machine.start(clumsy, { seats: [], seed: SEED });
    still.runTurn({ ticks: LIMITS.ticksPerTurn });
    expect(still.tick).toBe(LIMITS.ticksPerTurn);
  });

  it('of many ticks end in the same state as as many turns of one', () => {
    const frames = new Map([[ONE, { args: { heading: 1.234, thrust: 0.9 }, seenTick: 0 }]]);
    const long = Machine.start(mover, { seats: [ONE, TWO], seed: SEED });
    const short = Machine.start(mover, { seats: [ONE, TWO], seed: SEED });
    long.runTurn({ ticks: 60, frames });
    for (let i = 0; i < 60; i++) short.runTurn({ ticks: 1, frames });
    expect(JSON.stringify(short.view)).toBe(JSON.stringify(long.view));
  });

  it('carry the hash of the machine after them, each or each n-th or none', () => {
    const every = (hashEvery: number) => Machine.start(race, { seats: [ONE], seed: SEED, hashEvery });
    const run = (machine: Machine<typeof race>) =>
      [1, 2, 3, 4].map(() => machine.runTurn({ ticks: 1 }).turn.hash !== undefined);
    expect(run(every(1))).toEqual([true, true, true, true]);
    expect(run(every(3))).toEqual([false, false, true, false]);
    expect(run(every(0))).toEqual([false, false, false, false]);
    const machine = every(1);
    expect(machine.runTurn({ ticks: 1 }).turn.hash).toBe(machine.hash());
  });
});

describe('randomness', () => {
  it('depends on the match’s seed, and on the turn’s where the turn brings one', () => {
    const luck = (seed: Uint8Array, turnSeed?: Uint8Array): number[] => {
      const machine = Machine.start(race, { seats: [ONE], seed });
      const gamble = { ...at, seat: ONE, name: 'gamble', args: { stake: 1, mood: 'calm', name: '' } } as const;
      machine.runTurn({ orders: [gamble], ticks: 1, ...(turnSeed && { seed: turnSeed }) });
      return [heroOf(machine, ONE).luck, machine.view.world.dice];
    };
    const other = SEED.slice().reverse();
    const [own, sameSeed, otherSeed, turnSeed] = [luck(SEED), luck(SEED), luck(other), luck(SEED, other)];
    expect(sameSeed).toEqual(own);
    expect(otherSeed).not.toEqual(own);
    expect(turnSeed).toEqual(otherSeed);
  });

  it('is the same in a tick however long the turn before it was', () => {
    const a = Machine.start(race, { seats: [ONE], seed: SEED });
    const b = Machine.start(race, { seats: [ONE], seed: SEED });
    a.runTurn({ ticks: 7 });
    for (let i = 0; i < 7; i++) b.runTurn({ ticks: 1 });
    expect(b.view.world.dice).toBe(a.view.world.dice);
  });

  it('is not part of any view, and none is stored: two machines with equal state and other seeds hash alike', () => {
    const a = Machine.start(clumsy, { seats: [ONE], seed: SEED });
    const b = Machine.start(clumsy, { seats: [ONE], seed: SEED.slice().reverse() });
    expect(a.hash()).toBe(b.hash());
    expect(Object.keys(a.view)).toEqual(['things', 'fuse']);
  });
});

describe('a machine', () => {
  it('hashes state, allocator, tick, turn and seats', () => {
    const hashes = new Set<string>();
    const note = (machine: Machine): void => void hashes.add(machine.hash());
    const machine = Machine.start(clumsy, { seats: [ONE], seed: SEED });
    note(machine);
    machine.runTurn({ ticks: 0 });
    note(machine);
    machine.runTurn({ ticks: 1 });
    note(machine);
    note(Machine.start(clumsy, { seats: [TWO], seed: SEED }));
    note(Machine.start(clumsy, { seats: [], seed: SEED }));
    const { things } = machine.state;
    things.remove(things.add({ n: 1 }));
    note(machine);
    expect(hashes.size).toBe(6);
  });

  it('goes on from a snapshot as it went on itself, and a snapshot stays what it was', () => {
    const machine = startRace();
    machine.runTurn({ ticks: 5 });
    const snapshot = machine.snapshot();
    const there = machine.hash();
    const on = () => machine.runTurn({ ticks: 5 }).turn.hash;
    const first = on();
    machine.restore(snapshot);
    expect(machine.hash()).toBe(there);
    expect(on()).toBe(first);
    const copy = Machine.load(race, snapshot);
    expect(copy.hash()).toBe(there);
    expect(copy.runTurn({ ticks: 5 }).turn.hash).toBe(first);
    expect([copy.seats, copy.turn, copy.tick]).toEqual([[ONE, TWO], 2, 10]);
  });

  it('takes snapshots into memory that is reused', () => {
    const machine = startRace();
    const first = machine.snapshot();
    machine.runTurn({ ticks: 12 });
    const second = machine.snapshot(first);
    expect(second.state).toBe(first.state);
    expect(Machine.load(race, second).hash()).toBe(machine.hash());
  });

  it('keeps its own copy of the seed', () => {
    const seed = SEED.slice();
    const machine = Machine.start(race, { seats: [ONE], seed });
    seed.fill(0);
    machine.seed.fill(0);
    expect(machine.seed).toEqual(SEED);
  });

  it('does not take the snapshot of another match for its own', () => {
    const other = Machine.start(race, { seats: [ONE], seed: SEED.slice().reverse() });
    expect(() => startRace().restore(other.snapshot())).toThrow(/another match/);
  });

  it('checks the settings of a match and fills in the game’s defaults', () => {
    const settingsOf = (settings?: object) => Machine.start(mover, { seats: [], seed: SEED, settings }).settings;
    expect(settingsOf()).toEqual({ drag: 0.25 });
    expect(settingsOf({ drag: 0.501 })).toEqual({ drag: 0.5 });
    for (const settings of [{ drag: 2 }, { speed: 1 }, [], 'fast'])
      expect(() => settingsOf(settings as object)).toThrow(/settings/);
    expect(() => Machine.start(race, { seats: [], seed: SEED, settings: { a: 1 } })).toThrow(/race has no settings/);
  });

  it('says whose orders a turn waits for, and how the match ended', () => {
    const machine = startRace();
    expect(machine.awaits()).toEqual([ONE, TWO]);
    const gamble = { ...at, seat: ONE, name: 'gamble', args: { stake: 0, mood: 'greedy', name: '' } } as const;
    machine.runTurn({ orders: [gamble], ticks: 0 });
    expect(machine.awaits()).toEqual([TWO]);
    expect(machine.result()).toBeUndefined();
    const [hero] = machine.state.heroes;
    if (hero !== undefined) hero.gold = 100;
    expect(machine.result()).toEqual({ winners: [ONE], reason: 'rich' });
    expect(Machine.start(spies, { seats: [TWO], seed: SEED }).awaits()).toEqual([TWO]);
  });

  it('runs a turn of another machine again to the same turn, outcomes and events', () => {
    const first = startRace();
    const { id } = firstLoot(first);
    const second = startRace();
    const orders = [pickup(ONE, id), pickup(TWO, id), platform(JOIN, THREE)];
    const report = first.runTurn({ orders, ticks: 20, seed: SEED.slice().reverse() });
    const again = second.rerun(report.turn);
    expect(again).toEqual(report);
    const outcomes: readonly OrderOutcome[] = again.outcomes;
    expect(outcomes).toHaveLength(3);
  });
});
