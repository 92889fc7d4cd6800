import { BotRunner, drawsAt, Machine } from '@rubato/game';
import type { OrderOf, Result } from '@rubato/game';
import type { Seat } from '@rubato/schema';
import { describe, expect, it } from 'vitest';
import { TURN_TICKS } from './balance.ts';
import { bot, planOrders, strengthOf, type Strength } from './bot.ts';
import { tactics } from './rules.ts';
import { SCENARIO_NAMES, type ScenarioName } from './scenarios.ts';
import { checkSheet } from './sheet.ts';
import { ONE, TestBattle, TWO } from './test-battle.ts';
import { times } from '../../../tools/provision/soak.ts';

interface Played {
  readonly turns: number;
  readonly result: Result | undefined;
  /** Orders that the rules refused, and problems of whole sheets. */
  readonly refused: readonly string[];
}

type Strengths = (seat: Seat) => Strength;

/** Plays a battle among bots to its end. */
function play(scenario: ScenarioName, seats: readonly Seat[], seed: number, strengths: Strengths): Played {
  const machine = Machine.start(tactics, { seats, seed: new Uint8Array(16).fill(seed), settings: { scenario } });
  const refused: string[] = [];
  const { turnLimit } = machine.state.battle;
  let seq = 0;
  let turns = 0;
  for (; turns < turnLimit && machine.result() === undefined; turns++) {
    const orders = machine.awaits().flatMap((seat) => {
      const view = machine.viewOf(seat);
      const sheet = planOrders(view, seat, drawsAt(machine.seed, `seat ${seat}`, 'bot', machine.tick), strengths(seat));
      refused.push(...checkSheet(view, seat, sheet).map(({ reason }) => `sheet: ${reason}`));
      return sheet.map((order) => ({ ...order, seat, seq: ++seq, seenTick: machine.tick }) as OrderOf<typeof tactics>);
    });
    const { outcomes } = machine.runTurn({ orders, ticks: TURN_TICKS });
    for (const outcome of outcomes) if (outcome.status !== 'applied') refused.push(JSON.stringify(outcome));
  }
  return { turns, result: machine.result(), refused };
}

const seatsTo = (count: number): Seat[] => Array.from({ length: count }, (_, i) => (i + 1) as Seat);
const rounds = times(1, 40);

describe('bots among each other', () => {
  for (const scenario of SCENARIO_NAMES)
    it(`end a battle of ${scenario} within its turns, with orders that the rules accept`, () => {
      for (let seed = 1; seed <= rounds; seed++) {
        const seats = seatsTo(seed % 2 === 0 ? 2 : 3);
        const played = play(scenario, seats, seed, (seat) => (seat === ONE ? 'cadet' : 'captain'));
        expect(played.refused).toEqual([]);
        expect(played.result).toBeDefined();
      }
    });

  it('six of them fit into one battle', () => {
    const { refused, result } = play('beacon', seatsTo(6), 3, () => 'cadet');
    expect(refused).toEqual([]);
    expect(result?.scores).toHaveLength(6);
  });
});

describe('a captain', () => {
  it('beats a cadet from either side', () => {
    const wins = { captain: 0, cadet: 0 };
    for (const scenario of ['asteroid-belt-ambush', 'beacon'] as const)
      for (let seed = 1; seed <= rounds; seed++)
        for (const captain of [ONE, TWO]) {
          const { result } = play(scenario, [ONE, TWO], seed + 10, (seat) => (seat === captain ? 'captain' : 'cadet'));
          if (result?.winners.includes(captain)) wins.captain += 1;
          else wins.cadet += 1;
        }
    expect(wins.captain).toBeGreaterThanOrEqual((wins.captain + wins.cadet) * 0.85);
  });
});

describe('a bot', () => {
  it('plans alike when it is asked again, and otherwise with other dice', () => {
    const battle = TestBattle.duel();
    const plan = (stream: string) =>
      planOrders(battle.view(ONE), ONE, drawsAt(new Uint8Array(16), stream, 'bot', 0), 'cadet');
    expect(plan('a')).toEqual(plan('a'));
    expect(plan('a')).not.toEqual(plan('b'));
  });

  it('knows nothing of what its view hides', () => {
    const orders = (z: number): unknown => {
      const battle = new TestBattle();
      for (const ship of battle.state.ships) if (ship.owner === TWO) battle.put(ship, { z: z + ship.number * 30 });
      return planOrders(battle.view(ONE), ONE, drawsAt(new Uint8Array(16), 'a', 'bot', 0), 'captain');
    };
    expect(orders(150)).toEqual(orders(400));
  });

  it('has nothing to say when the battle is over, or for a seat without ships', () => {
    const battle = new TestBattle({ settings: { turnLimit: 1 } });
    const draws = drawsAt(new Uint8Array(16), 'a', 'bot', 0);
    expect(planOrders(battle.view(9 as Seat), 9 as Seat, draws, 'captain')).toEqual([]);
    battle.run([]);
    expect(planOrders(battle.view(ONE), ONE, draws, 'captain')).toEqual([]);
  });

  it("is as strong as the match's setting says", () => {
    const strengths = (bots: string): string[] => {
      const battle = new TestBattle({ settings: { bots } });
      return [ONE, TWO].map((seat) => strengthOf(battle.view(seat), seat));
    };
    expect(strengths('cadet')).toEqual(['cadet', 'cadet']);
    expect(strengths('captain')).toEqual(['captain', 'captain']);
    expect(strengths('mixed')).toEqual(['cadet', 'captain']);
  });

  it('fills a seat as any bot does', () => {
    const battle = new TestBattle({ settings: { bots: 'captain' } });
    const { orders = [] } = new BotRunner(bot, new Uint8Array(16)).play(battle.view(TWO), TWO, 0);
    expect(orders.length).toBeGreaterThan(4);
    battle.run(orders.map((order) => ({ ...order, seat: TWO })) as never[], 0);
    expect(battle.outcomes.every(({ status }) => status === 'applied')).toBe(true);
  });
});
