import { describe, expect, test } from 'vitest';
import { ABILITIES } from './abilities.ts';
import { fightRules } from './fight-rules.ts';
import { TURN_TICKS, type Fighter } from './state.ts';
import { one, seatOf, TestFight } from './test-fight.ts';

const attack = (target: number) => ({ name: 'attack', args: { target: seatOf(target) } }) as const;
const ability = (name: keyof typeof ABILITIES, target: number) =>
  ({ name: 'ability', args: { ability: name, target: seatOf(target) } }) as const;
const item = (name: 'healing-draught' | 'spirit-draught' | 'clear-salts', target: number) =>
  ({ name: 'item', args: { item: name, target: seatOf(target) } }) as const;
const defend = { name: 'defend', args: {} } as const;

/** Two characters of one faction; the first has the turn. */
function duel(fields: Parameters<typeof one>[2] = {}, options: { seed?: number; kind?: 'duel' | 'attack' } = {}) {
  const fighters = [one(1, 'character', fields), one(2, 'character', fields)];
  return new TestFight({ kind: 'duel', ...options, fighters }).until(1);
}

function give(
  fight: TestFight,
  number: number,
  kind: 'burning' | 'mending' | 'shielded' | 'stunned' | 'chilled' | 'weakened',
  turns: number,
  strength: number,
) {
  fight.state.statuses.add({ fighter: fight.fighter(number).id, kind, turns, strength });
}
const kindsOf = (fight: TestFight, { id }: Fighter) =>
  [...fight.state.statuses].filter(({ fighter }) => fighter === id).map(({ kind }) => kind);

describe('whose turn it is', () => {
  test('everyone who stands acts once in a round', () => {
    const fight = new TestFight({ fighters: [1, 1, 2, 2].map((side) => one(side, 'character')) });
    const acted: number[] = [];
    while (fight.state.round.number === 1) {
      acted.push(fight.acting);
      fight.order(fight.acting, defend);
    }
    expect(acted.toSorted()).toEqual([1, 2, 3, 4]);
  });

  test('whoever is quicker by more than the die acts first in each round', () => {
    const fight = new TestFight({ fighters: [one(1, 'character'), one(2, 'character')] });
    fight.fighter(2).speed = 40;
    while (fight.state.round.number === 1) fight.order(fight.acting, defend);
    for (let round = 0; round < 5; round++) {
      expect(fight.acting).toBe(2);
      fight.order(2, defend);
      fight.order(1, defend);
    }
  });

  test('who acts after whom in a round is told as it will be, without whoever fell', () => {
    const fight = new TestFight({ fighters: [1, 1, 2, 2].map((side) => one(side, 'character')) });
    const told = fightRules.stand(fight.machine.view).order;
    expect(told).toHaveLength(3);
    const acted: number[] = [];
    for (let turn = 0; turn < told.length; turn++) {
      fight.order(fight.acting, defend);
      acted.push(fight.acting);
    }
    expect(acted).toEqual(told);
    fight.order(fight.acting, defend);
    const [first, ...others] = fightRules.stand(fight.machine.view).order;
    fight.fighter(first!).state = 'fallen';
    expect(fightRules.stand(fight.machine.view).order).toEqual(others);
  });

  test('an order out of turn, for a fight that is over, or from nobody is refused', () => {
    const fight = duel();
    expect(fight.order(2, attack(1))).toEqual({ status: 'rejected', reason: 'not-your-turn' });
    fight.fighter(2).health = 1;
    fight.fighter(1).speed = 200;
    while (fight.machine.result() === undefined) fight.order(fight.acting, fight.acting === 1 ? attack(2) : defend);
    expect(fight.order(1, attack(2))).toEqual({ status: 'rejected', reason: 'fight-over' });
  });

  test('a character that does not order defends when its time is over', () => {
    const fight = duel();
    fight.run(TURN_TICKS - 1);
    expect(fight.acting).toBe(1);
    fight.run(1);
    expect(fight.acting).toBe(2);
    expect(fight.fighter(1)).toMatchObject({ defending: true, missed: 1 });
    expect(fight.all('acted').at(-1)).toMatchObject({ who: 1, action: 'defend', by: 'timer' });
    fight.order(2, defend);
    fight.until(1).order(1, defend);
    expect(fight.fighter(1).missed).toBe(0);
  });

  test('a creature acts by itself after a short pause', () => {
    const fight = new TestFight({ fighters: [one(1, 'character'), one(2, 'ash-wolf')] });
    fight.until(2);
    fight.run(4);
    expect(fight.all('acted').at(-1)).toMatchObject({ who: 2, by: 'nature' });
  });

  test('a match waits for the seat whose turn it is', () => {
    expect(duel().machine.awaits()).toEqual([1]);
  });
});

