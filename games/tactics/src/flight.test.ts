import { describe, expect, it } from 'vitest';
import { TURN_TICKS, WARP } from './balance.ts';
import { classOf } from './classes.ts';
import { distance, toWorld } from './geometry.ts';
import { firstRock, previewMove, previewStanding } from './preview.ts';
import { move, ONE, TestBattle } from './test-battle.ts';
import type { ArgsOf, MovementMode, Ship } from './state.ts';

const HALF_TURN = { x: 0, y: 1, z: 0, w: 0 };
const QUARTER = { x: 0, y: 0.7071, z: 0, w: 0.7071 };
const speedOf = ({ vx, vy, vz }: Ship): number => Math.sqrt(vx * vx + vy * vy + vz * vz) * 30;
const noseOf = (ship: Ship) => toWorld(ship, 0, 0, 1, { x: 0, y: 0, z: 0 });
const planned = (orders: ReturnType<typeof move>) => orders[0]?.args as ArgsOf<'MovementPlanned'>;

/** A frigate alone in empty space. */
function alone(): { battle: TestBattle; ship: Ship } {
  const battle = TestBattle.duel();
  const ship = battle.ship(ONE, 'frigate');
  for (const other of battle.state.ships) if (other.owner === ONE) other.status = 'escaped';
  battle.put(ship, { status: 'active', x: 0, y: 0, z: 0, qx: 0, qy: 0, qz: 0, qw: 1 });
  for (const other of battle.state.ships) if (other.owner !== ONE) battle.put(other, { x: -300, y: 200, z: 200 });
  return { battle, ship };
}

