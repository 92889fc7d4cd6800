import { Machine, type Seat } from '@rubato/game';
import { classOf, tactics, type ShipId, type TacticsView } from '@rubato/tactics';
import { describe, expect, it } from 'vitest';
import {
  courseFrom,
  newHistory,
  ordersOf,
  planOf,
  problemsOf,
  redo,
  step,
  undo,
  UNDO_MAX,
  withCourse,
  withoutShip,
  withoutShot,
  withPower,
  withShot,
  type Draft,
} from './draft.ts';
import { dropDraft, keepDraft, keptDraft } from './draft-store.ts';
import { reasonIn } from './reasons.ts';
import { surplus } from './shelf.ts';
import { statusOf, statusWords } from './status.ts';

const ONE = 1 as Seat;
const machine = Machine.start(tactics, {
  seats: [ONE, 2 as Seat],
  seed: new Uint8Array(16).fill(2),
  settings: { fog: false },
});
const view = machine.viewOf(ONE) as unknown as TacticsView;
const ship = [...view.ships].find(({ owner }) => owner === ONE)!;
const enemy = [...view.ships].find(({ owner }) => owner !== ONE)!;
const shot = { weapon: 0, target: enemy.id, fireTime: 3 };

describe('a draft', () => {
  it('becomes orders in canonical sequence, a course with its confirmation', () => {
    const reactor = classOf[ship.kind].reactor;
    const power = { engines: reactor, guns: 0, screens: 0, scanners: 0 };
    const draft = withPower(withShot(withCourse({}, ship.id, courseFrom(ship, 'Hold')), ship.id, shot), ship.id, power);
    const names = ordersOf(draft).map(({ name }) => name);
    expect(names).toEqual(['PowerAllocated', 'MovementPlanned', 'MovementConfirmed', 'WeaponTargeted']);
  });

  it('is empty again when everything is taken out of it', () => {
    const course = withCourse({}, ship.id, courseFrom(ship, 'Turn'));
    expect(withCourse(course, ship.id, undefined)).toEqual({});
    const fired = withShot({}, ship.id, shot);
    expect(withoutShot(fired, ship.id, planOf(fired, ship.id).shots[0]!)).toEqual({});
    expect(withoutShip(fired, ship.id)).toEqual({});
  });

  it('says what the rules would refuse, of which ship', () => {
    const power = { engines: 250, guns: 0, screens: 0, scanners: 0 };
    expect(problemsOf(view, ONE, withPower({}, ship.id, power))).toEqual([
      { ship: ship.id, order: 'PowerAllocated', reason: 'power-budget', fatal: true },
    ]);
    expect(reasonIn('power-budget')).toMatch(/reactor/);
  });

  it('is taken back and done again step by step, a drag as one, and forgets the oldest', () => {
    const at = (fireTime: number): Draft => ({ [ship.id]: { shots: [{ ...shot, fireTime }] } });
    let history = step(newHistory(), at(1));
    history = step(step(history, at(2)), at(3), true);
    expect(undo(history).now).toEqual(at(1));
    expect(redo(undo(history)).now).toEqual(at(3));
    expect(undo(undo(undo(history))).now).toEqual({});
    for (let i = 0; i < UNDO_MAX + 5; i++) history = step(history, at(i));
    expect(history.past.length).toBe(UNDO_MAX);
  });

  it('outlives a reload, and what is broken counts as none', () => {
    const kept = new Map<string, string>();
    const store = {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
      removeItem: (key: string) => void kept.delete(key),
    };
    const place = { match: 'm', turn: 2, seat: ONE };
    const draft = withShot({}, ship.id as ShipId, shot);
    keepDraft(place, draft, store);
    expect(keptDraft(place, store)).toEqual(draft);
    expect(keptDraft({ ...place, turn: 3 }, store)).toEqual({});
    for (const broken of ['{', '[]', '{"1":5}', '{"x":{"shots":[]}}']) {
      kept.set([...kept.keys()][0]!, broken);
      expect(keptDraft(place, store)).toEqual({});
    }
    dropDraft(place, store);
    expect(kept.size).toBe(0);
  });
});

describe('the list of games', () => {
  const base = { over: false, playable: true, here: [], people: 1, elsewhere: [], winner: undefined };
  it('says whose turn it is', () => {
    const words = (facts: object, shared = false) => statusWords(statusOf({ ...base, ...facts }), shared);
    expect(words({ here: ['Ada'] })).toBe('Your turn!');
    expect(words({ here: ['Ada', 'Ben'] }, true)).toBe('Ada and Ben: your turn!');
    expect(words({ elsewhere: ['Cho'] })).toBe('Waiting for Cho');
    expect(words({})).toBe('Simulating…');
    expect(words({ playable: false })).toBe('To watch');
    expect(words({ over: true, winner: 'Terran' })).toBe('Terran won');
    expect(words({ over: true })).toBe('A draw');
  });

  it('gives up what rested longest', () => {
    expect(surplus([{ changedMs: 3 }, { changedMs: 1 }, { changedMs: 2 }], 2)).toEqual([{ changedMs: 1 }]);
  });
});
