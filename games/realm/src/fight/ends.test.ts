import { describe, expect, test } from 'vitest';
import { FLIGHT, RECOVERY } from './balance.ts';
import type { CreatureName } from './names.ts';
import { flightChance } from './orders.ts';
import { MOST_PER_SIDE, MOST_ROUNDS } from './state.ts';
import { characterStats } from './stats.ts';
import { one, seatOf, TestFight } from './test-fight.ts';

const attack = (target: number) => ({ name: 'attack', args: { target: seatOf(target) } }) as const;
const defend = { name: 'defend', args: {} } as const;
const flee = { name: 'flee', args: {} } as const;

/** Two characters; the first has the turn. */
function duel() {
  return new TestFight({ kind: 'duel', fighters: [one(1, 'character'), one(2, 'character')] }).until(1);
}

describe('flight', () => {
  test('each attempt makes the next one likelier, within bounds', () => {
    const fight = duel();
    const chances = [0, 1, 2, 9].map((flights) =>
      flightChance(fight.state, Object.assign(fight.fighter(1), { flights })),
    );
    expect(chances).toEqual([FLIGHT.chance, FLIGHT.chance + 15, FLIGHT.chance + 30, FLIGHT.best]);
    fight.fighter(2).speed = 99;
    fight.fighter(1).flights = 0;
    expect(flightChance(fight.state, fight.fighter(1))).toBe(FLIGHT.worst);
  });

  test('the last of a side who gets away ends the fight without rewards', () => {
    for (let seed = 0; seed < 5; seed++) {
      const fight = new TestFight({ seed, fighters: [one(1, 'character'), one(2, 'mire-rat')] });
      fight.fighter(2).might = 1;
      while (fight.machine.result() === undefined) {
        if (fight.acting === 1) fight.order(1, flee);
        else fight.run(1);
      }
      expect(fight.machine.result()).toMatchObject({ winners: [2], reason: 'flight' });
      expect(fight.all('reward')).toEqual([]);
      expect(fight.all('leaves')).toMatchObject([
        { who: 1, state: 'fled' },
        { who: 2, state: 'fighting' },
      ]);
    }
  });
});

describe('the end', () => {
  const people = (count: number) => Array.from({ length: count }, () => one(1, 'character', { level: 12 }));
  function won(creatures: readonly CreatureName[], count = 1, seed = 1) {
    const fight = new TestFight({ seed, fighters: [...people(count), ...creatures.map((name) => one(2, name))] });
    return fight.playOut();
  }
  interface Told {
    readonly to: number;
    readonly kind: string;
    readonly amount: number;
  }

  test('gives each winner gold and experience, in one turn with the end', () => {
    const fight = won(['ash-wolf', 'mire-rat'], 2);
    expect(fight.machine.result()).toMatchObject({ winners: [1, 2], reason: 'victory' });
    const rewards = fight.all('reward') as Told[];
    const experience = rewards.filter(({ kind }) => kind === 'experience');
    expect(experience.map(({ to, amount }) => [to, amount])).toEqual([
      [1, 17 + 10],
      [2, 17 + 10],
    ]);
    const ends = fight.events.filter(({ name }) => ['ended', 'leaves', 'reward'].includes(name));
    expect(new Set(ends.map(({ tick, cause }) => `${tick} ${cause}`)).size).toBe(1);
    expect(ends.filter(({ name }) => name === 'leaves')).toHaveLength(4);
  });

  test('brings what the fallen carried, about as often as it says', () => {
    let pelts = 0;
    for (let seed = 0; seed < 50; seed++)
      pelts += (won(['ash-wolf'], 1, seed).all('reward') as Told[]).filter(({ kind }) => kind === 'item').length;
    expect(pelts).toBeGreaterThan(10);
    expect(pelts).toBeLessThan(30);
  });

  test('of a duel brings nothing; of an attack experience alone, unless the fallen was far weaker', () => {
    const end = (kind: 'duel' | 'attack', level: number) => {
      const fighters = [one(1, 'character', { level }), one(2, 'character')];
      const fight = new TestFight({ kind, fighters }).until(1);
      fight.fighter(2).health = 1;
      while (fight.machine.result() === undefined) fight.order(fight.acting, fight.acting === 1 ? attack(2) : defend);
      return fight.all('reward');
    };
    expect(end('duel', 1)).toEqual([]);
    expect(end('attack', 1)).toEqual([{ to: 1, kind: 'experience', item: 'none', amount: 8 }]);
    expect(end('attack', 12)).toEqual([]);
  });

  test('comes as a draw when nobody has won after the last round', () => {
    const fight = duel();
    while (fight.machine.result() === undefined) fight.order(fight.acting, defend);
    expect(fight.machine.result()).toMatchObject({ winners: [], reason: 'draw' });
    expect(fight.state.round.number).toBe(MOST_ROUNDS);
    expect(fight.all('reward')).toEqual([]);
  });
});

describe('settings', () => {
  test('out of range count as the nearest in range', () => {
    const fighters = [
      one(1, 'character', { level: 200, health: 255, healingDraughts: 99 }),
      ...Array.from({ length: 5 }, () => one(2, 'mire-rat', { level: 9 })),
    ];
    const fight = new TestFight({ fighters });
    expect(fight.fighter(1)).toMatchObject({
      level: 20,
      health: characterStats('verdant-pact', 20).health,
      healingDraughts: 3,
    });
    expect(fight.state.fighters.size).toBe(1 + MOST_PER_SIDE);
    expect(fight.fighter(2).level).toBe(1);
  });

  test('carry wounds into the fight, but nobody begins without health', () => {
    const fight = new TestFight({ fighters: [one(1, 'character', { health: 0, mana: 50 }), one(2, 'character')] });
    const { manaMax } = fight.fighter(1);
    expect(fight.fighter(1).health).toBe(1);
    const begun = Number(fight.acting === 1) * RECOVERY.mana;
    expect(fight.fighter(1).mana).toBe(Math.min(manaMax, Math.floor(manaMax / 2) + begun));
  });

  test('with one side only are a fight that is over at once, and won by nobody’s defeat', () => {
    const fight = new TestFight({ fighters: [one(1, 'character')] });
    expect(fight.machine.result()).toMatchObject({ winners: [1], reason: 'flight' });
    expect(fight.all('reward')).toEqual([]);
  });
});
