import { describe, expect, it } from 'vitest';
import { MAX_SHEET, MAX_SHOTS, TURN_TICKS } from './balance.ts';
import { orderRefusal } from './sheet.ts';
import { move, ONE, shoot, TestBattle, TWO, type SeatOrder } from './test-battle.ts';
import { canonicalOrders, canonicalSheet, checkSheet } from './sheet.ts';
import type { Ship, ShipId, TacticsOrder } from './state.ts';

function duel(): { battle: TestBattle; one: Ship; two: Ship } {
  const battle = TestBattle.duel();
  return { battle, one: battle.ship(ONE), two: battle.ship(TWO) };
}

const HASH_OF_NOTHING = duel().battle.run([]).machine.hash();

describe('each action', () => {
  const actions: Record<string, (one: Ship, two: Ship) => SeatOrder[]> = {
    'MovementPlanned and MovementConfirmed': (one) => move(one, 'Move', { x: 0, y: 50, z: 0 }),
    MovementModeChanged: (one) => [{ seat: ONE, name: 'MovementModeChanged', args: { ship: one.id, mode: 'Evasive' } }],
    WeaponTargeted: (one, two) => [shoot(one, 0, two.id, 1)],
    SubsystemTargeted: (one) => [{ seat: ONE, name: 'SubsystemTargeted', args: { ship: one.id, subsystem: 'warp' } }],
    PowerAllocated: (one) => [
      { seat: ONE, name: 'PowerAllocated', args: { ship: one.id, engines: 0, guns: 16, screens: 0, scanners: 0 } },
    ],
  };
  for (const [name, orders] of Object.entries(actions))
    it(`${name} changes the battle`, () => {
      const { battle, one, two } = duel();
      battle.run(orders(one, two));
      expect(battle.outcomes.every(({ status }) => status === 'applied')).toBe(true);
      expect(battle.machine.hash()).not.toBe(HASH_OF_NOTHING);
    });

  it('a movement that is planned and not confirmed is not flown, then or in the turn after', () => {
    const { battle, one } = duel();
    const [planned, confirmed] = move(one, 'Move', { x: 0, y: 50, z: 0 });
    battle.run([planned!]);
    expect(one.y).toBe(0);
    battle.run([confirmed!]);
    expect(one.y).toBe(0);
    expect(battle.plan(one).mode).toBe('Hold');
  });

  it('a changed mode flies the plan of the same sheet another way', () => {
    const { battle, one } = duel();
    const [planned, confirmed] = move(one, 'Move', { x: 0, y: 0, z: 60 });
    battle.run([
      planned!,
      { seat: ONE, name: 'MovementModeChanged', args: { ship: one.id, mode: 'Evasive' } },
      confirmed!,
    ]);
    expect(battle.plan(one)).toMatchObject({ mode: 'Evasive', tz: 60 });
  });

  it('a changed mode alone weaves about where the ship is', () => {
    const { battle, one } = duel();
    battle.run([{ seat: ONE, name: 'MovementModeChanged', args: { ship: one.id, mode: 'Evasive' } }]);
    expect(Math.abs(one.x) + Math.abs(one.y)).toBeGreaterThan(0.5);
    expect(Math.abs(one.z)).toBeLessThan(30);
  });

  it('what a ship aims at is what a hit finds', () => {
    const found = (aim: 'warp' | 'sensors', own?: 'reactor') => {
      const { battle, one, two } = duel();
      battle.put(two, { fore: 0, hull: 1000 });
      const shot = shoot(one, 0, two.id) as Extract<SeatOrder, { name: 'WeaponTargeted' }>;
      const order = own === undefined ? shot : { ...shot, args: { ...shot.args, subsystem: own } };
      let names: unknown[] = [];
      for (let turn = 0; turn < 6; turn++) {
        two.fore = 0;
        battle.run([{ seat: ONE, name: 'SubsystemTargeted', args: { ship: one.id, subsystem: aim } }, order]);
        names = [...names, ...battle.all('hit').map(({ subsystem }) => subsystem)];
      }
      return names;
    };
    expect(found('warp').filter((name) => name === 'warp').length).toBeGreaterThan(1);
    expect(found('sensors', 'reactor').filter((name) => name === 'reactor').length).toBeGreaterThan(1);
  });
});