describe('a ship', () => {
  it('told to move arrives at its place and rests there', () => {
    const { battle, ship } = alone();
    const goal = { x: 60, y: -20, z: 70 };
    battle.turn(move(ship, 'Move', goal));
    expect(distance(ship, goal)).toBeLessThan(0.1);
    expect(speedOf(ship)).toBeLessThan(0.2);
    const nose = noseOf(ship);
    expect((nose.x * 60 - nose.y * 20 + nose.z * 70) / Math.sqrt(60 * 60 + 400 + 4900)).toBeGreaterThan(0.99);
  });

  it('keeps flying to a far place in the turns after, at its top speed and never above', () => {
    const { battle, ship } = alone();
    battle.turn(move(ship, 'Move', { x: 0, y: 0, z: 500 }));
    const after = ship.z;
    expect(speedOf(ship)).toBeGreaterThan(classOf.frigate.speed * 0.95);
    expect(speedOf(ship)).toBeLessThanOrEqual(classOf.frigate.speed * 1.26);
    battle.turn([]);
    expect(ship.z - after).toBeGreaterThan(classOf.frigate.speed * 9);
  });

  it('told to hold brakes to rest and keeps its nose where it is', () => {
    const { battle, ship } = alone();
    battle.put(ship, { vx: 0.5, vz: 0.2 });
    battle.turn(move(ship, 'Hold', { x: 0, y: 0, z: 0 }, HALF_TURN));
    expect(speedOf(ship)).toBe(0);
    expect(noseOf(ship).z).toBeCloseTo(1, 5);
    expect(ship.x).toBeGreaterThan(5);
  });

  it('told to turn turns on the spot', () => {
    const { battle, ship } = alone();
    battle.turn(move(ship, 'Turn', { x: 90, y: 90, z: 90 }, HALF_TURN));
    expect(noseOf(ship).z).toBeCloseTo(-1, 4);
    expect(distance(ship, { x: 0, y: 0, z: 0 })).toBeLessThan(0.01);
  });

  it('told to move and turn does both, slower sideways than straight on', () => {
    const straight = alone();
    straight.battle.turn(move(straight.ship, 'Move', { x: 0, y: 0, z: 300 }));
    const { battle, ship } = alone();
    battle.turn(move(ship, 'MoveAndTurn', { x: 0, y: 0, z: 300 }, QUARTER));
    expect(noseOf(ship).x).toBeCloseTo(1, 2);
    expect(ship.z).toBeGreaterThan(60);
    expect(ship.z).toBeLessThan(straight.ship.z * 0.8);
  });

  it('told to evade weaves about its way', () => {
    const { battle, ship } = alone();
    const path = previewMove(battle.view(ONE), planned(move(ship, 'Evasive', { x: 0, y: 0, z: 300 })));
    const aside = path.map(({ x }) => x);
    expect(Math.max(...aside) - Math.min(...aside)).toBeGreaterThan(6);
    battle.turn(move(ship, 'Evasive', { x: 0, y: 0, z: 300 }));
    expect(ship.z).toBeGreaterThan(40);
  });

  it('without an impulse engine drifts to rest and turns by thrusters only', () => {
    const { battle, ship } = alone();
    battle.plan(ship).mode = 'Move';
    battle.plan(ship).tz = 400;
    battle.put(ship, { impulse: 0, vz: 0.5 });
    battle.turn([]);
    expect(speedOf(ship)).toBe(0);
    expect(ship.z).toBeLessThan(120);
  });

  it('jumps when it has charged, for fuel, and can not again soon', () => {
    const { battle, ship } = alone();
    const goal = { x: 100, y: 50, z: 300 };
    battle.run(move(ship, 'Warp', goal), TURN_TICKS);
    expect(distance(ship, goal)).toBeLessThan(0.01);
    expect(battle.all('jumped')).toHaveLength(1);
    expect(battle.events.find(({ name }) => name === 'jumped')?.tick).toBe(WARP.chargeTicks);
    expect(battle.plan(ship).jumps).toBe(classOf.frigate.jumps - 1);
    battle.turn(move(ship, 'Warp', { x: 0, y: 0, z: 0 }));
    expect(battle.outcomes[0]).toMatchObject({ reason: 'warp-cooling' });
  });

  it('stays when its warp engine is shot to pieces while it charges', () => {
    const { battle, ship } = alone();
    battle.run([], 0);
    battle.run(move(ship, 'Warp', { x: 0, y: 0, z: 300 }), 60);
    ship.warp = 0;
    battle.run([], TURN_TICKS - 60);
    expect(battle.all('jumpFailed')).toEqual([{ ship: ship.number }]);
    expect(ship.z).toBeLessThan(1);
    expect(battle.plan(ship)).toMatchObject({ mode: 'Hold', jumps: classOf.frigate.jumps });
  });

  it('that flies over the edge has left the battle', () => {
    const { battle, ship } = alone();
    battle.put(ship, { z: battle.state.battle.radius - 20 });
    battle.turn(move(ship, 'Move', { x: 0, y: 0, z: battle.state.battle.radius + 100 }));
    expect(ship.status).toBe('escaped');
    expect(battle.all('escaped')).toMatchObject([{ ship: ship.number, how: 'fled' }]);
  });
});

