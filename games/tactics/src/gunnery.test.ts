import { describe, expect, it } from 'vitest';
import { GUNNERY, TURN_TICKS } from './balance.ts';
import { classOf, weaponOf } from './classes.ts';
import { move, ONE, shoot, TestBattle, TWO } from './test-battle.ts';
import type { Ship } from './state.ts';

const CRUISER = { lance: 0, port: 1, torpedo: 3 };
const DESTROYER = { port: 0, torpedo: 2 };

/** A cruiser at the middle, a destroyer 100 units before its nose, facing each other. */
function duel(seed = 1): { battle: TestBattle; one: Ship; two: Ship } {
  const battle = TestBattle.duel({ seed });
  const one = battle.ship(ONE);
  const two = battle.ship(TWO);
  expect([one.kind, two.kind]).toEqual(['cruiser', 'destroyer']);
  return { battle, one, two };
}

const firedAt = (battle: TestBattle, weapon: string): number[] =>
  battle.events
    .filter(({ name, data }) => name === 'fired' && (data as { weapon: string }).weapon === weapon)
    .map(({ tick }) => tick);

describe('a shot', () => {
  it('is fired at the tick that its time names', () => {
    const { battle, one, two } = duel();
    battle.turn([shoot(one, CRUISER.lance, two.id, 2.5)]);
    expect(firedAt(battle, 'lance')).toEqual([75]);
  });

  it('waits for its target to come into arc, and is given up after a while', () => {
    const turning = duel();
    turning.battle.put(turning.one, { qx: 0, qy: 0.2588, qz: 0, qw: 0.9659 });
    turning.battle.turn([...move(turning.one, 'Turn'), shoot(turning.one, CRUISER.lance, turning.two.id, 0)]);
    const [tick = 0] = firedAt(turning.battle, 'lance');
    expect(tick).toBeGreaterThan(1);
    expect(tick).toBeLessThan(GUNNERY.patienceTicks);

    const turned = duel();
    turned.battle.put(turned.one, { qx: 0, qy: 0.2588, qz: 0, qw: 0.9659 });
    turned.battle.turn([shoot(turned.one, CRUISER.lance, turned.two.id, 0)]);
    expect(firedAt(turned.battle, 'lance')).toEqual([]);
    expect(turned.battle.all('held')).toEqual([
      { ship: turned.one.number, index: CRUISER.lance, reason: 'out-of-arc' },
    ]);
  });

  it('is not fired through a rock', () => {
    const { battle, one, two } = duel();
    battle.state.rocks.add({ x: 0, y: 0, z: 50, radius: 10 });
    battle.turn([shoot(one, CRUISER.lance, two.id)]);
    expect(battle.all('held')[0]).toMatchObject({ reason: expect.stringMatching(/blocked|hidden/) });
    expect(two.hull).toBe(classOf.destroyer.hull);
  });

  it('is not fired at what its side does not see, nor at what is gone', () => {
    const hidden = duel();
    hidden.battle.put(hidden.two, { z: 300 });
    for (const mark of hidden.battle.state.spotting) mark.teams = 3;
    hidden.one.sensors = 0;
    hidden.battle.turn([shoot(hidden.one, CRUISER.lance, hidden.two.id, 1)]);
    expect(hidden.battle.all('held')[0]).toMatchObject({ reason: 'hidden' });

    const gone = duel();
    gone.battle.run([shoot(gone.one, CRUISER.lance, gone.two.id, 5)], 30);
    gone.two.status = 'destroyed';
    gone.battle.run([], TURN_TICKS - 30);
    expect(gone.battle.all('held')[0]).toMatchObject({ reason: 'target-gone' });
  });

  it('is not fired without weapon control, nor while the ship charges for a jump', () => {
    const { battle, one, two } = duel();
    battle.run([shoot(one, CRUISER.lance, two.id, 1)], 1);
    one.weapons = 0;
    battle.run([], TURN_TICKS - 1);
    expect(battle.all('held')[0]).toMatchObject({ reason: 'weapons-down' });

    const charging = duel();
    charging.battle.run([
      ...move(charging.one, 'Warp', { x: 0, y: 90, z: 200 }),
      shoot(charging.one, CRUISER.lance, charging.two.id, 0.1),
    ]);
    expect(charging.battle.outcomes[2]).toMatchObject({ status: 'applied' });
    expect(firedAt(charging.battle, 'lance')).toEqual([]);
    expect(charging.battle.all('held')[0]).toMatchObject({ reason: 'charging' });
  });

  it('goes where no room for it is left only when there is: a full sky holds it', () => {
    const { battle, one, two } = duel();
    while (!battle.state.projectiles.full)
      battle.state.projectiles.add({ z: 500, y: 400, diesAt: 9999, weapon: 'cannon' });
    battle.turn([shoot(two, DESTROYER.port, one.id)]);
    expect(battle.all('held')[0]).toMatchObject({ ship: two.number, reason: 'full' });
  });

  it('makes the weapon cool down, and a torpedo costs a round', () => {
    const { battle, one, two } = duel();
    battle.turn([shoot(one, CRUISER.lance, two.id, 5), shoot(one, CRUISER.torpedo, two.id, 1)]);
    expect(battle.mount(one, CRUISER.lance).ready).toBe(150 + weaponOf.lance.cooldownTicks);
    expect(battle.mount(one, CRUISER.torpedo).rounds).toBe(weaponOf.torpedo.ammunition - 1);
    battle.turn([shoot(one, CRUISER.lance, two.id, 0.5)]);
    expect(battle.outcomes[0]).toMatchObject({ reason: 'cooling' });
  });

  it('several shots of one weapon come one after the other, whatever the sequence of their orders', () => {
    const { battle, one, two } = duel();
    battle.put(one, { qx: 0, qy: -0.7071, qz: 0, qw: 0.7071 });
    two.hull = 1000;
    battle.run([
      shoot(one, CRUISER.port, two.id, 6),
      shoot(one, CRUISER.port, two.id, 0.5),
      shoot(one, CRUISER.port, two.id, 3),
    ]);
    expect(firedAt(battle, 'laser')).toEqual([15, 90, 180]);
  });
});