describe('blows', () => {
  test('a blow that lands takes health and tells how much is left', () => {
    const fight = duel();
    while (fight.all('damage').length === 0) fight.until(1).order(1, attack(2));
    const { healthMax, health } = fight.fighter(2);
    expect(fight.all('damage')).toMatchObject([
      { who: 1, target: 2, type: 'steel', amount: healthMax - health, health },
    ]);
    expect(fight.fighter(1).dealt).toBe(healthMax - health);
  });

  /** Mean damage of many plain blows at number 2. */
  function mean(prepare: (fight: TestFight) => void, order = attack(2) as Parameters<TestFight['order']>[1]): number {
    let sum = 0;
    for (let seed = 0; seed < 80; seed++) {
      const fight = duel({ level: 4 }, { seed });
      fight.fighter(2).defending = false;
      prepare(fight);
      const before = fight.fighter(2).health;
      fight.order(1, order);
      sum += before - fight.fighter(2).health;
    }
    return sum / 80;
  }
  const plain = mean(() => {});

  test('defending halves it', () => {
    expect(mean((fight) => (fight.fighter(2).defending = true)) / plain).toBeCloseTo(0.5, 1);
  });
  test('armour blunts steel', () => {
    expect(mean((fight) => (fight.fighter(2).armour += 120))).toBeLessThan(plain * 0.6);
  });
  test('might makes it harder, weakness softer', () => {
    expect(mean((fight) => (fight.fighter(1).might *= 2)) / plain).toBeCloseTo(2, 0);
    expect(mean((fight) => give(fight, 1, 'weakened', 3, 50)) / plain).toBeCloseTo(0.5, 1);
  });
  test('resistance counts by type: what resists fire fears frost', () => {
    const fire = { faction: 'ember-court', level: 4 } as const;
    const by = (faction: 'ember-court' | 'tidebound', name: 'cinder-lash' | 'rime-dart') => {
      let sum = 0;
      for (let seed = 0; seed < 60; seed++) {
        const fight = new TestFight({
          seed,
          fighters: [one(1, 'character', { ...fire, faction }), one(2, 'cinder-imp')],
        });
        fight.fighter(1).wits = 10;
        fight.until(1);
        const before = fight.fighter(2).health;
        fight.order(1, ability(name, 2));
        sum += before - fight.fighter(2).health;
      }
      return sum;
    };
    expect(by('ember-court', 'cinder-lash')).toBeLessThan(by('tidebound', 'rime-dart') * 0.5);
  });
  test('a shield takes it first, and is gone when it is used up', () => {
    const fight = duel();
    give(fight, 2, 'shielded', 9, 3);
    while (fight.all('damage').length === 0) fight.until(1).order(1, attack(2));
    expect(fight.all('damage')).toMatchObject([{ absorbed: 3 }]);
    expect(fight.all('statusEnded')).toEqual([{ target: 2, kind: 'shielded' }]);
  });
  test('some miss, and quick ones are missed more often', () => {
    const missed = (speed: number) => {
      let count = 0;
      for (let seed = 0; seed < 100; seed++) {
        const fight = duel({}, { seed });
        fight.fighter(2).speed += speed;
        fight.order(1, attack(2));
        count += fight.all('missed').length;
      }
      return count;
    };
    expect(missed(0)).toBeGreaterThan(2);
    expect(missed(0)).toBeLessThan(25);
    expect(missed(30)).toBeGreaterThan(missed(0) + 10);
  });
});

