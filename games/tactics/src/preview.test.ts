import { describe, expect, it } from 'vitest';
import { TURN_TICKS } from './balance.ts';
import { drift, fireWindows, previewMove } from './preview.ts';
import { move, ONE, shoot, TestBattle, TWO } from './test-battle.ts';
import type { ArgsOf } from './state.ts';

describe('fire windows', () => {
  const scene = () => {
    const battle = TestBattle.duel();
    const [one, two] = [battle.ship(ONE), battle.ship(TWO)];
    // The lance points away from the target and comes around within the turn.
    battle.put(one, { qx: 0, qy: 1, qz: 0, qw: 0 });
    const orders = move(one, 'Turn');
    const own = previewMove(battle.view(ONE), orders[0]?.args as ArgsOf<'MovementPlanned'>);
    return { battle, one, two, orders, own };
  };

  it('open when the weapon bears: a shot ordered for then is fired then', () => {
    const { battle, one, two, orders, own } = scene();
    const windows = fireWindows(battle.view(ONE), one, 0, own, drift(two));
    expect(windows).toHaveLength(1);
    const [{ from, to }] = windows as [{ from: number; to: number }];
    expect(from).toBeGreaterThan(60);
    expect(to).toBe(TURN_TICKS);
    battle.turn([...orders, shoot(one, 0, two.id, (from - 20) / 30)]);
    expect(battle.events.find(({ name }) => name === 'fired')?.tick).toBe(from);
  });

  it('close behind a rock and beyond the range', () => {
    const { battle, one, own } = scene();
    // A target that flies behind a rock, and out of range.
    const target = drift({ x: -120, y: 0, z: 200, vx: 0.8, vy: 0, vz: 0.2 });
    const clear = fireWindows(battle.view(ONE), one, 4, own, target);
    expect(clear).toEqual([]);
    const before = fireWindows(battle.view(ONE), one, 0, own, target);
    battle.state.rocks.add({ x: 30, y: 0, z: 122, radius: 6 });
    const after = fireWindows(battle.view(ONE), one, 0, own, target);
    expect(before).toHaveLength(1);
    expect(after).toHaveLength(2);
  });

  it('are none for a weapon that the ship does not have', () => {
    const { battle, one, two, own } = scene();
    expect(fireWindows(battle.view(ONE), one, 9, own, drift(two))).toEqual([]);
  });
});

describe('drift', () => {
  it('goes straight on, at points as far apart as asked', () => {
    const path = drift({ x: 1, y: 2, z: 3, vx: 0.5, vy: 0, vz: -1 }, 100);
    expect(path.map(({ tick, x, z }) => [tick, x, z])).toEqual([
      [0, 1, 3],
      [100, 51, -97],
      [200, 101, -197],
      [300, 151, -297],
    ]);
  });
});