describe('an order is refused', () => {
  const far = { x: 0, y: 0, z: 2000 };
  type Case = readonly [reason: string, order: (one: Ship, two: Ship, battle: TestBattle) => TacticsOrder];
  const planned = (ship: Ship, mode: 'Move' | 'Warp' | 'Hold', place = { x: 0, y: 0, z: 40 }) =>
    move(ship, mode, place)[0]!;
  const cases: readonly Case[] = [
    ['no-such-ship', (one) => ({ name: 'MovementConfirmed', args: { ship: (one.id + 40) as ShipId } })],
    ['not-your-ship', (_, two) => planned(two, 'Hold')],
    ['ship-lost', (one) => (Object.assign(one, { status: 'destroyed' }), planned(one, 'Hold'))],
    ['battle-over', (one, _, battle) => ((battle.state.battle.phase = 'over'), planned(one, 'Hold'))],
    ['not-planning', (one, _, battle) => (battle.run([], 7), planned(one, 'Hold'))],
    ['already-planned', (one, _, battle) => (battle.run([planned(one, 'Hold') as SeatOrder], 0), planned(one, 'Hold'))],
    ['impulse-down', (one) => (Object.assign(one, { impulse: 0 }), planned(one, 'Move'))],
    ['out-of-reach', (one) => planned(one, 'Move', far)],
    ['in-a-rock', (one, _, battle) => (battle.state.rocks.add({ z: 45, radius: 20 }), planned(one, 'Move'))],
    ['warp-down', (one) => (Object.assign(one, { warp: 0 }), planned(one, 'Warp'))],
    ['no-fuel', (one, _, battle) => ((battle.plan(one).jumps = 0), planned(one, 'Warp'))],
    ['warp-cooling', (one, _, battle) => ((battle.plan(one).jumpReady = 99), planned(one, 'Warp'))],
    ['out-of-reach', (one) => planned(one, 'Warp', { x: 0, y: 0, z: 500 })],
    ['in-a-rock', (one, _, battle) => (battle.state.rocks.add({ z: 45, radius: 20 }), planned(one, 'Warp'))],
    ['needs-a-place', (one) => ({ name: 'MovementModeChanged', args: { ship: one.id, mode: 'Warp' } })],
    [
      'impulse-down',
      (one) => (
        Object.assign(one, { impulse: 0 }),
        { name: 'MovementModeChanged', args: { ship: one.id, mode: 'Evasive' } }
      ),
    ],
    [
      'power-budget',
      (one) => ({ name: 'PowerAllocated', args: { ship: one.id, engines: 9, guns: 8, screens: 0, scanners: 0 } }),
    ],
    ['no-such-weapon', (one, two) => shoot(one, 9, two.id)],
    ['weapons-down', (one, two) => (Object.assign(one, { weapons: 0 }), shoot(one, 0, two.id))],
    ['unknown-target', (one) => shoot(one, 0, 4000 as ShipId)],
    ['target-lost', (one, two) => (Object.assign(two, { status: 'destroyed' }), shoot(one, 0, two.id))],
    [
      'own-target',
      (one, _, battle) => (
        Object.assign(battle.ship(ONE, 'frigate'), { status: 'active' }),
        shoot(one, 0, battle.ship(ONE, 'frigate').id)
      ),
    ],
    ['out-of-ammunition', (one, two, battle) => ((battle.mount(one, 3).rounds = 0), shoot(one, 3, two.id))],
    ['cooling', (one, two, battle) => ((battle.mount(one, 0).ready = 60), shoot(one, 0, two.id, 1))],
    ['cooling', (one, two, battle) => (battle.run([shoot(one, 0, two.id, 1)], 0), shoot(one, 0, two.id, 4))],
    [
      'out-of-range',
      (one, two, battle) => (stay(battle, one), battle.put(two, { z: 900 }), shoot(one, 0, two.id, 0.1)),
    ],
    ['out-of-arc', (one, two, battle) => (stay(battle, one), battle.put(two, { z: -250 }), shoot(one, 0, two.id, 0.1))],
  ];
  /** Without fuel for a jump nothing surprising can happen. */
  const stay = (battle: TestBattle, ship: Ship): void => void (battle.plan(ship).jumps = 0);
  cases.forEach(([reason, make], i) =>
    it(`${reason} (${i})`, () => {
      const { battle, one, two } = duel();
      const order = make(one, two, battle);
      for (const mark of battle.state.spotting) mark.teams = 3;
      expect(orderRefusal(battle.view(ONE), ONE, order)).toBe(reason);
      battle.run([{ ...order, seat: ONE }], 0);
      expect(battle.outcomes[0]).toEqual({ status: 'rejected', reason });
    }),
  );

  it('too-many-shots', () => {
    const { battle, one, two } = duel();
    const times = [0.1, 1.7, 3.3, 4.9];
    expect(times).toHaveLength(MAX_SHOTS);
    battle.run([...times, 6.5].map((time) => shoot(one, 4, two.id, time)));
    expect(battle.outcomes.map((outcome) => 'reason' in outcome && outcome.reason)).toEqual([
      false,
      false,
      false,
      false,
      'too-many-shots',
    ]);
  });

  it('unknown-target for a ship that is there and not seen: the refusal tells nothing', () => {
    const { battle, one, two } = duel();
    for (const mark of battle.state.spotting) mark.teams = 0;
    expect(orderRefusal(battle.view(ONE), ONE, shoot(one, 0, two.id))).toBe('unknown-target');
    expect(orderRefusal(battle.view(ONE), ONE, shoot(one, 0, 4000 as ShipId))).toBe('unknown-target');
  });

  it('for its arguments when they are of no use at all', () => {
    const { battle, one } = duel();
    const odd = {
      seat: ONE,
      name: 'MovementPlanned',
      args: { ship: one.id, mode: 'Move', position: { x: NaN, y: 0, z: 0 }, rotation: { x: 0, y: 0, z: 0, w: 0 } },
    };
    battle.run([odd as never, { ...odd, args: { ...odd.args, position: { x: 1e9, y: 0, z: 0 } } } as never], 0);
    expect(battle.outcomes).toEqual([
      { status: 'rejected', reason: 'bad-args' },
      { status: 'rejected', reason: 'bad-args' },
    ]);
  });
});

