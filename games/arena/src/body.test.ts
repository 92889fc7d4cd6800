import { describe, expect, test } from 'vitest';
import { BOOST, HALF_HEIGHT, HALF_WIDTH, SHIP } from './balance.ts';
import { ONE, TestMatch, TWO } from './test-match.ts';

const speedOf = ({ vx, vy }: { vx: number; vy: number }) => Math.hypot(vx, vy);

/** Seat 1's ship in the middle of an empty arena. */
function alone(fields: Parameters<TestMatch['put']>[1] = {}) {
  const match = TestMatch.inPlay();
  const ship = match.put(ONE, { x: 0, y: 0, heading: 0, ...fields });
  return { match, ship };
}

describe('inertia', () => {
  test('a coasting ship keeps its course, and nearly its speed, whatever its heading', () => {
    const { match, ship } = alone({ x: -60, y: -40, vx: 0.8, vy: 0.4, heading: 3 });
    match.run(30);
    expect(speedOf(ship)).toBeGreaterThan(0.88 * Math.hypot(0.8, 0.4));
    expect(ship.vy / ship.vx).toBeCloseTo(0.5, 2);
    expect(ship.x).toBeCloseTo(-60 + 0.8 * 30 * 0.94, 0);
  });

  test('turning while coasting does not change the course', () => {
    const { match, ship } = alone({ vx: 0.5, vy: 0 });
    match.hold(ONE, { turn: 1 });
    match.run(20);
    expect(ship.vy).toBe(0);
    expect(ship.heading).toBeGreaterThan(2);
  });

  test('thrust pushes along the heading and never beyond top speed', () => {
    const { match, ship } = alone({ x: -90, heading: 0 });
    match.hold(ONE, { thrust: 1 });
    match.run(20);
    expect(ship.vx).toBeCloseTo(20 * SHIP.acceleration, 1);
    match.run(60);
    expect(speedOf(ship)).toBeLessThanOrEqual(SHIP.maxSpeed + 0.001);
    expect(speedOf(ship)).toBeGreaterThan(SHIP.maxSpeed * 0.98);
  });

  test('half thrust pushes half as hard', () => {
    const { match, ship } = alone();
    match.hold(ONE, { thrust: 0.5 });
    match.run(10);
    expect(ship.vx).toBeCloseTo(5 * SHIP.acceleration, 2);
  });

  test('the brake brings a ship to a full stop', () => {
    const { match, ship } = alone({ vx: 1, vy: -0.5 });
    match.hold(ONE, { brake: true });
    match.run(90);
    expect([ship.vx, ship.vy, ship.engine]).toEqual([0, 0, 0]);
  });

  test('a boost exceeds top speed for a while, then the ship is back below it', () => {
    const { match, ship } = alone({ x: -90, y: 20, vx: SHIP.maxSpeed });
    expect(match.order(ONE, 'boost').status).toBe('applied');
    expect(ship.vx).toBeGreaterThan(SHIP.maxSpeed + BOOST.impulse * 0.9);
    ship.x = -90;
    match.run(60);
    expect(ship.vx).toBeLessThan(SHIP.maxSpeed + 0.1);
  });
});

describe('turning', () => {
  test('a tap turns less than a hold: spin builds up', () => {
    const { match, ship } = alone();
    match.hold(ONE, { turn: 1 });
    match.run(1);
    expect(ship.heading).toBeCloseTo(SHIP.spinUp, 2);
    match.run(9);
    expect(ship.spin).toBeCloseTo(SHIP.maxSpin, 2);
  });

  test.each([0.3, 1.5, 3.1, 4.7, 6])('an aimed stick reaches heading %f without swinging past it', (heading) => {
    const { match, ship } = alone();
    match.hold(ONE, { aimed: true, heading });
    const side = heading > Math.PI ? -1 : 1;
    for (let i = 0; i < 60; i++) {
      match.run(1);
      const left = (((((heading - ship.heading) * side) % (2 * Math.PI)) + 3 * Math.PI) % (2 * Math.PI)) - Math.PI;
      expect(left).toBeGreaterThan(-0.02);
    }
    expect(Math.cos(ship.heading - heading)).toBeGreaterThan(0.9999);
  });
});

describe('walls and rocks', () => {
  test('a ship bounces off each wall and stays inside', () => {
    for (const [vx, vy] of [
      [1.2, 0],
      [-1.2, 0],
      [0, 1.2],
      [0, -1.2],
    ] as const) {
      const { match, ship } = alone({ x: vx * 75, y: vy * 46, vx, vy });
      match.run(30);
      expect(Math.sign(ship.vx)).toBe(-Math.sign(vx) + 0);
      expect(Math.sign(ship.vy)).toBe(-Math.sign(vy) + 0);
      expect(Math.abs(ship.x)).toBeLessThanOrEqual(HALF_WIDTH - SHIP.radius);
      expect(Math.abs(ship.y)).toBeLessThanOrEqual(HALF_HEIGHT - SHIP.radius);
    }
  });

  test('a ship bounces off a rock, loses speed and shield but no hull', () => {
    const { match, ship } = alone({ x: -20, vx: 1.2 });
    match.state.rocks.add({ x: 0, y: 0, radius: 8 });
    match.run(12);
    expect(ship.vx).toBeLessThan(0);
    expect(ship.vx).toBeGreaterThan(-1.2 * SHIP.bounce - 0.01);
    expect(ship.shield).toBeLessThan(SHIP.shield);
    expect(ship.hull).toBe(SHIP.hull);
    expect(match.all('bounced')).toHaveLength(1);
  });

  test('a slow touch costs nothing', () => {
    const { match, ship } = alone({ x: -12, vx: 0.3, shield: 20, hurtAt: 1 });
    match.state.rocks.add({ x: 0, y: 0, radius: 8 });
    match.run(12);
    expect(ship.vx).toBeLessThan(0);
    expect(ship.shield).toBe(20);
    expect(match.all('bounced')).toEqual([]);
  });

  test('a ship that is parting from a rock or a ship already keeps its velocity', () => {
    const { match, ship } = alone({ x: 9, vx: 1 });
    match.state.rocks.add({ x: 0, y: 0, radius: 8 });
    match.run(1);
    expect(ship.vx).toBeGreaterThan(0.98);
    match.state.rocks.clear();
    match.put(TWO, { x: ship.x + 2, y: 0, vx: 1.2 });
    match.run(1);
    expect(ship.vx).toBeGreaterThan(0.98);
    expect(match.ship(TWO).vx).toBeGreaterThan(1.18);
  });

  test('a drifting rock pushes a resting ship along', () => {
    const { match, ship } = alone({ x: 30, y: 0 });
    match.state.rocks.add({ x: 0, y: 0, radius: 5, orbit: 30, phase: 2 * Math.PI - 0.4, rate: 0.01 });
    match.run(60);
    expect(ship.vy).toBeGreaterThan(0.1);
  });

  test('two ships that meet push each other apart', () => {
    const { match } = alone({ x: -4, vx: 0.6 });
    match.put(TWO, { x: 4, y: 0, vx: -0.6 });
    match.run(15);
    expect(match.ship(ONE).vx).toBeLessThan(0);
    expect(match.ship(TWO).vx).toBeGreaterThan(0);
    expect(match.ship(TWO).x - match.ship(ONE).x).toBeGreaterThanOrEqual(2 * SHIP.radius - 0.01);
  });
});
