import { drawsAt, predictCommand, predictStep } from '@rubato/game';
import type { Draws, EventRecord, FrameInput } from '@rubato/game';
import { layoutOf, Store } from '@rubato/schema';
import type { Snapshot } from '@rubato/schema';
import { describe, expect, test } from 'vitest';
import { SHIP } from './balance.ts';
import { arena } from './rules.ts';
import { shipOf, type ArenaFrame } from './state.ts';
import { ONE, TestMatch, THREE, TWO } from './test-match.ts';

const FIELDS = Object.keys(arena.state.ships.fields) as (keyof NonNullable<ReturnType<typeof shipOf>>)[];
const AHEAD = 9;

/** What a restless player does: new stick every few ticks, mostly full thrust. */
function restless(random: Draws, held: ArenaFrame): ArenaFrame {
  if (!random.chance(0.2)) return held;
  return {
    aimed: random.chance(0.4),
    turn: random.int(-8, 8) / 8,
    heading: (random.int(0, 1023) * 2 * Math.PI) / 1024,
    thrust: random.chance(0.7) ? 1 : random.int(0, 8) / 8,
    brake: random.chance(0.1),
    fire: random.chance(0.5),
    beam: random.chance(0.2),
  };
}

/** A client that is AHEAD ticks in front of the newest state it has, as over a slow link. */
class Ahead {
  readonly store = new Store(layoutOf(arena.state));
  private readonly frames = new Map<number, FrameInput>();
  private readonly boosts = new Set<number>();

  plan(tick: number, args: ArenaFrame, boost: boolean): void {
    this.frames.set(tick, { args, seenTick: tick });
    if (boost) this.boosts.add(tick);
  }

  /** The own ship at tick `to`, predicted from the truth about `from`; what the last tick emitted. */
  predict(
    truth: Snapshot,
    from: number,
    to: number,
  ): { ship: Record<string, unknown>; events: readonly EventRecord[] } {
    this.store.restore(truth);
    let events: readonly EventRecord[] = [];
    for (let tick = from + 1; tick <= to; tick++) {
      if (this.boosts.has(tick))
        predictCommand(arena, this.store, ONE, { seq: tick, name: 'boost', args: {} }, tick - 1);
      events = predictStep(arena, this.store, ONE, this.frames.get(tick), tick);
    }
    return { ship: pick(shipOf(this.store.view, ONE)!), events };
  }
}

function pick(ship: object): Record<string, unknown> {
  return Object.fromEntries(FIELDS.map((name) => [name, (ship as Record<string, unknown>)[name]]));
}

/** Flies for a while on the layout of the given round; how often prediction and truth were compared, and how often the ship bounced. */
function fly(number: number, seed: number): { compared: number; bounces: number; boosts: number } {
  const match = new TestMatch({ seats: [ONE], settings: { rounds: 3, roundSeconds: 1 } });
  while (match.state.round.number < number || match.state.round.phase !== 'play') match.run(1);
  match.state.round.endsAt = 1_000_000;
  match.state.pickups.clear();
  const client = new Ahead();
  const random = drawsAt(new Uint8Array(16).fill(seed), 'player', 'bot', number);
  const truths = new Map<number, Snapshot>();
  let held: ArenaFrame = arena.frame.neutral;
  let compared = 0;
  match.events.length = 0;
  const start = match.machine.tick;
  for (let i = 0; i < 900; i++) {
    truths.set(match.machine.tick, match.machine.copyView(ONE));
    held = restless(random, held);
    const boost = random.chance(0.05);
    client.plan(match.machine.tick + 1, held, boost);
    match.hold(ONE, held);
    if (boost) match.order(ONE, 'boost');
    else match.run(1);
    const { tick } = match.machine;
    const from = Math.max(start, tick - AHEAD);
    const predicted = client.predict(truths.get(from)!, from, tick);
    expect(predicted.ship).toEqual(pick(match.ship(ONE)));
    const own = match.events.filter((event) => event.tick === tick && ['fired', 'bounced'].includes(event.name));
    expect(predicted.events).toEqual(own);
    compared++;
  }
  return { compared, bounces: match.all('bounced').length, boosts: match.all('boosted').length };
}

describe('prediction', () => {
  test.each([1, 2, 3])(
    'of the own ship equals the server to the last bit, bounces and boosts included (layout %i)',
    (number) => {
      const flights = [1, 2].map((seed) => fly(number, seed));
      const sum = (count: 'compared' | 'bounces' | 'boosts') =>
        flights.reduce((total, flight) => total + flight[count], 0);
      expect(sum('compared')).toBe(1800);
      expect(sum('bounces')).toBeGreaterThan(7);
      expect(sum('boosts')).toBeGreaterThan(7);
    },
  );

  test('knows when the next boost is due, although its newest state is old', () => {
    const match = TestMatch.inPlay({ seats: [ONE] });
    match.order(ONE, 'boost');
    match.run(30);
    const truth = match.machine.copyView(ONE);
    const from = match.machine.tick;
    const client = new Ahead();
    for (let tick = from + 1; tick <= from + 20; tick++) client.plan(tick, arena.frame.neutral, tick === from + 20);
    match.run(19);
    expect(match.order(ONE, 'boost').status).toBe('applied');
    expect(client.predict(truth, from, from + 20).ship['vx']).toBe(match.ship(ONE).vx);
  });

  test('of fights stays within what others did: only shield, hull, velocity after a bump and the like', () => {
    const match = TestMatch.inPlay({ seats: [ONE, TWO, THREE] });
    match.put(ONE, { x: 0, y: 0, heading: 0, vx: 0.5 });
    match.put(TWO, { x: 30, y: 0, heading: Math.PI });
    match.put(THREE, { x: 80, y: 50 });
    const truth = match.machine.copyView(ONE);
    const from = match.machine.tick;
    match.hold(TWO, { fire: true });
    match.hold(ONE, { thrust: 1 });
    const client = new Ahead();
    for (let tick = from + 1; tick <= from + 20; tick++)
      client.plan(tick, { ...arena.frame.neutral, thrust: 1 }, false);
    match.run(20);
    const ship = match.ship(ONE);
    expect(ship.shield).toBeLessThan(SHIP.shield);
    const { x, y, vx, vy, heading } = ship;
    expect(client.predict(truth, from, from + 20).ship).toMatchObject({ x, y, vx, vy, heading });
  });
});
