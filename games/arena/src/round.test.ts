import { JOIN, LEAVE } from '@rubato/game';
import type { Seat } from '@rubato/schema';
import { describe, expect, test } from 'vitest';
import { EMOTE_INTERVAL, MAX_SHIPS, ROUND, TICKS_PER_SECOND } from './balance.ts';
import { ONE, TWO, THREE, TestMatch } from './test-match.ts';

describe('a match', () => {
  test('warms up, plays for its seconds, pauses, plays on, and ends with a result', () => {
    const match = new TestMatch({ settings: { rounds: 2, roundSeconds: 20 } });
    const { round } = match.state;
    const phases: string[] = [];
    const play = 20 * TICKS_PER_SECOND;
    for (const ticks of [ROUND.warmup - 1, 1, play - 1, 1, ROUND.pause - 1, 1, ROUND.warmup, play]) {
      match.run(ticks);
      phases.push(`${round.phase} ${round.number}`);
      if (round.phase === 'play' && round.number === 1) match.ship(TWO).score = 4;
    }
    expect(phases).toEqual(['warmup 1', 'play 1', 'play 1', 'pause 1', 'pause 1', 'warmup 2', 'play 2', 'done 2']);
    expect(match.all('roundStarted')).toEqual([{ number: 1 }, { number: 2 }]);
    expect(match.all('roundOver')).toEqual([
      { number: 1, winner: TWO, last: false },
      { number: 2, winner: 0, last: true },
    ]);
    expect(match.machine.result()).toMatchObject({ winners: [TWO] });
    expect(round.winner).toBe(TWO);
  });

  test('has no result before it is done, and stays done', () => {
    const match = new TestMatch({ settings: { rounds: 1, roundSeconds: 1 } });
    match.run(ROUND.warmup + TICKS_PER_SECOND - 1);
    expect(match.machine.result()).toBeUndefined();
    match.run(1);
    const result = match.machine.result();
    expect(result).toBeDefined();
    match.run(100);
    expect(match.machine.result()).toEqual(result);
  });

  test('defaults to three rounds of two minutes', () => {
    expect(new TestMatch().state.round).toMatchObject({ rounds: 3, seconds: 120, bots: 'mixed' });
  });

  test('lets nobody shoot outside play', () => {
    const match = new TestMatch();
    match.hold(ONE, { fire: true, beam: true, thrust: 1 });
    match.run(ROUND.warmup - 2);
    expect(match.state.shots.size).toBe(0);
    expect(match.ship(ONE).beamCharge).toBe(0);
    expect(match.all('fired')).toEqual([]);
  });

  test('starts sooner when every seat is ready, not before', () => {
    const match = new TestMatch();
    match.order(ONE, 'ready');
    match.run(5);
    expect(match.state.round.endsAt).toBe(ROUND.warmup);
    match.order(TWO, 'ready');
    expect(match.state.round.endsAt).toBe(match.machine.tick + ROUND.readyDelay);
    match.run(ROUND.readyDelay);
    expect(match.state.round.phase).toBe('play');
    expect(match.ship(ONE).ready).toBe(false);
    expect(match.order(ONE, 'ready')).toMatchObject({ reason: 'not-now' });
  });

  test('changes its rocks from round to round and puts everyone back at a start, unhurt', () => {
    const match = new TestMatch({ settings: { rounds: 2, roundSeconds: 1 } });
    const first = [...match.state.rocks].map(({ x, y, radius }) => `${x} ${y} ${radius}`);
    match.run(ROUND.warmup);
    match.put(ONE, { hull: 3, alive: false, respawnAt: 9999 });
    match.run(TICKS_PER_SECOND + ROUND.pause);
    expect([...match.state.rocks].map(({ x, y, radius }) => `${x} ${y} ${radius}`)).not.toEqual(first);
    expect(match.ship(ONE)).toMatchObject({ alive: true, hull: 60, score: 0 });
  });
});

describe('seats', () => {
  test('that join get a ship away from the others; that leave take theirs along', () => {
    const match = TestMatch.inPlay();
    match.order(THREE, JOIN);
    const ship = match.ship(THREE);
    expect(ship.alive).toBe(true);
    for (const who of [ONE, TWO]) {
      expect(Math.hypot(ship.x - match.ship(who).x, ship.y - match.ship(who).y)).toBeGreaterThan(40);
    }
    match.order(THREE, LEAVE);
    expect(match.state.ships.size).toBe(2);
  });
});

test('a seat beyond the last ship gets none, and the match goes on', () => {
  const match = TestMatch.inPlay();
  for (let seat = 3; seat <= MAX_SHIPS + 1; seat++) expect(match.order(seat as Seat, JOIN).status).toBe('applied');
  expect(match.state.ships.size).toBe(MAX_SHIPS);
  const crowd = Array.from({ length: MAX_SHIPS + 1 }, (_, index) => (index + 1) as Seat);
  expect(new TestMatch({ seats: crowd }).state.ships.size).toBe(MAX_SHIPS);
  const last = (MAX_SHIPS + 1) as Seat;
  match.hold(last, { thrust: 1, fire: true });
  match.run(10);
  expect(match.order(last, 'boost')).toMatchObject({ reason: 'no-ship' });
});

describe('an emote', () => {
  test('reaches everyone, and not more than one a second', () => {
    const match = new TestMatch().run(1);
    expect(match.order(ONE, 'emote', { kind: 'nice' })).toEqual({ status: 'applied' });
    expect(match.order(ONE, 'emote', { kind: 'oops' })).toMatchObject({ reason: 'too-soon' });
    match.run(EMOTE_INTERVAL);
    expect(match.order(ONE, 'emote', { kind: 'oops' })).toEqual({ status: 'applied' });
    expect(match.all('emoted')).toEqual([
      { by: ONE, kind: 'nice' },
      { by: ONE, kind: 'oops' },
    ]);
  });
});
