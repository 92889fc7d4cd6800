import { expect, it } from 'vitest';
import { explainSeek } from './explain.ts';
import { agreed, gapAt, groupsOf, sameTime, TRIED_MOST, widensInMs, type Ticket } from './suit.ts';

const MINUTE_MS = 60_000;
let made = 0;

function ticket(own: Partial<Ticket> = {}): Ticket {
  const id = `t${String(made++).padStart(6, '0')}`;
  const wishes = { settings: null, leastMs: 100, mostMs: 200, ladder: null, onlyRated: 0 };
  return { id, accountId: `of ${id}`, ...wishes, rating: 1500, gap: 100, mostGap: 500, sinceMs: 0, ...own };
}

const together = (tickets: readonly Ticket[], { seats = 2, nowMs = 0, apart = new Set<string>() } = {}) =>
  groupsOf(tickets, { seats, apart, nowMs }).map((group) =>
    group.map(({ id }) => tickets.findIndex((t) => t.id === id)),
  );

it('groups the oldest first, each ticket once', () => {
  expect(together(Array.from({ length: 5 }, () => ticket()))).toEqual([
    [0, 1],
    [2, 3],
  ]);
  expect(
    together(
      Array.from({ length: 7 }, () => ticket()),
      { seats: 3 },
    ),
  ).toEqual([
    [0, 1, 2],
    [3, 4, 5],
  ]);
});

it('looks past whom the oldest suits, but who don’t suit each other', () => {
  const tickets = [ticket(), ticket({ settings: 'a' }), ticket({ settings: 'b' }), ticket({ settings: 'b' })];
  expect(together(tickets, { seats: 3 })).toEqual([[0, 2, 3]]);
});

it('keeps apart what differs in one thing only', () => {
  const ladder = 'l';
  for (const [own, suit] of [
    [{}, true],
    [{ settings: 'b' }, false],
    [{ settings: null }, true],
    [{ leastMs: 201, mostMs: 300 }, false],
    [{ leastMs: 200, mostMs: 300 }, true],
    [{ leastMs: 10, mostMs: 99 }, false],
    [{ rating: 1601 }, false],
    [{ rating: 1600 }, true],
    [{ rating: 1400 }, true],
    [{ rating: 1550, gap: 49 }, false],
    [{ rating: 2400, ladder: null, onlyRated: 0 }, false],
    [{ ladder: 'other' }, false],
    [{ accountId: 'ann' }, false],
  ] as const) {
    const ann = ticket({ accountId: 'ann', settings: 'a', ladder, onlyRated: 1 });
    const other = ticket({ settings: 'a', ladder, onlyRated: 1, ...own });
    expect([own, together([ann, other]).length === 1]).toEqual([own, suit]);
    expect([own, together([other, ann]).length === 1]).toEqual([own, suit]);
  }
  // Nobody insists: ratings don’t count.
  expect(together([ticket({ ladder }), ticket({ rating: 2400 })])).toHaveLength(1);
  const [ann, bob] = [ticket({ accountId: 'ann' }), ticket({ accountId: 'bob' })];
  expect(together([ann, bob], { apart: new Set(['ann bob', 'bob ann']) })).toEqual([]);
});

it('widens by steps, on both sides, up to the most', () => {
  const ann = ticket({ ladder: 'l', rating: 1500 });
  const bob = ticket({ ladder: 'l', rating: 1650, sinceMs: 10 * MINUTE_MS });
  expect([0, 9, 10, 20, 1e6].map((minutes) => gapAt(ann, minutes * MINUTE_MS))).toEqual([100, 100, 125, 150, 500]);
  // Before it began: a server's clock was set back.
  expect(gapAt(bob, 0)).toBe(100);
  expect(together([ann, bob], { nowMs: 29 * MINUTE_MS })).toEqual([]);
  expect(together([ann, bob], { nowMs: 30 * MINUTE_MS })).toHaveLength(1);
  expect(widensInMs(ann, 4 * MINUTE_MS)).toBe(6 * MINUTE_MS);
  expect([widensInMs(ann, 1e9), widensInMs(ticket(), 0)]).toEqual([undefined, undefined]);
});

