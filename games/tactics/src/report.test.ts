import { describe, expect, it } from 'vitest';
import { highlights } from './highlights.ts';
import { battleReport, eventsOf, type TacticsEvent } from './report.ts';
import { move, ONE, shoot, TestBattle, TWO } from './test-battle.ts';

const at = { x: 0, y: 0, z: 0 };
const hit = (tick: number, data: object = {}): TacticsEvent =>
  ({
    name: 'hit',
    tick,
    data: { victim: 5, by: 1, weapon: 'laser', facing: 'fore', shield: 10, hull: 0, subsystem: 'hull', ...at, ...data },
  }) as TacticsEvent;
const kill = (tick: number, ship: number, team: number, kind = 'destroyer'): TacticsEvent =>
  ({ name: 'destroyed', tick, data: { ship, by: 1, kind, team, ...at } }) as TacticsEvent;
const miss = (tick: number, weapon: string, distance: number): TacticsEvent =>
  ({ name: 'nearMiss', tick, data: { victim: 2, by: 5, weapon, distance, ...at } }) as TacticsEvent;

describe('a battle report', () => {
  it('tells a turn in readable lines, in the sequence of what happened', () => {
    const battle = TestBattle.duel();
    const [one, two] = [battle.ship(ONE), battle.ship(TWO)];
    battle.put(two, { hull: 5, fore: 4 });
    battle.turn([...move(one, 'Hold'), shoot(one, 0, two.id, 1.5)]);
    const names = (number: number): string =>
      number === one.number ? 'Resolute' : number === two.number ? 'Vulture' : 'someone unseen';
    const lines = battleReport(eventsOf(battle.events), names).filter(({ tone }) => tone !== 'contact');
    expect(lines.map(({ text }) => text)).toEqual([
      'The fore shield of Vulture is down',
      expect.stringMatching(/^A lance of Resolute hits Vulture: it takes \d+ hull/),
      'Vulture, a destroyer, is destroyed by Resolute',
      'Team 1 wins (elimination)',
    ]);
    expect(lines[2]).toMatchObject({ tone: 'loss', seconds: 1.5, tick: 45, ships: [two.number, one.number] });
  });

  it('has a line for each kind of event that a reader can use', () => {
    const events = [
      { name: 'held', data: { ship: 1, index: 2, reason: 'out-of-arc' } },
      { name: 'nearMiss', data: { victim: 1, by: 0, weapon: 'torpedo', distance: 2, ...at } },
      { name: 'shieldDown', data: { ship: 1, facing: 'aft' } },
      { name: 'subsystemDown', data: { ship: 1, subsystem: 'impulse' } },
      { name: 'intercepted', data: { ship: 1, ...at } },
      { name: 'collided', data: { ship: 1, other: 0, damage: 7, ...at } },
      { name: 'collided', data: { ship: 1, other: 2, damage: 7, ...at } },
      { name: 'jumped', data: { ship: 1, fromX: 0, fromY: 0, fromZ: 0, ...at } },
      { name: 'jumpFailed', data: { ship: 1 } },
      { name: 'spotted', data: { ship: 1, kind: 'scout', ...at } },
      { name: 'lost', data: { ship: 1 } },
      { name: 'escaped', data: { ship: 1, how: 'gate', ...at } },
      { name: 'goalHeld', data: { team: 2, points: 50 } },
      { name: 'ended', data: { winner: 0, reason: 'time' } },
      { name: 'fired', data: { ship: 1, target: 2, weapon: 'laser', hit: true, ...at } },
      { name: 'struck', data: { weapon: 'cannon', ...at } },
      { name: 'turnEnded', data: { turn: 3 } },
    ].map((event, i) => ({ ...event, tick: 301 + i }));
    const lines = battleReport(eventsOf(events));
    expect(lines.map(({ text }) => text)).toMatchInlineSnapshot(`
      [
        "Ship 1 holds fire with weapon 3: the target stays out of arc",
        "A torpedo of someone unseen misses ship 1 narrowly",
        "The aft shield of ship 1 is down",
        "Ship 1 loses its impulse engine",
        "Point defence of ship 1 shoots a torpedo down",
        "Ship 1 runs into a rock and loses 7 hull",
        "Ship 1 runs into ship 2 and loses 7 hull",
        "Ship 1 jumps",
        "Ship 1 can't jump: its warp engine is gone",
        "Ship 1, a scout, comes into sight",
        "Ship 1 is out of sight",
        "Ship 1 is through the gate",
        "Team 2 holds the beacon and has 50 points",
        "The battle ends in a draw (time)",
      ]
    `);
    expect(lines[0]?.seconds).toBeCloseTo(1 / 30, 6);
  });

  it('sums the hits of one weapon within a second', () => {
    const lines = battleReport([hit(10), hit(20), hit(25, { by: 2 }), hit(30), hit(90)]);
    expect(lines.map(({ text }) => text.replace(/\D+/g, ' ').trim())).toEqual(['1 5 30', '2 5 10', '1 5 10']);
  });
});

describe('highlights', () => {
  it('are the losses before all else, then what came near', () => {
    const found = highlights([miss(50, 'torpedo', 1), kill(400, 5, 2), miss(700, 'laser', 4)], 2);
    expect(found.map(({ kind, tick }) => [kind, tick])).toEqual([
      ['near-miss', 50],
      ['kill', 400],
    ]);
    expect(found[1]).toMatchObject({ from: 325, to: 445, ships: [5, 1], score: 100 });
  });

  it('show a moment once, however much happened in it', () => {
    const found = highlights([kill(400, 5, 2), kill(420, 6, 2), hit(400, { hull: 90 }), kill(800, 7, 2)]);
    expect(found.map(({ tick }) => tick)).toEqual([400, 800]);
  });

  it('know where a battle turned, and how it ended', () => {
    const ended = { name: 'ended', tick: 2000, data: { winner: 1, reason: 'elimination' } } as TacticsEvent;
    const found = highlights([kill(400, 5, 2), kill(800, 1, 1, 'cruiser'), ended]);
    expect(found.map(({ kind }) => kind)).toEqual(['kill', 'turning-point', 'turning-point']);
  });

  it('count a second of heavy fire, a breakdown, a jump and a flight', () => {
    const events = [
      hit(30, { hull: 50 }),
      hit(31, { shield: 20 }),
      { name: 'subsystemDown', tick: 300, data: { ship: 2, subsystem: 'warp' } },
      { name: 'jumped', tick: 600, data: { ship: 2, fromX: 0, fromY: 0, fromZ: 0, ...at } },
      { name: 'escaped', tick: 900, data: { ship: 2, how: 'gate', ...at } },
      { name: 'escaped', tick: 1200, data: { ship: 3, how: 'surrendered', ...at } },
    ] as TacticsEvent[];
    expect(highlights(events).map(({ kind }) => kind)).toEqual(['clash', 'breakdown', 'jump', 'escape']);
  });

  it('of nothing are none', () => {
    expect(highlights([])).toEqual([]);
    expect(highlights([kill(1, 2, 1)], 0)).toEqual([]);
  });
});