describe('abilities', () => {
  test('cost what they say, and rest for as many rounds as they say', () => {
    const fight = duel({ faction: 'tidebound', level: 4 });
    const { mana } = fight.fighter(1);
    expect(fight.order(1, ability('undertow', 2))).toEqual({ status: 'applied' });
    expect(fight.fighter(1).mana).toBe(mana - ABILITIES.undertow.mana);
    const { number } = fight.state.round;
    const rounds = ABILITIES.undertow.rest + 1;
    const told = fightRules.stand(fight.machine.view).fighters.map(({ rests }) => rests);
    expect(told).toEqual([[{ abilityName: 'undertow', rounds }], []]);
    while (fight.state.round.number <= number + ABILITIES.undertow.rest) {
      fight.until(1);
      if (fight.state.round.number > number + ABILITIES.undertow.rest) break;
      expect(fight.order(1, ability('undertow', 2))).toEqual({ status: 'rejected', reason: 'still-resting' });
      fight.order(1, defend);
    }
    expect(fight.until(1).order(1, ability('undertow', 2))).toEqual({ status: 'applied' });
  });

  test('are refused when not learnt, of another faction, unpayable or wrongly aimed', () => {
    const fight = duel({ faction: 'tidebound', level: 2, health: 50 });
    const refused = (name: keyof typeof ABILITIES, target: number) => fight.order(1, ability(name, target));
    expect(refused('undertow', 2)).toEqual({ status: 'rejected', reason: 'unknown-ability' });
    expect(refused('oakfall', 2)).toEqual({ status: 'rejected', reason: 'unknown-ability' });
    expect(refused('rime-dart', 1)).toEqual({ status: 'rejected', reason: 'wrong-target' });
    expect(refused('mending-spring', 2)).toEqual({ status: 'rejected', reason: 'wrong-target' });
    expect(refused('rime-dart', 7)).toEqual({ status: 'rejected', reason: 'no-such-target' });
    fight.fighter(1).mana = 2;
    expect(refused('rime-dart', 2)).toEqual({ status: 'rejected', reason: 'no-mana' });
    const strong = duel({ faction: 'verdant-pact' });
    strong.fighter(1).stamina = 1;
    expect(strong.order(1, ability('oakfall', 2))).toEqual({ status: 'rejected', reason: 'no-stamina' });
    expect(strong.order(1, attack(1))).toEqual({ status: 'rejected', reason: 'wrong-target' });
  });

  test('that reach all foes strike each of them and no friend', () => {
    const fighters = [
      one(1, 'character', { faction: 'ember-court', level: 6 }),
      one(1, 'character'),
      ...[2, 2, 2].map((side) => one(side, 'character')),
    ];
    const fight = new TestFight({ kind: 'duel', fighters }).until(1);
    fight.order(1, ability('kiln-breath', 0));
    const told = [...fight.all('damage'), ...fight.all('missed')] as { who: number; target: number }[];
    expect(
      told
        .filter(({ who }) => who === 1)
        .map(({ target }) => target)
        .toSorted(),
    ).toEqual([3, 4, 5]);
  });

  test('that heal never lift health above its maximum', () => {
    const fight = duel({ faction: 'tidebound', level: 20, health: 99 });
    const { health, healthMax } = fight.fighter(1);
    fight.order(1, ability('mending-spring', 1));
    expect(fight.all('heal')).toEqual([{ who: 1, target: 1, amount: healthMax - health, health: healthMax }]);
  });

  test('that drain give back a part of what they took', () => {
    const fight = duel({ faction: 'pale-choir', level: 8, health: 40 });
    while (fight.all('damage').length === 0) {
      fight.fighter(1).stamina = 40;
      fight.until(1).order(1, fight.state.rests.size > 0 ? defend : ability('borrowed-breath', 2));
    }
    const [{ amount }] = fight.all('damage') as [{ amount: number }];
    expect(fight.all('heal')).toMatchObject([{ who: 1, amount: Math.floor(amount / 2) }]);
  });
});

