import { JOIN, LEAVE } from '@rubato/game';
import type { Seat } from '@rubato/schema';
import { describe, expect, it } from 'vitest';
import { TURN_TICKS } from './balance.ts';
import { classOf } from './classes.ts';
import { BEACON_POINTS, SCENARIO_NAMES, scenarioOf } from './scenarios.ts';
import { distance } from './geometry.ts';
import { move, ONE, TestBattle, TWO } from './test-battle.ts';
import type { Ship } from './state.ts';

const shipsOf = (battle: TestBattle, team: number): Ship[] =>
  [...battle.state.ships].filter((ship) => ship.team === team);
const pointsOf = (battle: TestBattle, team: number): number =>
  [...battle.state.teams].find(({ number }) => number === team)!.points;

describe('a battle', () => {
  it('is won by the last team with ships', () => {
    const battle = new TestBattle();
    for (const ship of shipsOf(battle, 2)) ship.status = 'destroyed';
    battle.run([]);
    expect(battle.machine.result()).toMatchObject({ winners: [ONE], reason: 'elimination' });
    expect(battle.machine.awaits()).toEqual([]);
    expect(battle.all('ended')).toEqual([{ winner: 1, reason: 'elimination' }]);
  });

  it('in which nobody is left is won by points, or drawn', () => {
    for (const points of [0, 10]) {
      const battle = new TestBattle();
      for (const ship of battle.state.ships) ship.status = 'destroyed';
      for (const team of battle.state.teams) team.points = team.number === 2 ? points : 0;
      battle.run([]);
      expect(battle.machine.result()?.winners).toEqual(points === 0 ? [] : [TWO]);
    }
  });

  it('ends at its last turn, by points', () => {
    const battle = new TestBattle({ settings: { turnLimit: 2 } });
    battle.run([]);
    expect(battle.machine.result()).toBeUndefined();
    for (const team of battle.state.teams) team.points = team.number * 10;
    battle.run([]);
    expect(battle.machine.result()).toMatchObject({
      winners: [TWO],
      reason: 'time',
      scores: [
        { seat: ONE, score: 10 },
        { seat: TWO, score: 20 },
      ],
    });
  });

  it('that is over stays as it is', () => {
    const battle = new TestBattle({ settings: { turnLimit: 1 } });
    battle.run([]);
    const before = [...battle.state.ships].map(({ x, y, z }) => [x, y, z]);
    battle.run(move(battle.ship(ONE), 'Move'));
    expect(battle.outcomes[0]).toMatchObject({ reason: 'battle-over' });
    expect([...battle.state.ships].map(({ x, y, z }) => [x, y, z])).toEqual(before);
  });

  it('gives points for the ships that were destroyed, half of them for those driven off', () => {
    const battle = TestBattle.duel();
    const [one, two] = [battle.ship(ONE), battle.ship(TWO)];
    battle.put(two, { hull: 1, fore: 0 });
    battle.run([{ seat: ONE, name: 'WeaponTargeted', args: { ship: one.id, weapon: 0, target: two.id, fireTime: 1 } }]);
    expect(battle.all('destroyed')).toMatchObject([{ ship: two.number, by: one.number, team: 2 }]);
    expect(pointsOf(battle, 1)).toBe(classOf[two.kind].value);

    const fleeing = TestBattle.duel();
    const gone = fleeing.ship(TWO);
    fleeing.put(gone, { x: 640 });
    fleeing.run([]);
    expect(gone.status).toBe('escaped');
    expect(pointsOf(fleeing, 1)).toBe(classOf[gone.kind].value / 2);
  });
});

describe('a flight', () => {
  const convoy = (): { battle: TestBattle; freighters: Ship[] } => {
    const battle = new TestBattle({ settings: { scenario: 'convoy-run' } });
    return { battle, freighters: [...battle.state.ships].filter(({ kind }) => kind === 'freighter') };
  };

  it('is won when enough freighters are through the gate', () => {
    const { battle, freighters } = convoy();
    expect(battle.state.battle.goalCount).toBe(Math.ceil(freighters.length / 2));
    battle.put(freighters[0]!, scenarioOf['convoy-run'].goal);
    battle.run([]);
    expect(battle.all('escaped')).toMatchObject([{ how: 'gate' }]);
    expect(battle.machine.result()).toMatchObject({ winners: [ONE], reason: 'flight' });
    expect(pointsOf(battle, 2)).toBe(0);
  });

  it('is lost when too few freighters are left, also when they ran another way, and when time is up', () => {
    const stopped = convoy();
    for (const ship of stopped.freighters) ship.status = 'destroyed';
    stopped.battle.run([]);
    expect(stopped.battle.machine.result()).toMatchObject({ winners: [TWO], reason: 'stopped' });

    const fled = convoy();
    for (const ship of fled.freighters) fled.battle.put(ship, { x: 720 });
    fled.battle.run([]);
    expect(fled.battle.machine.result()).toMatchObject({ winners: [TWO], reason: 'stopped' });

    const late = new TestBattle({ settings: { scenario: 'convoy-run', turnLimit: 1 } });
    late.run([]);
    expect(late.machine.result()).toMatchObject({ winners: [TWO], reason: 'time' });
  });

  it('has a gate for the convoy only', () => {
    const { battle } = convoy();
    const hunter = battle.ship(TWO);
    battle.put(hunter, scenarioOf['convoy-run'].goal);
    battle.run([]);
    expect(hunter.status).toBe('active');
  });
});

