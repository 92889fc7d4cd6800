import { BotRunner, Machine } from '@rubato/game';
import type { EventRecord, FrameOf, OrderOf, OrderOutcome, Turn } from '@rubato/game';
import type { Seat } from '@rubato/schema';
import { describe, expect, test } from 'vitest';
import { TICKS_PER_SECOND } from './balance.ts';
import { bot } from './bot.ts';
import { arena } from './rules.ts';
import type { ArenaFrame } from './state.ts';
import { ONE, TestMatch, THREE, TWO } from './test-match.ts';

type Arena = typeof arena;
interface Options {
  readonly seats: number;
  readonly seed: number;
  readonly settings: {
    readonly rounds: number;
    readonly roundSeconds: number;
    readonly bots: 'mixed' | 'rookie' | 'ace';
  };
}

/** A match among bots, to its result. */
class BotMatch {
  readonly seats: readonly Seat[];
  readonly seed: Uint8Array;
  readonly settings: Options['settings'];
  readonly machine: Machine<Arena>;
  readonly turns: Turn[] = [];
  readonly events: EventRecord[] = [];
  readonly outcomes: OrderOutcome[] = [];
  private readonly runner: BotRunner;
  private seq = 0;

  constructor({ seats, seed, settings }: Options) {
    this.seats = Array.from({ length: seats }, (_, index) => (index + 1) as Seat);
    this.seed = new Uint8Array(16).fill(seed);
    this.settings = settings;
    this.machine = this.start();
    this.runner = new BotRunner(bot, this.seed);
  }

  start(): Machine<Arena> {
    return Machine.start(arena, { seats: this.seats, seed: this.seed, settings: this.settings });
  }

  play(): this {
    const limit = this.settings.rounds * (this.settings.roundSeconds + 20) * TICKS_PER_SECOND;
    while (this.machine.result() === undefined) {
      if (this.machine.tick > limit) throw new Error('the match does not end');
      this.turn();
    }
    return this;
  }

  kills(who: number): number {
    return [...this.machine.view.ships].find((ship) => ship.owner === who)?.kills ?? 0;
  }

  private turn(): void {
    const { tick: seenTick, view } = this.machine;
    const frames = new Map<Seat, FrameOf<Arena>>();
    const orders: OrderOf<Arena>[] = [];
    for (const seat of this.seats) {
      const play = this.runner.play(view, seat, seenTick);
      if (play.frame) frames.set(seat, { args: play.frame, seenTick } as FrameOf<Arena>);
      for (const { name, args } of play.orders ?? []) {
        orders.push({ seat, seq: ++this.seq, seenTick, name, args } as OrderOf<Arena>);
      }
    }
    const report = this.machine.runTurn({ orders, frames, ticks: 1 });
    this.turns.push(report.turn);
    this.events.push(...report.events);
    this.outcomes.push(...report.outcomes);
  }
}

const SHORT = { rounds: 1, roundSeconds: 180, bots: 'mixed' } as const;

describe('four bots', () => {
  const match = new BotMatch({ seats: 4, seed: 5, settings: SHORT }).play();
  const count = (name: string) => match.events.filter((event) => event.name === name).length;

  test('fight a three-minute match to its result, without a fault (a non-finite number would be one)', () => {
    expect(count('destroyed')).toBeGreaterThanOrEqual(10);
    expect(match.machine.result()!.scores).toHaveLength(4);
    expect(match.machine.frozen).toBeUndefined();
    expect(match.turns.every((turn) => turn.stepFaults.length === 0)).toBe(true);
    expect(match.turns.every((turn) => turn.orders.every((order) => !order.faulted))).toBe(true);
  });

  test('use all that the arena offers', () => {
    for (const name of [
      'fired',
      'hit',
      'shieldDown',
      'beamed',
      'picked',
      'boosted',
      'respawned',
      'bounced',
      'struck',
    ]) {
      expect([name, count(name) > 0]).toEqual([name, true]);
    }
  });

  test('never order what the rules refuse', () => {
    expect(match.outcomes.length).toBeGreaterThan(10);
    expect(match.outcomes.filter(({ status }) => status !== 'applied')).toEqual([]);
  });

  test('play the same match again from its journal, hash by hash', () => {
    const again = match.start();
    for (const turn of match.turns) expect(again.rerun(turn).turn.hash).toBe(turn.hash);
    expect(again.result()).toEqual(match.machine.result());
  });

  test('play the same match again from the same seed, and another from another', () => {
    const same = new BotMatch({ seats: 4, seed: 5, settings: { ...SHORT, roundSeconds: 10 } }).play();
    const twin = new BotMatch({ seats: 4, seed: 5, settings: { ...SHORT, roundSeconds: 10 } }).play();
    const other = new BotMatch({ seats: 4, seed: 6, settings: { ...SHORT, roundSeconds: 10 } }).play();
    expect(twin.machine.hash()).toBe(same.machine.hash());
    expect(other.machine.hash()).not.toBe(same.machine.hash());
  });
});

