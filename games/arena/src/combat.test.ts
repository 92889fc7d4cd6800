import { describe, expect, test } from 'vitest';
import { BEAM, BOOST, MAX_SHOTS, PICKUP, SCORE, SHIP, SHOT } from './balance.ts';
import { ONE, THREE, TWO, TestMatch } from './test-match.ts';

/** Seat 1 at the left, facing seat 2 at the given distance. */
function duel(distance: number) {
  const match = TestMatch.inPlay({ seats: [ONE, TWO, THREE] });
  match.put(ONE, { x: -40, y: 0, heading: 0 });
  match.put(TWO, { x: -40 + distance, y: 0, heading: 0 });
  match.put(THREE, { x: 80, y: 50, heading: 0 });
  return match;
}

/** One shot of seat 1. */
function shoot(match: TestMatch): void {
  match.hold(ONE, { fire: true });
  match.run(1);
  match.hold(ONE, {});
}

/** One discharge of seat 1's beam. */
function zap(match: TestMatch, lagTicks = 0): void {
  match.hold(ONE, { beam: true }, lagTicks);
  match.run(BEAM.charge);
  match.hold(ONE, {});
}

describe('shots', () => {
  test('take time to arrive', () => {
    const match = duel(40);
    shoot(match);
    match.run(13);
    expect(match.all('hit')).toEqual([]);
    match.run(3);
    expect(match.all('hit')).toMatchObject([{ victim: TWO, by: ONE, weapon: 'shot', shield: true }]);
    expect(match.ship(TWO).shield).toBe(SHIP.shield - SHOT.damage);
    expect(match.state.shots.size).toBe(0);
  });

  test('inherit the velocity of the ship that fires', () => {
    const match = duel(40);
    match.put(ONE, { vy: 1 });
    shoot(match);
    const [shot] = match.state.shots;
    expect(shot!.vy).toBeCloseTo(1, 1);
    expect(shot!.vx).toBeCloseTo(SHOT.speed, 2);
  });

  test('never hit their own ship', () => {
    const match = duel(60);
    match.put(ONE, { x: 0, y: 30, vx: 0 });
    match.state.shots.add({ by: ONE, x: -10, y: 30, vx: 2, vy: 0, born: match.machine.tick });
    match.run(20);
    expect(match.all('hit')).toEqual([]);
    expect(match.ship(ONE).shield).toBe(SHIP.shield);
  });

  test('hit a ship that crosses at top speed, however their ticks fall', () => {
    for (let offset = 0; offset < 2.6; offset += 0.2) {
      const match = duel(30 + offset);
      match.put(TWO, { x: -10 + offset, y: 0.9, vy: -0.1 });
      shoot(match);
      match.run(20);
      expect(match.all('hit')).toHaveLength(1);
    }
  });

  test.each([
    ['crosses the path while the shot flies by', -1.4, 1],
    ['comes from outside its reach into the path', -2.6, 1],
    ['reaches the path only after the shot has passed', -6.1, 0],
  ])('judge a ship by where both are at the same moment: one that %s', (_case, y, hits) => {
    const match = duel(90);
    match.put(TWO, { x: 1.3, y, vy: 4 });
    match.state.shots.add({ by: ONE, x: 0, y: 0, vx: 2.6, vy: 0, born: match.machine.tick });
    match.run(1);
    expect(match.all('hit')).toHaveLength(hits);
  });

  test('end on rocks, on walls and of age', () => {
    const match = duel(60);
    match.state.rocks.add({ x: -20, y: 0, radius: 4 });
    shoot(match);
    match.run(15);
    expect(match.all('struck')).toHaveLength(1);
    match.put(ONE, { x: 80, y: 0, heading: 0 });
    shoot(match);
    match.run(10);
    expect(match.all('struck')).toHaveLength(2);
    match.put(ONE, { x: -90, y: -50, heading: 0 });
    shoot(match);
    match.run(SHOT.life - 1);
    expect(match.state.shots.size).toBe(1);
    match.run(1);
    expect(match.state.shots.size).toBe(0);
    expect(match.all('struck')).toHaveLength(2);
  });

  test('cost energy, wait for the gun, and come faster with rapid fire', () => {
    const match = duel(90);
    match.hold(ONE, { fire: true });
    match.run(30);
    expect(match.all('fired')).toHaveLength(30 / SHOT.interval);
    const slow = match.ship(ONE).energy;
    expect(slow).toBeLessThan(SHIP.energy);
    match.ship(ONE).rapidUntil = match.machine.tick + 30;
    match.run(30);
    expect(match.all('fired')).toHaveLength(30 / SHOT.interval + 30 / SHOT.rapidInterval);
    match.put(ONE, { energy: 0, rapidUntil: 0 });
    match.run(3);
    expect(match.ship(ONE).firedAt).toBeLessThan(match.machine.tick - 2);
  });

  test('are lost when the table is full, and the match goes on', () => {
    const match = duel(90);
    for (let i = 0; i < MAX_SHOTS; i++)
      match.state.shots.add({ by: THREE, x: 0, y: 55, vx: 0, vy: 0, born: match.machine.tick });
    shoot(match);
    expect(match.all('fired')).toHaveLength(1);
    expect(match.state.shots.size).toBe(MAX_SHOTS);
    match.run(SHOT.life);
    shoot(match);
    expect(match.state.shots.size).toBe(1);
  });
});