describe('a beam', () => {
  it('hits at once; from behind it meets another shield', () => {
    const { battle, one, two } = duel();
    battle.turn([shoot(one, CRUISER.lance, two.id)]);
    expect(battle.all('hit')[0]).toMatchObject({ facing: 'fore', weapon: 'lance', victim: two.number, by: one.number });
    const behind = duel();
    behind.battle.put(behind.two, { qx: 0, qy: 0, qz: 0, qw: 1 });
    behind.battle.turn([shoot(behind.one, CRUISER.lance, behind.two.id)]);
    expect(behind.battle.all('hit')[0]).toMatchObject({ facing: 'aft' });
  });

  it('misses evading ships more often, and tells so', () => {
    const hits = (evades: boolean): number => {
      let count = 0;
      for (let seed = 1; seed <= 16; seed++) {
        const { battle, one, two } = duel(seed);
        battle.put(two, { z: 200 });
        if (evades) battle.plan(two).mode = 'Evasive';
        battle.run([shoot(one, CRUISER.lance, two.id)], 3);
        count += battle.all('hit').length;
        expect(battle.all('hit').length + battle.all('nearMiss').length).toBe(1);
      }
      return count;
    };
    expect(hits(false)).toBeGreaterThan(hits(true) + 2);
  });

  it('does more with power and less with damaged weapon control', () => {
    const damage = (prepare: (battle: TestBattle, one: Ship) => void): number => {
      const { battle, one, two } = duel();
      prepare(battle, one);
      battle.run([shoot(one, CRUISER.lance, two.id)], 3);
      const { shield = 0, hull = 0 } = battle.all('hit')[0] as { shield?: number; hull?: number };
      return shield + hull;
    };
    const usual = damage(() => undefined);
    expect(
      damage((battle, one) => Object.assign(battle.plan(one), { engines: 0, guns: 16, screens: 0, scanners: 0 })),
    ).toBeGreaterThan(usual);
    expect(damage((_, one) => Object.assign(one, { weapons: 0.2 }))).toBeLessThan(usual);
    expect(usual).toBeGreaterThan(30);
  });
});