describe('skill', () => {
  test.each([1, 2, 3, 4, 5])('an ace beats each of two rookies (seed %i)', (seed) => {
    const match = new BotMatch({ seats: 3, seed, settings: { rounds: 1, roundSeconds: 90, bots: 'mixed' } }).play();
    expect(match.kills(3)).toBeGreaterThan(match.kills(1));
    expect(match.kills(3)).toBeGreaterThan(match.kills(2));
  });

  test('a rookie is easy meat: among rookies nobody dies more often than every 20 seconds', () => {
    const match = new BotMatch({
      seats: 4,
      seed: 9,
      settings: { rounds: 1, roundSeconds: 120, bots: 'rookie' },
    }).play();
    const deaths = match.events.filter((event) => event.name === 'destroyed').length;
    expect(deaths).toBeGreaterThan(2);
    expect(deaths).toBeLessThan((4 * 120) / 20);
  });
});

describe('a bot', () => {
  /** Lets the bot on seat 3, an ace, play on. */
  function letPlay(match: TestMatch, ticks: number): void {
    const runner = new BotRunner(bot, new Uint8Array(16));
    for (let i = 0; i < ticks; i++) {
      const { machine } = match;
      match.hold(THREE, (runner.play(machine.view, THREE, machine.tick).frame ?? {}) as Partial<ArenaFrame>);
      match.run(1);
    }
  }

  test('flies round the rock that lies between it and its target', () => {
    for (const y of [-6, -2, 0, 3, 6]) {
      const match = TestMatch.inPlay({ seats: [ONE, THREE] });
      match.put(ONE, { x: 75, y: 0 });
      match.put(THREE, { x: -75, y, vx: 1, heading: 0 });
      match.state.rocks.add({ x: 0, y: 0, radius: 10 });
      letPlay(match, 150);
      expect(match.ship(THREE).x).toBeGreaterThan(12);
      expect(match.all('bounced')).toEqual([]);
    }
  });

  test('holds its fire while a rock covers its target', () => {
    const shotsInTwentyTicks = (covered: boolean) => {
      const match = TestMatch.inPlay({ seats: [ONE, THREE] });
      match.put(ONE, { x: 30, y: 0 });
      match.put(THREE, { x: 0, y: 0, heading: 0 });
      if (covered) match.state.rocks.add({ x: 22, y: 0, radius: 4 });
      letPlay(match, 20);
      return match.all('fired').length;
    };
    expect(shotsInTwentyTicks(false)).toBeGreaterThan(0);
    expect(shotsInTwentyTicks(true)).toBe(0);
  });

  test('that is nearly wrecked flies for a repair instead of fighting on', () => {
    const match = TestMatch.inPlay({ seats: [ONE, THREE] });
    match.put(ONE, { x: 60, y: 40 });
    match.put(THREE, { x: 20, y: 20, hull: 10 });
    match.state.pickups.add({ x: -30, y: -20, kind: 'repair', readyAt: 0 });
    letPlay(match, 200);
    expect(match.all('picked')).toMatchObject([{ by: THREE, kind: 'repair' }]);
  });

  test('without a ship has nothing to say', () => {
    const match = TestMatch.inPlay({ seats: [ONE, TWO] });
    expect(new BotRunner(bot, new Uint8Array(16)).play(match.machine.view, THREE, 1)).toEqual({});
  });
});