describe('damage', () => {
  test('takes the shield first and the rest from the hull', () => {
    const match = duel(10);
    match.put(TWO, { shield: 5 });
    shoot(match);
    match.run(5);
    expect(match.ship(TWO).shield).toBe(0);
    expect(match.ship(TWO).hull).toBe(SHIP.hull - (SHOT.damage - 5));
    expect(match.all('shieldDown')).toEqual([{ victim: TWO }]);
    expect(match.all('hit')).toMatchObject([{ shield: false }]);
  });

  test('lets the shield refill only after a time of peace, and then the attackers are forgotten', () => {
    const match = duel(10);
    shoot(match);
    match.run(5);
    const hurt = match.ship(TWO);
    expect(hurt.hurtBy).toBe(ONE);
    match.run(SHIP.shieldDelay - 8);
    expect(hurt.shield).toBe(SHIP.shield - SHOT.damage);
    match.run(SHOT.damage / SHIP.shieldPerTick + 10);
    expect(hurt.shield).toBe(SHIP.shield);
    expect(hurt.hurtBy).toBe(0);
  });

  test('that empties the hull destroys, scores the kill and the assist, and counts a death', () => {
    const match = duel(10);
    match.put(TWO, { shield: 0, hull: 5, hurtBy: THREE });
    shoot(match);
    match.run(5);
    expect(match.all('destroyed')).toMatchObject([{ victim: TWO, by: ONE, helper: THREE }]);
    expect(match.ship(ONE)).toMatchObject({ kills: 1, score: SCORE.kill });
    expect(match.ship(THREE)).toMatchObject({ assists: 1, score: SCORE.assist });
    expect(match.ship(TWO)).toMatchObject({ alive: false, deaths: 1, kills: 0 });
  });

  test('by a seat that has left still destroys', () => {
    const match = duel(10);
    match.put(TWO, { shield: 0, hull: 5 });
    shoot(match);
    match.state.ships.remove(match.ship(ONE));
    match.run(5);
    expect(match.all('destroyed')).toMatchObject([{ victim: TWO, by: ONE }]);
  });
});

describe('respawn', () => {
  test('comes after its delay, far from the others, whole and safe for a while', () => {
    const match = duel(10);
    match.put(TWO, { shield: 0, hull: 5 });
    shoot(match);
    match.run(5);
    match.hold(TWO, { thrust: 1, fire: true });
    match.run(SHIP.respawnDelay - 5);
    expect(match.ship(TWO).alive).toBe(false);
    match.hold(TWO, {});
    match.run(5);
    const back = match.ship(TWO);
    expect(back).toMatchObject({ alive: true, hull: SHIP.hull, shield: SHIP.shield, vx: 0, vy: 0 });
    expect(match.all('respawned')).toHaveLength(1);
    for (const who of [ONE, THREE]) {
      const other = match.ship(who);
      expect(Math.hypot(other.x - back.x, other.y - back.y)).toBeGreaterThan(50);
    }
    match.put(ONE, { x: back.x - 10 * Math.sign(back.x), y: back.y, heading: back.x > 0 ? 0 : Math.PI });
    shoot(match);
    match.run(8);
    expect(back.shield).toBe(SHIP.shield);
  });

  test('safety ends with the first shot', () => {
    const match = duel(10);
    match.put(TWO, { safeUntil: match.machine.tick + 60, heading: 1 });
    match.hold(TWO, { fire: true });
    match.run(1);
    match.hold(TWO, {});
    shoot(match);
    match.run(5);
    expect(match.ship(TWO).shield).toBeLessThan(SHIP.shield);
  });
});