describe('a slug', () => {
  it('takes its time and leads a moving target', () => {
    const { battle, one, two } = duel();
    battle.put(one, { x: 0, vx: 0.3 });
    Object.assign(battle.plan(one), { mode: 'MoveAndTurn', tx: 400, ty: 0, tz: 0, rx: 0, ry: 0, rz: 0, rw: 1 });
    battle.turn([shoot(two, DESTROYER.port, one.id, 1)]);
    const hit = battle.events.find(({ name }) => name === 'hit');
    expect(hit?.tick).toBeGreaterThan(30 + 20);
    expect(hit?.data).toMatchObject({ weapon: 'cannon', victim: one.number });
  });

  it('ends on a rock that comes between, and passes a ship that turned away', () => {
    const { battle, one, two } = duel();
    battle.run([shoot(two, DESTROYER.port, one.id, 0.1)], 10);
    battle.state.rocks.add({ x: 0, y: 0, z: 30, radius: 12 });
    battle.run([], TURN_TICKS - 10);
    expect(battle.all('struck')).toHaveLength(1);
    expect(battle.all('hit')).toEqual([]);

    const passing = duel();
    passing.battle.run([shoot(passing.two, DESTROYER.port, passing.one.id, 0.1)], 10);
    passing.battle.put(passing.one, { x: -12.5 });
    passing.battle.run([], TURN_TICKS - 10);
    expect(passing.battle.all('nearMiss')).toMatchObject([{ victim: passing.one.number, weapon: 'cannon' }]);
  });

  it('flies through its own side', () => {
    const { battle, one, two } = duel();
    const friend = [...battle.state.ships].find((ship) => ship.team === two.team && ship !== two)!;
    battle.put(friend, { status: 'active', x: 0, y: 0, z: 60 });
    battle.turn([shoot(two, DESTROYER.port, one.id)]);
    expect(battle.all('hit').every(({ victim }) => victim === one.number)).toBe(true);
  });
});

describe('a torpedo', () => {
  it('follows its target, also into the next turn', () => {
    const { battle, one, two } = duel();
    battle.put(two, { z: 250 });
    for (const mount of battle.state.mounts) if (mount.weapon === 'point') mount.ready = 9999;
    battle.turn([...move(two, 'Move', { x: 150, y: 30, z: 280 }), shoot(one, CRUISER.torpedo, two.id, 6)]);
    expect(battle.state.projectiles.size).toBe(1);
    battle.turn([]);
    expect(battle.all('hit')).toMatchObject([{ victim: two.number, weapon: 'torpedo' }]);
    expect(battle.state.projectiles.size).toBe(0);
  });

  it('burns out, and flies on straight when its target is gone', () => {
    const { battle, one, two } = duel();
    battle.put(two, { z: 250 });
    battle.run([shoot(one, CRUISER.torpedo, two.id)], 20);
    two.status = 'destroyed';
    battle.put(two, { x: 200 });
    battle.run([], TURN_TICKS - 20);
    const [torpedo] = battle.state.projectiles;
    expect(torpedo?.x).toBeCloseTo(0, 1);
    battle.state.battle.phase = 'planning';
    battle.run([], weaponOf.torpedo.lifeTicks);
    expect(battle.state.projectiles.size).toBe(0);
  });

  it('can be shot down by point defence that works', () => {
    const arrivals = (working: boolean): number => {
      let count = 0;
      for (let seed = 1; seed <= 8; seed++) {
        const { battle, one, two } = duel(seed);
        battle.put(two, { z: 200 });
        if (!working) two.weapons = 0;
        battle.turn([shoot(one, CRUISER.torpedo, two.id)]);
        count += battle.all('hit').length;
        expect(battle.all('hit').length + battle.all('intercepted').length).toBe(1);
      }
      return count;
    };
    expect(arrivals(false)).toBe(8);
    expect(arrivals(true)).toBeLessThan(7);
  });
});

describe('ships that fire at the same time', () => {
  it('both hit, also when the first shot was enough', () => {
    const { battle, one, two } = duel(3);
    for (const ship of [one, two]) battle.put(ship, { hull: 1, fore: 0, port: 0, starboard: 0 });
    battle.put(one, { qx: 0, qy: 0.7071, qz: 0, qw: 0.7071 });
    battle.put(two, { kind: 'cruiser', qx: 0, qy: 0.7071, qz: 0, qw: 0.7071 });
    battle.state.mounts.add({ ship: two.id, team: 2, index: 1, weapon: 'laser' });
    for (const mount of battle.state.mounts) {
      const enemy = mount.ship === one.id ? two : one;
      if (mount.weapon !== 'laser' || (mount.ship !== one.id && mount.ship !== two.id)) continue;
      Object.assign(mount, { fireAt: 2, times: [2], targets: [enemy.number], aims: ['hull'] });
    }
    battle.run([], 4);
    expect(new Set(battle.all('destroyed').map(({ ship }) => ship))).toEqual(new Set([one.number, two.number]));
  });
});