describe('a sheet', () => {
  it('without fault has no problems', () => {
    const { battle, one, two } = duel();
    const sheet = [...move(one, 'Move', { x: 0, y: 0, z: 30 }), shoot(one, 0, two.id, 1), shoot(one, 0, two.id, 8)];
    expect(checkSheet(battle.view(ONE), ONE, sheet)).toEqual([]);
  });

  it('names what is wrong, and where', () => {
    const { battle, one, two } = duel();
    const [plan, confirm] = move(one, 'Move', { x: 0, y: 0, z: 30 });
    const at = (sheet: SeatOrder[]) =>
      checkSheet(battle.view(ONE), ONE, sheet).map(({ index, reason, fatal }) => [index, reason, fatal]);
    expect(at([plan!, confirm!, plan!])).toEqual([[2, 'ship-twice', true]]);
    expect(at([confirm!])).toEqual([[0, 'no-plan', true]]);
    expect(at([plan!])).toEqual([[0, 'not-confirmed', false]]);
    expect(at([shoot(one, 0, two.id, 4), shoot(one, 0, two.id, 1)])).toEqual([[0, 'cooling', true]]);
    expect(at([shoot(two, 0, one.id), plan!, confirm!])).toEqual([[0, 'not-your-ship', true]]);
    expect(at([0.1, 1.7, 3.3, 4.9, 6.5].map((time) => shoot(one, 4, two.id, time)))).toEqual([
      [4, 'too-many-shots', true],
    ]);
    battle.mount(one, 3).rounds = 1;
    expect(at([shoot(one, 3, two.id, 0.1), shoot(one, 3, two.id, 9)])).toEqual([[1, 'out-of-ammunition', true]]);
    expect(
      at([...move(one, 'Warp', { x: 0, y: 0, z: 30 }), shoot(one, 0, two.id, 2), shoot(one, 0, two.id, 9)]),
    ).toEqual([[2, 'charging', true]]);
  });

  it('is refused as a whole when it is longer than any use', () => {
    const { battle, one } = duel();
    const sheet = Array.from({ length: MAX_SHEET + 1 }, () => move(one, 'Hold')[1]!);
    expect(checkSheet(battle.view(ONE), ONE, sheet)).toEqual([
      { index: MAX_SHEET + 1, reason: 'too-many', fatal: true },
    ]);
  });

  it('is sorted by ship, kind and time, whatever its sequence was', () => {
    const { one, two } = duel();
    const [plan, confirm] = move(one, 'Move', { x: 0, y: 0, z: 30 });
    const sheet = [shoot(one, 1, two.id, 5), confirm!, shoot(one, 0, two.id, 5), plan!, shoot(one, 0, two.id, 2)];
    const sorted = canonicalSheet(sheet);
    expect(sorted).toEqual([
      plan,
      confirm,
      shoot(one, 0, two.id, 2),
      shoot(one, 0, two.id, 5),
      shoot(one, 1, two.id, 5),
    ]);
    expect(canonicalSheet([...sheet].reverse())).toEqual(sorted);
  });
});