describe('a preview', () => {
  const modes: MovementMode[] = ['Hold', 'Move', 'Turn', 'MoveAndTurn', 'Evasive', 'Warp'];
  for (const mode of modes)
    it(`of ${mode} is the flight itself, to the last bit, at every tick`, () => {
      const { battle, ship } = alone();
      battle.put(ship, { vx: 0.1, vy: -0.2, vz: 0.3, impulse: 0.7, reactor: 0.4 });
      const orders = move(ship, mode, { x: 81, y: 33, z: 145 }, { x: 0.3, y: 0.6, z: -0.2, w: 0.7 });
      const path = previewMove(battle.view(ONE), planned(orders));
      expect(path).toHaveLength(TURN_TICKS + 1);
      for (let tick = 1; tick <= TURN_TICKS; tick++) {
        battle.run(tick === 1 ? orders : [], 1);
        const { x, y, z, qx, qy, qz, qw } = ship;
        expect(path[tick]).toEqual({ tick, x, y, z, qx, qy, qz, qw });
      }
    });

  it('of nothing ordered goes on as the ship does', () => {
    const { battle, ship } = alone();
    battle.turn(move(ship, 'Move', { x: 0, y: 0, z: 500 }));
    const path = previewStanding(battle.view(ONE), ship.id);
    battle.turn([]);
    expect(path[TURN_TICKS]).toMatchObject({ x: ship.x, y: ship.y, z: ship.z });
  });

  it('has fewer points when asked to, the last of the turn always among them', () => {
    const { battle, ship } = alone();
    const args = planned(move(ship, 'Move', { x: 0, y: 0, z: 200 }));
    const whole = previewMove(battle.view(ONE), args);
    const few = previewMove(battle.view(ONE), args, { every: 70 });
    expect(few.map(({ tick }) => tick)).toEqual([0, 70, 140, 210, 280, 300]);
    expect(few[2]).toEqual(whole[140]);
  });

  it('knows power that is planned in the same sheet', () => {
    const { battle, ship } = alone();
    const args = planned(move(ship, 'Move', { x: 0, y: 0, z: 400 }));
    const full = { engines: 10, guns: 0, screens: 0, scanners: 0 };
    const path = previewMove(battle.view(ONE), args, { power: full });
    battle.turn([
      { seat: ONE, name: 'PowerAllocated', args: { ship: ship.id, ...full } },
      ...move(ship, 'Move', { x: 0, y: 0, z: 400 }),
    ]);
    expect(path[TURN_TICKS]).toMatchObject({ x: ship.x, z: ship.z });
  });

  it('warns of rocks in the way', () => {
    const { battle, ship } = alone();
    battle.state.rocks.add({ x: 0, y: 0, z: 90, radius: 20 });
    const through = previewMove(battle.view(ONE), planned(move(ship, 'Move', { x: 0, y: 0, z: 160 })));
    const beside = previewMove(battle.view(ONE), planned(move(ship, 'Move', { x: 160, y: 0, z: 0 })));
    expect(firstRock(battle.view(ONE), ship, through)).toBeGreaterThan(30);
    expect(firstRock(battle.view(ONE), ship, beside)).toBeUndefined();
  });

  it('of a ship that the view does not command is empty', () => {
    const { battle } = alone();
    const other = battle.ship(2 as never);
    expect(previewMove(battle.view(ONE), planned(move(other, 'Hold')))).toEqual([]);
    expect(previewStanding(battle.view(ONE), other.id)).toEqual([]);
  });
});

describe('collisions', () => {
  it('a ship that flies into a rock stops at its surface and pays for its speed', () => {
    const { battle, ship } = alone();
    battle.state.rocks.add({ x: 0, y: 0, z: 90, radius: 20 });
    battle.turn(move(ship, 'Move', { x: 0, y: 0, z: 200 }));
    expect(distance(ship, { x: 0, y: 0, z: 90 })).toBeGreaterThanOrEqual(20 + classOf.frigate.radius - 0.01);
    expect(ship.hull).toBeLessThan(classOf.frigate.hull);
    expect(battle.all('collided')[0]).toMatchObject({ ship: ship.number, other: 0 });
  });

  it('a ship that touches a rock slowly takes no harm', () => {
    const { battle, ship } = alone();
    battle.state.rocks.add({ x: 0, y: 0, z: 26, radius: 20 });
    battle.put(ship, { vz: 0.1 });
    battle.turn([]);
    expect(ship.hull).toBe(classOf.frigate.hull);
  });

  it('two ships that meet head on are both hurt and come apart', () => {
    const { battle, ship } = alone();
    const other = battle.ship(2 as never);
    battle.put(ship, { vz: 0.6 });
    battle.put(other, { x: 0, y: 0, z: 30, vz: -0.5 });
    battle.turn([]);
    const apart = classOf[ship.kind].radius + classOf[other.kind].radius;
    expect(distance(ship, other)).toBeGreaterThanOrEqual(apart - 0.01);
    expect(battle.all('collided').map(({ ship: number }) => number)).toEqual([ship.number, other.number]);
    expect(ship.hull).toBeLessThan(classOf[ship.kind].hull);
    expect(other.hull).toBeLessThan(classOf[other.kind].hull);
  });
});
