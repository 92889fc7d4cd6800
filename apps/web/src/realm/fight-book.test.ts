import { describe, expect, it } from 'vitest';
import {
  abilitiesOf,
  acted,
  costOf,
  ended,
  healed,
  hurt,
  LINES_OF_FIGHT,
  noFight,
  orderOf,
  outcomeFor,
  restOf,
  stands,
  suppliesIn,
} from './fight-book.ts';
import type { Fight, Fighter } from './told.ts';

const fighter = (id: string, side: 'a' | 'b'): Fighter => {
  const full = { health: 50, maxHealth: 50, mana: 9, maxMana: 9, stamina: 9, maxStamina: 9 };
  return {
    id,
    name: id.toUpperCase(),
    side,
    player: true,
    kind: 'character',
    level: 1,
    ...full,
    defending: false,
    fled: false,
    statuses: [],
  };
};
const fight = (turn: number, more: Partial<Fight> = {}): Fight => {
  const fighters = [fighter('a', 'a'), fighter('b', 'b')];
  return {
    combatId: 'c',
    kind: 'duel',
    phase: 'running',
    locationId: 'stillpoint',
    round: 1,
    turn,
    actorId: 'a',
    fighters,
    ...more,
  };
};
const blow = (index: number, more: object = {}) => {
  return {
    combatId: 'c',
    turn: 1,
    index,
    sourceId: 'a',
    targetId: 'b',
    amount: 12,
    health: 38,
    critical: false,
    ...more,
  };
};

describe('a fight', () => {
  it('stands as the newest account says', () => {
    const book = stands(stands(noFight, fight(4)), fight(3));
    expect(book.fight?.turn).toBe(4);
    expect(stands(book, fight(5, { phase: 'ended' })).fight?.phase).toBe('ended');
    expect(stands(stands(book, fight(5, { phase: 'ended' })), fight(6)).fight?.phase).toBe('ended');
  });

  it('tells each blow once, and takes its health at once', () => {
    const book = [
      blow(0),
      blow(0),
      blow(1, { missed: true }),
      blow(2, { abilityName: 'rime-dart', critical: true }),
    ].reduce(hurt, stands(noFight, fight(1)));
    expect(book.lines.map(({ text }) => text)).toEqual([
      'B loses 12 health.',
      'B gets out of the way.',
      'B loses 12 health (Rime dart): a heavy blow!',
    ]);
    expect(book.fight?.fighters[1]?.health).toBe(38);
  });

  it('tells what was done, and who was healed', () => {
    const act = { combatId: 'c', turn: 2, actorId: 'b', actionType: 'defend', byItself: true } as const;
    const book = healed(acted(stands(noFight, fight(1)), act, 'a'), { ...blow(3), turn: 2, amount: 5, health: 43 });
    expect(book.lines.map(({ text }) => text)).toEqual(['B hesitates, and defends.', 'B regains 5 health.']);
  });

  it('stays as it was seen last when it is over', () => {
    const book = stands(hurt(stands(noFight, fight(1)), blow(0)), fight(2, { phase: 'ended', winner: 'a' }));
    expect(book.fight).toMatchObject({ phase: 'ended', winner: 'a', fighters: [{ health: 50 }, { health: 38 }] });
  });

  it('counts down what was carried into it, each use once', () => {
    const carried = new Map([
      ['healing-draught', 5],
      ['ash-pelt', 1],
    ]);
    const begun = stands(noFight, fight(1), carried);
    expect(suppliesIn(begun)).toEqual([['healing-draught', 3]]);
    const few = stands(noFight, fight(1), new Map([['healing-draught', 1]]));
    const use = {
      combatId: 'c',
      turn: 2,
      actorId: 'a',
      actionType: 'item',
      byItself: false,
      itemName: 'healing-draught',
    } as const;
    expect(suppliesIn(acted(few, { ...use, actorId: 'b' }, 'a'))).toEqual([['healing-draught', 1]]);
    expect(suppliesIn(acted(acted(few, use, 'a'), use, 'a'))).toEqual([]);
    expect(suppliesIn(stands(noFight, fight(9), carried)).map(([name]) => name)).toEqual([
      'healing-draught',
      'spirit-draught',
      'clear-salts',
    ]);
  });

  it('hears nothing of another fight, and ends for each side as it should', () => {
    const book = stands(noFight, fight(1));
    expect(hurt(book, blow(0, { combatId: 'other' }))).toBe(book);
    const end = { combatId: 'c', winner: 'a', reason: 'victory', rewards: [] } as const;
    expect(ended(book, { ...end, combatId: 'other' })).toBe(book);
    expect(['a', 'b'].map((id) => outcomeFor(ended(book, end), id))).toEqual(['Victory', 'Defeat']);
    expect(outcomeFor(ended(book, { combatId: 'c', reason: 'draw', rewards: [] }), 'a')).toBe('A draw');
  });

  it('keeps so many lines', () => {
    const book = Array.from({ length: LINES_OF_FIGHT + 9 }, (_, n) => blow(n)).reduce(hurt, stands(noFight, fight(1)));
    expect(book.lines).toHaveLength(LINES_OF_FIGHT);
  });

  it('offers what the faction teaches up to the level', () => {
    expect(abilitiesOf('tidebound', 4).map(([name]) => name)).toEqual(['rime-dart', 'mending-spring', 'undertow']);
    expect(costOf({ mana: 6, stamina: 0 })).toBe('6 mana');
  });
});

describe('what a fight’s state tells', () => {
  it('lists who acts in this round, first who acts now; nothing where the server doesn’t say', () => {
    const names = (more: Partial<Fight>) => orderOf(fight(1, more)).map(({ id }) => id);
    expect(names({ actorId: 'b', order: ['a'] })).toEqual(['b', 'a']);
    expect(names({ actorId: 'b', order: ['a', 'gone'] })).toEqual(['b', 'a']);
    expect(names({ actorId: 'b', order: [] })).toEqual(['b']);
    expect([names({ actorId: 'b' }), names({ actorId: undefined, order: ['a'] })]).toEqual([[], []]);
  });

  it('says for how many rounds an ability rests', () => {
    const tired = { ...fighter('a', 'a'), rests: [{ abilityName: 'undertow', rounds: 2 }] };
    expect([restOf(tired, 'undertow'), restOf(tired, 'rime-dart'), restOf(fighter('b', 'b'), 'undertow')]).toEqual([
      2, 0, 0,
    ]);
  });
});