describe('the beam', () => {
  test('strikes at once when charged, for its energy, and then cools down', () => {
    const match = duel(50);
    match.hold(ONE, { beam: true });
    match.run(BEAM.charge - 1);
    expect(match.all('beamed')).toEqual([]);
    expect(match.ship(ONE).beamCharge).toBe(BEAM.charge - 1);
    match.run(1);
    expect(match.all('beamed')).toMatchObject([{ by: ONE, victim: TWO }]);
    expect(match.ship(TWO).shield).toBe(SHIP.shield - BEAM.damage);
    expect(match.ship(ONE).energy).toBe(SHIP.energy - BEAM.energy);
    match.run(BEAM.charge + 5);
    expect(match.all('beamed')).toHaveLength(1);
  });

  test('let go before it is charged costs nothing', () => {
    const match = duel(50);
    match.hold(ONE, { beam: true });
    match.run(BEAM.charge - 1);
    match.hold(ONE, {});
    match.run(1);
    expect(match.ship(ONE)).toMatchObject({ beamCharge: 0, energy: SHIP.energy });
  });

  test('stops at rocks, walls and its range', () => {
    const match = duel(50);
    match.state.rocks.add({ x: -20, y: 0, radius: 4 });
    zap(match);
    expect(match.all('beamed')).toMatchObject([{ victim: 0, toX: -24 }]);
    const far = duel(BEAM.range + 5);
    zap(far);
    expect(far.all('beamed')).toMatchObject([{ victim: 0, toX: -40 + BEAM.range }]);
    const wall = duel(50);
    wall.put(ONE, { x: 80, y: 0, heading: 0 });
    zap(wall);
    expect(wall.all('beamed')).toMatchObject([{ victim: 0, toX: 96 }]);
  });

  test('passes through wrecks', () => {
    const match = duel(20);
    match.put(TWO, { alive: false, respawnAt: 1_000_000 });
    match.put(THREE, { x: 10, y: 0 });
    zap(match);
    expect(match.all('beamed')).toMatchObject([{ victim: THREE }]);
  });

  test('holds the guns silent while it charges', () => {
    const match = duel(50);
    match.hold(ONE, { beam: true, fire: true });
    match.run(BEAM.charge);
    expect(match.all('fired')).toEqual([]);
  });

  test('hits a crossing ship where its player saw it, and misses it without looking back', () => {
    const lagTicks = 6;
    const shootAtWhatWasSeen = (seenLag: number) => {
      const match = duel(50);
      match.put(TWO, { x: 10, y: -1.2 * (BEAM.charge - lagTicks), vy: 1.2 });
      zap(match, seenLag);
      return match.all('beamed');
    };
    expect(shootAtWhatWasSeen(lagTicks)).toMatchObject([{ victim: TWO }]);
    expect(shootAtWhatWasSeen(0)).toMatchObject([{ victim: 0 }]);
  });

  test('never harms a ship that was destroyed or became safe since it was seen', () => {
    const match = duel(50);
    match.hold(ONE, { beam: true }, 6);
    match.run(BEAM.charge - 1);
    match.ship(TWO).safeUntil = match.machine.tick + 60;
    match.run(1);
    expect(match.ship(TWO).shield).toBe(SHIP.shield);
  });
});

describe('pickups', () => {
  test('go to the nearest ship that can use them, once', () => {
    const match = duel(50);
    match.state.pickups.add({ x: 0, y: 0, kind: 'repair', readyAt: 0 });
    match.put(ONE, { x: -3, y: 0, hull: 10 });
    match.put(TWO, { x: 0, y: 2.5, hull: 10 });
    match.put(THREE, { x: 0, y: -3.5, hull: 10 });
    match.run(1);
    expect(match.all('picked')).toEqual([{ by: TWO, kind: 'repair', x: 0, y: 0 }]);
    expect(match.ship(TWO).hull).toBe(10 + PICKUP.repair);
    expect(match.ship(ONE).hull).toBe(10);
  });

  test('are left lying by ships that can not use them', () => {
    const match = duel(50);
    match.state.pickups.add({ x: 0, y: 0, kind: 'repair', readyAt: 0 });
    match.put(ONE, { x: 0, y: 0 });
    match.run(1);
    expect(match.all('picked')).toEqual([]);
  });

  test('come back after a while', () => {
    const match = duel(50);
    match.state.pickups.add({ x: 0, y: 0, kind: 'rapid', readyAt: 0 });
    match.put(ONE, { x: 0, y: 0 });
    match.run(1);
    expect(match.ship(ONE).rapidUntil).toBe(match.machine.tick + PICKUP.rapid);
    match.run(PICKUP.respawn - 1);
    match.put(ONE, { x: 0, y: 0, hull: 1, energy: 0, shield: 0 });
    expect(match.all('picked')).toHaveLength(1);
    match.run(2);
    expect(match.all('picked')).toHaveLength(2);
  });

  test.each([
    ['repair', 'hull', PICKUP.repair],
    ['shield', 'shield', PICKUP.shield],
    ['energy', 'energy', PICKUP.energy],
  ] as const)('%s fills the %s', (kind, field, amount) => {
    const match = duel(50);
    match.put(ONE, { x: 0, y: 0, [field]: 1, hurtAt: match.machine.tick });
    match.state.pickups.add({ x: 0, y: 0, kind, readyAt: 0 });
    match.run(1);
    expect(match.ship(ONE)[field]).toBeGreaterThanOrEqual(Math.min(SHIP[field], 1 + amount));
  });
});

describe('boost', () => {
  test('is refused without energy, too soon, and without a living ship', () => {
    const match = duel(50);
    expect(match.order(ONE, 'boost')).toEqual({ status: 'applied' });
    expect(match.ship(ONE).energy).toBeCloseTo(SHIP.energy - BOOST.energy + SHIP.energyPerTick, 5);
    expect(match.order(ONE, 'boost')).toMatchObject({ status: 'rejected', reason: 'too-soon' });
    match.run(BOOST.cooldown);
    match.put(ONE, { energy: BOOST.energy - 2 });
    expect(match.order(ONE, 'boost')).toMatchObject({ reason: 'no-energy' });
    match.put(ONE, { alive: false, respawnAt: match.machine.tick + 99, energy: 100 });
    expect(match.order(ONE, 'boost')).toMatchObject({ reason: 'no-ship' });
    expect(match.all('boosted')).toHaveLength(1);
  });
});