describe('a beacon', () => {
  const held = (...ships: (readonly [Seat, number])[]): TestBattle => {
    const battle = new TestBattle({ settings: { scenario: 'beacon' } });
    for (const [seat, x] of ships) battle.put(battle.ship(seat), { x, y: 0, z: 0 });
    return battle.run([]);
  };

  it('gives points to whoever alone has ships at it', () => {
    expect(pointsOf(held([ONE, 40]), 1)).toBe(BEACON_POINTS);
    const contested = held([ONE, 40], [TWO, -40]);
    expect([pointsOf(contested, 1), pointsOf(contested, 2)]).toEqual([0, 0]);
    expect(held([TWO, 40]).all('goalHeld')).toEqual([{ team: 2, points: BEACON_POINTS }]);
  });

  it('ends the battle when a team has enough', () => {
    const battle = new TestBattle({ settings: { scenario: 'beacon' } });
    for (const team of battle.state.teams) team.points = scenarioOf.beacon.goalCount - BEACON_POINTS;
    battle.put(battle.ship(TWO), { x: 10, y: 0, z: 0 });
    battle.run([]);
    expect(battle.machine.result()).toMatchObject({ winners: [TWO], reason: 'points' });
  });
});

describe('a seat', () => {
  const platform = (seat: Seat, name: typeof JOIN | typeof LEAVE) => [{ seat, name, args: {} }] as never[];

  it('that was given up strikes its colours at the end of the turn', () => {
    const battle = new TestBattle();
    battle.run(platform(TWO, LEAVE));
    expect(battle.all('escaped').every(({ how }) => how === 'surrendered')).toBe(true);
    expect(battle.machine.result()).toMatchObject({ winners: [ONE] });
  });

  it('that is taken again before the turn ends fights on', () => {
    const battle = new TestBattle();
    battle.run(platform(TWO, LEAVE), 0);
    expect(battle.machine.awaits()).toEqual([ONE]);
    battle.run(platform(TWO, JOIN));
    expect(battle.machine.result()).toBeUndefined();
    expect(battle.machine.awaits()).toEqual([ONE, TWO]);
  });

  it('without ships is waited for no longer', () => {
    const battle = new TestBattle({ seats: [1, 2, 3] as never[], settings: { teams: 'free' } });
    for (const ship of battle.state.ships) if (ship.owner === 3) ship.status = 'destroyed';
    battle.run([]);
    expect(battle.machine.awaits()).toEqual([ONE, TWO]);
    expect(battle.machine.result()).toBeUndefined();
  });
});

describe('a scenario', () => {
  for (const scenario of SCENARIO_NAMES)
    for (const teams of ['scenario', 'free', 'two', 'three'])
      it(`${scenario} (teams: ${teams}) opens for two to six seats: ships for all, apart, clear of rocks, none in sight`, () => {
        for (let count = 2; count <= 6; count++) {
          const seats = Array.from({ length: count }, (_, i) => (i + 1) as Seat);
          const battle = new TestBattle({ seats, settings: { scenario, teams }, seed: count });
          const { ships, rocks, spotting } = battle.state;
          expect(new Set([...ships].map(({ owner }) => owner)).size).toBe(count);
          const rows = [...ships];
          const touching = rows.filter((ship) =>
            [...rocks].some((rock) => distance(rock, ship) <= rock.radius + classOf[ship.kind].radius),
          );
          const crowded = rows.filter((ship) => rows.some((other) => other !== ship && distance(other, ship) < 18));
          const outside = rows.filter((ship) => distance(ship, { x: 0, y: 0, z: 0 }) > battle.state.battle.radius);
          expect([...touching, ...crowded, ...outside]).toEqual([]);
          expect([...spotting].every((mark) => mark.teams === 0)).toBe(true);
        }
      });

  it('gives each team as many ships and each of its seats a share', () => {
    const battle = new TestBattle({ seats: [1, 2, 3, 4, 5, 6] as never[] });
    expect(shipsOf(battle, 1)).toHaveLength(8);
    expect(shipsOf(battle, 2)).toHaveLength(8);
    for (let seat = 1; seat <= 6; seat++)
      expect([...battle.state.ships].filter(({ owner }) => owner === seat).length).toBeGreaterThan(1);
  });

  it('with more seats than it has room for leaves the last without ships', () => {
    const seats = Array.from({ length: 8 }, (_, i) => (i + 1) as Seat);
    const battle = new TestBattle({ seats, settings: { scenario: 'beacon' } });
    expect(battle.state.sides.size).toBe(6);
    expect(battle.machine.awaits()).toHaveLength(6);
    battle.run([], TURN_TICKS);
  });
});
