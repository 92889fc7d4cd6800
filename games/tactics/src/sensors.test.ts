import type { Seat } from '@rubato/schema';
import { describe, expect, it } from 'vitest';
import { SENSORS } from './balance.ts';
import { classOf } from './classes.ts';
import { battleReport, eventsOf } from './report.ts';
import { move, ONE, shoot, TestBattle, TWO } from './test-battle.ts';
import type { Ship } from './state.ts';

function duel(far: number): { battle: TestBattle; one: Ship; two: Ship } {
  const battle = TestBattle.duel();
  const [one, two] = [battle.ship(ONE), battle.ship(TWO)];
  battle.put(two, { z: far });
  for (const mark of battle.state.spotting) mark.teams = 0;
  return { battle, one, two };
}

/** A sweep, without anything else happening. */
const look = (battle: TestBattle): TestBattle => battle.run([], SENSORS.everyTicks);
const seesShip = (battle: TestBattle, who: Seat, ship: Ship): boolean => battle.view(who).ships.has(ship.id);

describe('a ship', () => {
  it('is seen within the range of sensors, and not beyond', () => {
    const reach = classOf.cruiser.sensors * SENSORS.silent;
    const near = duel(reach - 5);
    const far = duel(reach + 5);
    expect(seesShip(look(near.battle), ONE, near.two)).toBe(true);
    expect(seesShip(look(far.battle), ONE, far.two)).toBe(false);
  });

  it('is easier to see when it moves, and easier still when it has fired', () => {
    const reach = classOf.cruiser.sensors;
    const { battle, one, two } = duel(reach - 10);
    expect(seesShip(look(battle), ONE, two)).toBe(false);
    battle.put(two, { vx: 0.4 });
    Object.assign(battle.plan(two), { mode: 'Move', tx: 500, ty: 0, tz: two.z });
    expect(seesShip(look(battle), ONE, two)).toBe(true);
    battle.put(two, { z: reach * 1.5, x: 0 });
    expect(seesShip(look(battle), ONE, two)).toBe(false);
    two.loudAt = battle.machine.tick;
    expect(seesShip(look(battle), ONE, two)).toBe(true);
    expect(seesShip(battle, TWO, one)).toBe(false);
  });

  it('behind a rock is not seen', () => {
    const { battle, two } = duel(120);
    battle.state.rocks.add({ x: 0, y: 0, z: 60, radius: 15 });
    expect(seesShip(look(battle), ONE, two)).toBe(false);
  });

  it('is seen less far by damaged sensors, further by those that get more power', () => {
    const { battle, one, two } = duel(classOf.cruiser.sensors * SENSORS.silent * 1.1);
    Object.assign(battle.plan(one), { engines: 0, guns: 4, screens: 4, scanners: 8 });
    expect(seesShip(look(battle), ONE, two)).toBe(true);
    one.sensors = 0.3;
    expect(seesShip(look(battle), ONE, two)).toBe(false);
  });

  it('is told of when it comes into sight and when it goes, to those whom it concerns', () => {
    const { battle, two } = duel(80);
    look(battle);
    const spotted = battle.events.filter(({ name }) => name === 'spotted');
    expect(spotted.map(({ to }) => to?.seats)).toEqual([[TWO], [ONE]]);
    battle.put(two, { z: 600 });
    look(battle);
    expect(battle.events.filter(({ name, to }) => name === 'lost' && to?.seats[0] === ONE)).toHaveLength(1);
  });

  it('that is lost is seen by everyone', () => {
    const { battle, two } = duel(600);
    two.status = 'destroyed';
    expect(seesShip(look(battle), ONE, two)).toBe(true);
  });

  it('is seen by all without fog', () => {
    const { battle, two } = duel(600);
    battle.state.battle.fog = false;
    expect(seesShip(look(battle), ONE, two)).toBe(true);
  });
});

describe('a view', () => {
  it('remembers where a ship was seen last', () => {
    const { battle, two } = duel(80);
    look(battle);
    const seenAt = battle.machine.tick;
    battle.put(two, { z: 600 });
    look(battle);
    const contact = [...battle.view(ONE).contacts].find(({ number }) => number === two.number);
    expect(contact).toMatchObject({ kind: two.kind, z: 80, at: seenAt, owner: TWO });
    // What a team never saw, it doesn't remember.
    expect([...battle.view(TWO).contacts].map(({ number }) => number)).toEqual([1]);
  });

  it("holds no plan, weapon or memory of another team, and nobody's list of who sees whom", () => {
    const battle = new TestBattle({ seats: [1, 2, 3, 4] as never[] });
    const view = battle.view(ONE);
    expect([...view.plans].every(({ team }) => team === 1)).toBe(true);
    expect([...view.mounts].every(({ team }) => team === 1)).toBe(true);
    expect([...view.contacts].every(({ team }) => team === 1)).toBe(true);
    expect(view.spotting.size).toBe(0);
    const clear = new TestBattle({ settings: { fog: false } });
    expect(clear.view(ONE).spotting.size + clear.machine.viewOf(null).spotting.size).toBe(0);
    // An ally of the same team plans with us.
    const ally = battle.ship(3 as Seat);
    expect(view.plans.has(ally.plan)).toBe(true);
  });

  it('of a spectator shows all ships and no plans; of a stranger with a seat neither', () => {
    const battle = new TestBattle();
    const spectator = battle.machine.viewOf(null);
    expect(spectator.ships.size).toBe(battle.state.ships.size);
    expect(spectator.plans.size + spectator.mounts.size + spectator.contacts.size).toBe(0);
    const stranger = battle.view(9 as Seat);
    expect(stranger.ships.size).toBe(0);
  });

  it('shows projectiles that are near, and our own', () => {
    const { battle, one } = duel(100);
    const near = { z: SENSORS.projectiles - 10, team: 2, diesAt: 9999 };
    battle.state.projectiles.add(near);
    battle.state.projectiles.add({ ...near, z: SENSORS.projectiles + 200 });
    battle.state.projectiles.add({ ...near, z: 500, team: 1 });
    expect([...battle.view(ONE).projectiles].map(({ z }) => z)).toEqual([SENSORS.projectiles - 10, 500]);
    one.status = 'destroyed';
    expect([...battle.view(ONE).projectiles]).toHaveLength(1);
  });

  it('does not name who fired unseen, but to whoever did', () => {
    const { battle, one, two } = duel(100);
    one.sensors = 0;
    battle.put(two, { z: 200 });
    for (const mark of battle.state.spotting) mark.teams = 3;
    battle.run([shoot(two, 0, one.id, 0.5), ...move(one, 'Hold')]);
    const [hit] = battle.all('hit');
    expect(hit).toMatchObject({ victim: one.number, by: 0 });
    const heardBy = (who: Seat) => eventsOf(battle.events.filter((event) => battle.machine.hears(event, who)));
    const textFor = (who: Seat) =>
      battleReport(heardBy(who))
        .map(({ text }) => text)
        .join();
    expect(textFor(ONE)).toContain('of someone unseen hits ship 1');
    expect(textFor(TWO)).toContain(`of ship ${two.number} hits ship 1`);
    const heard = battle.events.filter((event) => event.name === 'fired' && battle.machine.hears(event, ONE));
    expect(heard).toEqual([]);
  });
});