function* permutations<T>(items: readonly T[]): Generator<T[]> {
  if (items.length <= 1) yield [...items];
  for (const [i, item] of items.entries())
    for (const rest of permutations([...items.slice(0, i), ...items.slice(i + 1)])) yield [item, ...rest];
}

describe('five players', () => {
  const seats = [1, 2, 3, 4, 5] as never[];
  const battleOfFive = (): TestBattle => {
    const battle = new TestBattle({ seats, settings: { scenario: 'beacon', fog: false } });
    battle.run([], 0);
    return battle;
  };
  const sheetsOf = (battle: TestBattle): SeatOrder[][] =>
    seats.map((seat) => {
      const own = [...battle.state.ships].filter((ship) => ship.owner === seat).slice(0, 2);
      const foe = [...battle.state.ships].find((ship) => ship.owner !== seat)!;
      return own.flatMap((ship, i) => [
        ...move(ship, i === 0 ? 'Evasive' : 'Move', { x: ship.x / 2, y: 10, z: ship.z / 2 }),
        shoot(ship, 0, foe.id, 9),
        shoot(ship, 0, foe.id, 3),
      ]);
    });

  it('hand in their sheets in 120 sequences, and the turn ends in one state', () => {
    const reference = battleOfFive();
    const sheets = sheetsOf(reference);
    const start = reference.machine.snapshot();
    const hashes = new Set<string>();
    for (const sequence of permutations(sheets)) {
      reference.machine.restore(start);
      // As it comes, without sorting: no seat's orders touch another's ships. What the state is now decides the rest.
      reference.run(sequence.flat(), 1);
      hashes.add(reference.machine.hash());
    }
    expect(hashes.size).toBe(1);
  });

  it('shuffle the orders within their sheets, and the canonical sequence is the same', () => {
    const battle = battleOfFive();
    const sheets = sheetsOf(battle);
    const sorted = canonicalOrders(sheets.flat());
    for (const sequence of [sheets.flat().reverse(), sheets.map((sheet) => [...sheet].reverse()).flat()])
      expect(canonicalOrders(sequence)).toEqual(sorted);
    battle.run(sorted, TURN_TICKS);
    expect(battle.outcomes.filter(({ status }) => status !== 'applied')).toEqual([]);
  });
});