describe('statuses', () => {
  test('burning hurts at the beginning of each turn, and ends', () => {
    const fight = duel();
    give(fight, 2, 'burning', 2, 5);
    fight.order(1, defend);
    fight.until(2).order(2, defend);
    fight.until(2).order(2, defend);
    fight.until(2);
    expect(fight.all('burned')).toMatchObject([
      { target: 2, amount: 5 },
      { target: 2, amount: 5 },
    ]);
    expect(kindsOf(fight, fight.fighter(2))).toEqual([]);
  });

  test('burning can end a fight', () => {
    const fight = duel();
    fight.fighter(2).health = 1;
    give(fight, 2, 'burning', 2, 5);
    fight.order(1, defend);
    while (fight.acting === 1) fight.order(1, defend);
    expect(fight.machine.result()).toMatchObject({ winners: [1], reason: 'victory' });
  });

  test('who is stunned loses a turn', () => {
    const fight = duel();
    give(fight, 2, 'stunned', 1, 1);
    fight.order(1, defend);
    fight.until(2);
    expect(fight.all('skipped')).toEqual([{ who: 2 }]);
  });

  test('who mends gains health each turn, and the chilled act late', () => {
    const fight = duel({ health: 50 });
    give(fight, 1, 'mending', 3, 7);
    const { health } = fight.fighter(1);
    fight.order(1, defend);
    fight.until(1);
    expect(fight.fighter(1).health).toBe(health + 7);
    const rolled = fight.fighter(1).speed;
    give(fight, 1, 'chilled', 9, 15);
    const { number } = fight.state.round;
    while (fight.state.round.number === number) fight.order(fight.acting, defend);
    expect(fight.fighter(1).initiative).toBeLessThanOrEqual(Math.floor(rolled / 2) + 10);
  });

  test('a second one of a kind lengthens the first instead of adding to it', () => {
    const fight = duel({ faction: 'verdant-pact', level: 2 });
    give(fight, 1, 'shielded', 1, 4);
    fight.order(1, ability('bark-ward', 1));
    expect(kindsOf(fight, fight.fighter(1))).toEqual(['shielded']);
    expect(fight.all('status')).toMatchObject([{ target: 1, kind: 'shielded', turns: 3 }]);
  });
});

describe('items', () => {
  test('are used up, and there are no more than were brought', () => {
    const fight = duel({ healingDraughts: 1, health: 30 });
    const { health, healthMax } = fight.fighter(1);
    expect(fight.order(1, item('healing-draught', 1))).toEqual({ status: 'applied' });
    expect(fight.fighter(1).health).toBe(health + Math.floor(healthMax * 0.35));
    expect(fight.fighter(1)).toMatchObject({ healingDraughts: 0, usedHealing: 1 });
    expect(fight.until(1).order(1, item('healing-draught', 1))).toEqual({ status: 'rejected', reason: 'none-left' });
    expect(fight.order(1, item('healing-draught', 2))).toEqual({ status: 'rejected', reason: 'none-left' });
  });

  test('cleanse, and restore mana and stamina', () => {
    const fight = duel({ clearSalts: 1, spiritDraughts: 1, mana: 0, stamina: 0 });
    give(fight, 1, 'burning', 9, 1);
    give(fight, 1, 'mending', 9, 1);
    fight.order(1, item('clear-salts', 1));
    expect(kindsOf(fight, fight.fighter(1))).toEqual(['mending']);
    fight.until(1).order(1, item('spirit-draught', 1));
    expect(fight.fighter(1).mana).toBeGreaterThanOrEqual(Math.floor(fight.fighter(1).manaMax / 2));
    expect(fight.fighter(1).stamina).toBeGreaterThanOrEqual(Math.floor(fight.fighter(1).staminaMax / 2));
  });
});
