import { describe, expect, test } from 'vitest';
import { FACTIONS } from '../world/factions.ts';
import type { CreatureName } from './names.ts';
import { MOST_ROUNDS } from './state.ts';
import { one, TestFight } from './test-fight.ts';
import { times } from '../../../../tools/provision/soak.ts';

/** Fights of a pair; each faction begins in half of them. */
const FIGHTS = times(24, 400);

/** Percent of fights that `a` wins against `b`; a draw is half a win. */
function wins(a: (typeof FACTIONS)[number], b: (typeof FACTIONS)[number], level: number): number {
  let sum = 0;
  for (let seed = 0; seed < FIGHTS; seed++) {
    const [first, second] = seed % 2 === 0 ? [a, b] : [b, a];
    const fighters = [one(1, 'character', { faction: first, level }), one(2, 'character', { faction: second, level })];
    const { winner } = new TestFight({ kind: 'duel', seed, fighters, quick: true }).playOut().state.round;
    sum += winner === 0 ? 0.5 : Number((winner === 1) === (seed % 2 === 0));
  }
  return (sum * 100) / FIGHTS;
}

describe('duels of equals', () => {
  const pairs = FACTIONS.flatMap((a, at) => FACTIONS.slice(at + 1).map((b) => [a, b] as const));
  test.each(pairs)('%s and %s each win at least a fifth, at every stage', (a, b) => {
    for (const level of [1, 10, 20]) {
      const share = wins(a, b, level);
      expect([level, share >= 20 && share <= 80, share]).toEqual([level, true, share]);
    }
  });

  test('over all stages and rivals no faction wins more than three in five', () => {
    for (const a of FACTIONS) {
      let sum = 0;
      for (const b of FACTIONS) for (const level of [1, 10]) if (a !== b) sum += wins(a, b, level);
      expect([a, sum / 6 >= 40 && sum / 6 <= 60, sum / 6]).toEqual([a, true, sum / 6]);
    }
  });
});

describe('against creatures', () => {
  function share(creature: CreatureName, level: number, party: number): number {
    let won = 0;
    for (let seed = 0; seed < FIGHTS; seed++) {
      const people = Array.from({ length: party }, (_, at) =>
        one(1, 'character', { faction: FACTIONS[(seed + at) % FACTIONS.length]!, level }),
      );
      const fight = new TestFight({ seed, fighters: [...people, one(2, creature)], quick: true }).playOut();
      if (fight.state.round.winner === 1) won += 1;
    }
    return (won * 100) / FIGHTS;
  }

  test.each([
    ['mire-rat', 1, 1, 90, 100],
    ['ash-wolf', 2, 1, 70, 100],
    ['cinder-imp', 3, 1, 70, 100],
    ['bog-lurker', 4, 1, 65, 100],
    ['glass-golem', 6, 1, 70, 100],
    ['hollow-knight', 8, 1, 35, 80],
    ['storm-drake', 12, 1, 5, 50],
    ['storm-drake', 11, 2, 80, 100],
    ['shard-warden', 15, 1, 0, 25],
    ['shard-warden', 14, 3, 85, 100],
  ] as const)(
    'a %s is worth level %i in a party of %i: won in %i to %i of a hundred',
    (creature, level, party, low, high) => {
      const won = share(creature, level, party);
      expect([creature, won >= low && won <= high, won]).toEqual([creature, true, won]);
    },
  );

  test('a party far above a creature hardly ever loses, one far below hardly ever wins', () => {
    expect(share('ash-wolf', 10, 1)).toBe(100);
    expect(share('storm-drake', 2, 1)).toBe(0);
  });
});

test('fights of bots take long enough to decide something and end long before their limit', () => {
  let rounds = 0;
  for (let seed = 0; seed < FIGHTS; seed++) {
    const { number } = new TestFight({ seed }).playOut().state.round;
    expect(number).toBeLessThanOrEqual(MOST_ROUNDS);
    rounds += number;
  }
  expect(rounds / FIGHTS).toBeGreaterThan(2);
  expect(rounds / FIGHTS).toBeLessThan(10);
});
