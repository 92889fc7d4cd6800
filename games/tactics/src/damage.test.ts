import { describe, expect, it } from 'vitest';
import { REPAIR, TURN_TICKS } from './balance.ts';
import { classOf, FACINGS, SUBSYSTEMS } from './classes.ts';
import { facingOf } from './damage.ts';
import { ONE, shoot, TestBattle, TWO } from './test-battle.ts';

const pair = (): { battle: TestBattle; one: ReturnType<TestBattle['ship']>; two: ReturnType<TestBattle['ship']> } => {
  const battle = TestBattle.duel();
  return { battle, one: battle.ship(ONE), two: battle.ship(TWO) };
};

describe('shields', () => {
  it('are six: what comes from a side meets the shield of that side, as the ship is turned', () => {
    const { two } = pair();
    Object.assign(two, { qx: 0, qy: 0, qz: 0, qw: 1 });
    const directions = [
      [0, 0, 1],
      [0, 0, -1],
      [1, 0, 0],
      [-1, 0, 0],
      [0, 1, 0],
      [0, -1, 0],
    ] as const;
    expect(directions.map(([x, y, z]) => facingOf(two, x, y, z))).toEqual([...FACINGS]);
    Object.assign(two, { qy: 0.7071, qw: 0.7071 });
    // Turned a quarter to port: what was ahead in the world is now to starboard.
    expect(facingOf(two, 0, 0, 1)).toBe('starboard');
  });

  it('take what they can, the hull the rest; others are untouched', () => {
    const { battle, one, two } = pair();
    battle.put(two, { fore: 10 });
    battle.run([shoot(one, 0, two.id, 0.1)], 5);
    const [hit] = battle.all('hit') as { shield: number; hull: number }[];
    expect(hit?.shield).toBe(10);
    expect(two.hull).toBeCloseTo(classOf.destroyer.hull - (hit?.hull ?? 0), -1);
    expect(two.fore).toBe(0);
    expect(two.aft).toBe(classOf.destroyer.shield);
    expect(battle.all('shieldDown')).toEqual([{ ship: two.number, facing: 'fore' }]);
  });

  it('grow again up to their whole strength, not without a generator', () => {
    const { battle, two } = pair();
    battle.put(two, { fore: 5, aft: 39.9 });
    battle.run([]);
    expect(two.fore).toBeGreaterThan(15);
    expect(two.fore).toBeLessThan(20);
    expect(two.aft).toBe(classOf.destroyer.shield);
    battle.put(two, { fore: 5, shields: 0 });
    battle.run([], TURN_TICKS - 1);
    expect(two.fore).toBe(5);
  });
});

describe('a subsystem', () => {
  it('that is hit until nothing is left is told, and with the generator all shields are gone', () => {
    const { battle, one, two } = pair();
    let told: unknown[] = [];
    for (let turn = 0; turn < 6 && told.length === 0; turn++) {
      battle.put(two, { fore: 0, hull: 140, shields: Math.min(two.shields, 0.1) });
      const shot = shoot(one, 0, two.id, 0.1);
      battle.run([{ ...shot, args: { ...shot.args, subsystem: 'shields' } } as never]);
      told = battle.all('subsystemDown').filter(({ subsystem }) => subsystem === 'shields');
      if (told.length > 0) expect([two.aft, two.port, two.dorsal]).toEqual([0, 0, 0]);
    }
    expect(told).toEqual([{ ship: two.number, subsystem: 'shields' }]);
  });

  it('is repaired a little at the end of each turn', () => {
    const { battle, two } = pair();
    for (const subsystem of SUBSYSTEMS) two[subsystem] = 0.5;
    two.warp = 1 - REPAIR.perTurn / 2;
    battle.run([]);
    expect(two.sensors).toBeCloseTo(0.5 + REPAIR.perTurn, 5);
    expect(two.warp).toBe(1);
  });
});