it('takes what all agree on', () => {
  const group = [
    ticket({ ladder: 'l' }),
    ticket({ settings: 'a', mostMs: 150 }),
    ticket({ ladder: 'l', leastMs: 120 }),
  ];
  expect(agreed(group)).toEqual({ settings: 'a', turnMs: 150 });
  expect(agreed([ticket({ ladder: 'l' }), ticket({ ladder: 'l' })])).toEqual({
    settings: null,
    turnMs: 200,
    ladder: 'l',
  });
});

it('has a turn’s time that is right for all, whenever any two have one', () => {
  let seed = 7;
  const random = () => (seed = (seed * 48_271) % 2_147_483_647) % 50;
  for (let round = 0; round < 300; round++) {
    const tickets = Array.from({ length: 12 }, () => {
      const leastMs = random();
      return ticket({ leastMs, mostMs: leastMs + random() });
    });
    for (const group of groupsOf(tickets, { seats: 4, apart: new Set(), nowMs: 0 })) {
      const { turnMs } = agreed(group);
      expect(group.every(({ leastMs, mostMs }) => leastMs <= turnMs && turnMs <= mostMs)).toBe(true);
      expect(group.every((a) => group.every((b) => sameTime(a, b)))).toBe(true);
    }
  }
});

it('gives up on one ticket after so many pairs, and goes on with the next', () => {
  // One that suits all; those fall into halves of which no three suit each other.
  const many = Array.from({ length: 500 }, (_, at) => ticket({ settings: at % 2 === 0 ? 'a' : 'b' }));
  const apart = new Set(many.flatMap((a) => many.map((b) => `${a.accountId} ${b.accountId}`)));
  const end = [ticket({ settings: 'c' }), ticket({ settings: 'c' }), ticket({ settings: 'c' })];
  expect(together([ticket(), ...many, ...end], { seats: 3, apart })).toEqual([[501, 502, 503]]);
  expect(TRIED_MOST).toBeLessThan(500 * 500);
});

it('says what keeps a ticket waiting', () => {
  const ann = ticket({ settings: 'a', ladder: 'l', onlyRated: 1 });
  const like = (own: Partial<Ticket> = {}) => ticket({ settings: 'a', ladder: 'l', onlyRated: 1, ...own });
  const why = (others: readonly Ticket[], seats = 3, full = false) =>
    explainSeek(ann, [ann, ...others], { seats, apart: new Set(), nowMs: 0, full });
  const fits = like();
  for (const [other, reason] of [
    [ticket({ settings: 'b' }), 'settings'],
    [like({ leastMs: 500, mostMs: 600 }), 'turn-time'],
    [like({ ladder: 'm' }), 'ladder'],
    [like({ rating: 1700 }), 'rating'],
    [like(), 'each-other'],
    // Whoever has two tickets is still one.
    [like({ accountId: fits.accountId }), 'nobody'],
  ] as const)
    expect(why([fits, other])).toMatchObject({ reason, needed: 2 });
  expect(why([fits])).toMatchObject({ reason: 'nobody', looking: 1, fit: 1, widensInMs: 10 * MINUTE_MS });
  expect(why([fits, like()], 3, true)).toMatchObject({ reason: 'games-full' });
  const { words } = why([fits, like({ rating: 1700 })]);
  expect(words).toBe('1 of 2 others are within 100 points of you and you of them; the range widens in 10 min');
});

it('says nothing of whoever is kept apart', () => {
  const [ann, bob] = [ticket({ accountId: 'ann' }), ticket({ accountId: 'bob' })];
  const asked = { seats: 2, apart: new Set(['ann bob', 'bob ann']), nowMs: 0, full: false };
  expect(explainSeek(ann, [ann, bob], asked)).toMatchObject({ reason: 'nobody', looking: 0 });
});
