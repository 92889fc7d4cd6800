import { describe, expect, it } from 'vitest';
import { defineGame } from '@rubato/game';
import type { PlayedSheet } from '@rubato/services';
import { kernelRules } from './kernel-rules.ts';
import { tallyTurns } from './testing/tally.ts';
import { MOST_SHEET_ORDERS } from './turn-sheet.ts';

const rules = kernelRules(tallyTurns);
const match = { seed: '0123456789abcdef0123456789abcdef', seats: 3, settings: '{}' };
const frank = { name: 'frank', version: 1, state: {}, commands: {}, setup() {} } as const;
const adding = (...numbers: number[]) => JSON.stringify(numbers.map((n) => ({ name: 'add', args: { n } })));
const sheets = (...sums: number[]): PlayedSheet[] =>
  sums.map((n, i) => ({ seat: i + 1, by: 'player', orders: adding(n) }));

describe('a match of the kernel between two turns', () => {
  it('goes on from its text as it went on itself', () => {
    const position = rules.begin(match);
    position.run(sheets(1, 2, 3));
    const again = rules.load(match, position.save());
    expect([again.turn, again.hash(), again.view(2)]).toEqual([1, position.hash(), position.view(2)]);
    for (const each of [position, again]) each.run(sheets(3, 2, 1));
    expect(again.hash()).toBe(position.hash());
  });

  it('comes out alike whatever the order of the sheets', () => {
    const [one, other] = [rules.begin(match), rules.begin(match)];
    const given = [...sheets(1, 2, 3), { seat: 4, by: 'player' as const, orders: adding(3, 1, 2) }];
    const ordered = one.orders(given).map(({ seat, seq, args }) => [seat, seq, args]);
    expect(ordered.slice(0, 4).toSorted()).toEqual([1, 2, 3, 4].map((seat) => [seat, 1, { n: Math.min(seat, 3) }]));
    expect(ordered.slice(4)).toEqual([
      [4, 2, { n: 1 }],
      [4, 3, { n: 2 }],
    ]);
    expect(other.orders(given.toReversed())).toEqual(one.orders(given));
    one.run(sheets(1, 2, 3));
    other.run(sheets(1, 2, 3).reverse());
    expect(other.hash()).toBe(one.hash());
  });

  it('shuffles the seats of a round anew in each turn, by the seed of the match alone', () => {
    const firsts = (seed: string): readonly number[] => {
      const position = rules.begin({ ...match, seed });
      return Array.from({ length: 24 }, () => {
        const [first] = position.orders(sheets(1, 2, 3));
        position.run(sheets(1, 2, 3));
        return first!.seat;
      });
    };
    const seen = firsts('00'.repeat(16));
    expect(new Set(seen)).toEqual(new Set([1, 2, 3]));
    expect(firsts('00'.repeat(16))).toEqual(seen);
    expect(firsts('01'.repeat(16))).not.toEqual(seen);
  });

  it('shows a seat only what it sees, in views and films; a film ends with the state after the turn', () => {
    const position = rules.begin(match);
    const film = JSON.parse(position.film(2, sheets(1, 2, 3)));
    expect(position.turn).toBe(0);
    position.run(sheets(1, 2, 3));
    const sums = Object.values((JSON.parse(position.view(2)) as { sums: object }).sums);
    expect(sums).toEqual([{ owner: 2, sum: 2 }]);
    expect(film.events).toEqual([{ tick: 0, name: 'added', data: { n: 2 } }]);
    expect(film.frames).toHaveLength(10);
    expect(film.frames.at(-1)).toMatchObject({ tick: 20, patch: { clock: { ticks: 20 } } });
    const { clock } = JSON.parse(position.view(2)) as { clock: { dice: number } };
    expect(film.frames.at(-1).patch.clock.dice).toBe(clock.dice);
  });

  it('shows a spectator nothing that the game hides from all but one seat, in views, films and events', () => {
    const position = rules.begin({ ...match, settings: '{"start":5}' });
    expect([rules.hides, kernelRules({ ...tallyTurns, game: defineGame(frank) }).hides]).toEqual([true, false]);
    const film = position.film(null, sheets(1, 2, 3));
    expect(JSON.parse(film)).toMatchObject({ first: { state: { sums: {} } }, events: [] });
    expect(film).not.toContain('owner');
    position.run(sheets(1, 2, 3));
    expect(JSON.parse(position.view(null))).toMatchObject({ sums: {}, clock: { ticks: 20 } });
  });

  it('says what is wrong with each order: unknown, malformed, refused, too many', () => {
    const position = rules.begin(match);
    const orders = [
      { name: 'add', args: { n: 1 } },
      { name: 'steal', args: {} },
      { name: 'add', args: { n: -1 } },
      { name: 'constructor', args: {} },
    ];
    expect(position.check(1, JSON.stringify(orders)).map(({ index, reason }) => [index, reason.split(':')[0]])).toEqual(
      [
        [1, 'unknown-command'],
        [2, 'bad-args'],
        [3, 'unknown-command'],
      ],
    );
    expect(position.check(1, adding(1, 4))).toEqual([{ index: 1, reason: 'too-much', fatal: true }]);
    const many = adding(...Array.from({ length: MOST_SHEET_ORDERS + 1 }, () => 0));
    expect(position.check(1, many)).toEqual([{ index: MOST_SHEET_ORDERS + 1, reason: 'too-many', fatal: true }]);
    expect(position.turn).toBe(0);
  });

  it('asks the bot where nobody sits, and orders nothing where there is none', () => {
    expect(JSON.parse(rules.begin(match).standIn(1))).toEqual([{ name: 'add', args: { n: 1 } }]);
    const { bot: _, ...without } = tallyTurns;
    expect(kernelRules(without).begin(match).standIn(1)).toBe('[]');
  });

  it.each(['[]', '{"start":999}', '3'])('refuses the settings %s', (settings) => {
    expect(() => rules.begin({ ...match, settings })).toThrow(TypeError);
  });
});
