import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { times } from '../../../../tools/provision/soak.ts';
import { doubleElimination, seedOrder, singleElimination, type PlannedMatch } from './bracket.ts';
import { PerfectMatching } from './perfect-matching.ts';
import { roundRobin, ROUND_ROBIN_MOST } from './round-robin.ts';
import { allDecided, planned, settle, type MatchResult, type TournamentMatch } from './settle.ts';
import { bracketStandings, tableStandings, TIE_BREAKS } from './standings.ts';
import { MOST_BALANCE, swissRound, swissRounds, type SwissPlayer } from './swiss.ts';

const RUNS = times(30, 2000);
const entrants = fc.oneof({ weight: 9, arbitrary: fc.integer({ min: 2, max: 70 }) }, fc.integer({ min: 2, max: 256 }));
/** Seeds that leave: when so many results are in. */
const leavers = fc.array(fc.record({ seed: fc.integer({ min: 1, max: 256 }), after: fc.nat(300) }), { maxLength: 12 });
const results = fc.infiniteStream(fc.constantFrom<MatchResult>('first', 'second', 'first', 'second', 'none'));

interface Played {
  readonly matches: readonly TournamentMatch[];
  readonly played: number;
}

/** Plays a bracket out, one ready match after the other. */
function playOut(
  plan: readonly PlannedMatch[],
  next: (match: TournamentMatch) => MatchResult,
  leaving: readonly { readonly seed: number; readonly after: number }[] = [],
): Played {
  const matches = plan.map(planned);
  const put = (changed: readonly TournamentMatch[]) => changed.forEach((match) => (matches[match.number - 1] = match));
  for (let played = 0; ; played++) {
    const gone = new Set(leaving.filter(({ after }) => after <= played).map(({ seed }) => seed));
    put(settle(matches, gone));
    const ready = matches.find(({ state }) => state === 'ready');
    if (!ready) return { matches, played };
    put([{ ...ready, state: 'over', result: next(ready), by: 'play' }]);
  }
}

/** Always the better seed. */
const favourite = ({ seeds }: TournamentMatch): MatchResult => (seeds[0]! < seeds[1]! ? 'first' : 'second');

describe('brackets', () => {
  it('put the best furthest apart', () => {
    expect(seedOrder(8)).toEqual([1, 8, 4, 5, 2, 7, 3, 6]);
  });

  it('of single elimination take one match less than there are entrants; byes are for the best', () => {
    fc.assert(
      fc.property(entrants, (n) => {
        const { matches, played } = playOut(singleElimination(n), favourite);
        expect([played, allDecided(matches)]).toEqual([n - 1, true]);
        const free = matches.filter(({ by }) => by === 'bye').map(({ seeds }) => Math.max(seeds[0]!, seeds[1]!));
        expect(free.sort((a, b) => a - b)).toEqual(Array.from({ length: free.length }, (_, at) => at + 1));
        const [first, second, third] = bracketStandings(n, matches);
        expect([first?.seed, second?.seed, second?.place]).toEqual([1, 2, 2]);
        if (third) expect(third.place).toBe(3);
      }),
      { numRuns: RUNS },
    );
  });

  it('of double elimination put nobody out before a second loss, and end with one who has none or one', () => {
    fc.assert(
      fc.property(entrants, fc.infiniteStream(fc.constantFrom<MatchResult>('first', 'second')), (n, stream) => {
        const { matches, played } = playOut(doubleElimination(n), () => stream.next().value);
        expect(allDecided(matches)).toBe(true);
        const standings = bracketStandings(n, matches);
        const [champion, ...others] = standings;
        expect(champion!.place).toBe(1);
        expect(others.every(({ lost, place }) => lost === 2 && place! > 1)).toBe(true);
        expect(champion!.lost).toBeLessThanOrEqual(1);
        expect(played).toBe(2 * (n - 1) + champion!.lost);
      }),
      { numRuns: RUNS },
    );
  });

  it('play the second final only if whoever had no loss loses the first', () => {
    const reset = (result: MatchResult) =>
      playOut(doubleElimination(2), (match) => (match.bracket === 'final' ? result : favourite(match))).matches.at(-1);
    expect(reset('first')).toMatchObject({ state: 'skipped' });
    expect(reset('second')).toMatchObject({ state: 'over', seeds: [2, 1], result: 'second' });
    expect(reset('none')).toMatchObject({ state: 'skipped' });
  });

  it('go on whoever leaves, and whoever does not come', () => {
    fc.assert(
      fc.property(entrants, fc.boolean(), leavers, results, (n, double, leaving, stream) => {
        const plan = double ? doubleElimination(n) : singleElimination(n);
        const { matches } = playOut(plan, () => stream.next().value, leaving);
        expect(allDecided(matches)).toBe(true);
        const standings = bracketStandings(n, matches);
        expect(standings.filter(({ place }) => place === 1).length).toBeLessThanOrEqual(1);
        expect(standings.every(({ place }) => place !== undefined)).toBe(true);
      }),
      { numRuns: RUNS },
    );
  });

  it('refuse one entrant and too many', () => {
    for (const n of [1, 257, 2.5]) expect(() => singleElimination(n)).toThrow(/2 to 256/);
  });
});

describe('a round robin', () => {
  it('lets everybody meet everybody, once or twice, once a round, seats even', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: ROUND_ROBIN_MOST }), fc.boolean(), (n, double) => {
        const pairs = roundRobin(n, double).map(({ round, slots }) => {
          const [a, b] = slots.map((slot) => (slot.kind === 'entrant' ? slot.seed : 0)) as [number, number];
          return { round, a, b };
        });
        const met = pairs.map(({ a, b }) => `${double ? a : Math.min(a, b)} ${double ? b : Math.max(a, b)}`);
        expect(new Set(met).size).toBe(met.length);
        expect(met.length).toBe(((n * (n - 1)) / 2) * (double ? 2 : 1));
        const busy = pairs.flatMap(({ round, a, b }) => [`${round} ${a}`, `${round} ${b}`]);
        expect(new Set(busy).size).toBe(busy.length);
        for (let seed = 1; seed <= n; seed++) {
          const balance = pairs.filter(({ a }) => a === seed).length - pairs.filter(({ b }) => b === seed).length;
          expect(Math.abs(balance)).toBeLessThanOrEqual(double ? 0 : 1);
        }
      }),
      { numRuns: RUNS },
    );
  });

  it('has the tables that FIDE prints (C.05 annex 1, six players)', () => {
    const text = ({ slots }: PlannedMatch) => slots.map((slot) => (slot.kind === 'entrant' ? slot.seed : 0)).join('-');
    const all = roundRobin(6);
    const table = [1, 2, 3, 4, 5].map((round) =>
      all
        .filter((match) => match.round === round)
        .map(text)
        .join(' '),
    );
    expect(table).toEqual(['1-6 2-5 3-4', '6-4 5-3 1-2', '2-6 3-1 4-5', '6-5 1-4 2-3', '3-6 4-2 5-1']);
  });

  it('refuses more than can be played', () => {
    expect(() => roundRobin(ROUND_ROBIN_MOST + 1)).toThrow(/2 to 64/);
  });
});

/** A perfect matching by trying all, for small graphs. */
function hasMatching(open: readonly number[], may: (a: number, b: number) => boolean): boolean {
  const [first, ...rest] = open;
  if (first === undefined) return true;
  return rest.some(
    (other) =>
      may(first, other) &&
      hasMatching(
        rest.filter((each) => each !== other),
        may,
      ),
  );
}

describe('perfect matchings', () => {
  it('are found exactly where there are some, also beside fixed pairs', () => {
    const graph = fc.integer({ min: 0, max: 5 }).chain((half) =>
      fc.record({
        size: fc.constant(half * 2),
        edges: fc.array(fc.boolean(), { minLength: 100, maxLength: 100 }),
        fixes: fc.array(fc.tuple(fc.nat(9), fc.nat(9)), { maxLength: 4 }),
      }),
    );
    fc.assert(
      fc.property(graph, ({ size, edges, fixes }) => {
        const may = (a: number, b: number) => edges[Math.min(a, b) * 10 + Math.max(a, b)]!;
        let open = Array.from({ length: size }, (_, at) => at);
        const matching = PerfectMatching.of(size, may);
        expect(matching !== undefined).toBe(hasMatching(open, may));
        for (const [a, b] of fixes) {
          if (matching === undefined || a === b || a >= size || b >= size) continue;
          const rest = open.filter((each) => each !== a && each !== b);
          const can = open.includes(a) && open.includes(b) && may(a, b) && hasMatching(rest, may);
          expect(matching.fix(a, b)).toBe(can);
          if (can) open = rest;
        }
      }),
      { numRuns: RUNS * 10 },
    );
  });
});

/** Plays rounds of a Swiss tournament; returns its matches and how many rounds there were. */
function playSwiss(
  n: number,
  rounds: number,
  next: (a: number, b: number) => MatchResult,
  gone: (round: number) => ReadonlySet<number>,
) {
  const matches: TournamentMatch[] = [];
  for (let round = 1; round <= rounds; round++) {
    const pairing = swissRound(playersOf(n, matches, gone(round)));
    if (!pairing) break;
    const add = (a: number, b: number, result: MatchResult) =>
      matches.push({
        number: matches.length + 1,
        bracket: 'table',
        round,
        slots: [{ kind: 'entrant', seed: a }, b === 0 ? { kind: 'bye' } : { kind: 'entrant', seed: b }],
        state: 'over',
        seeds: [a, b],
        result,
      });
    for (const [a, b] of pairing.pairs) add(a, b, next(a, b));
    if (pairing.bye !== undefined) add(pairing.bye, 0, 'first');
  }
  return matches;
}

function playersOf(n: number, matches: readonly TournamentMatch[], gone: ReadonlySet<number>): SwissPlayer[] {
  return tableStandings(n, matches, TIE_BREAKS.swiss)
    .filter(({ seed }) => !gone.has(seed))
    .map(({ seed, points }) => {
      const own = matches.filter(({ seeds }) => seeds.includes(seed));
      const real = own.filter(({ seeds }) => !seeds.includes(0));
      const firsts = real.filter(({ seeds }) => seeds[0] === seed).length;
      const latest = real.at(-1);
      return {
        seed,
        points,
        met: real.map(({ seeds }) => (seeds[0] === seed ? seeds[1]! : seeds[0]!)),
        hadBye: own.length > real.length,
        balance: 2 * firsts - real.length,
        ...(latest ? { last: latest.seeds[0] === seed ? (1 as const) : (2 as const) } : {}),
      };
    });
}

describe('a Swiss tournament', () => {
  const outcome = fc.infiniteStream(fc.constantFrom<MatchResult>('first', 'second', 'draw', 'none'));

  it('has no rematch, one bye each at most, and even seats, whatever happens', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 80 }), outcome, fc.nat(4), (n, stream, more) => {
        const rounds = swissRounds(n) + more;
        const matches = playSwiss(
          n,
          rounds,
          () => stream.next().value,
          (round) => new Set(round > 2 ? [2, 5] : []),
        );
        const met = matches.map(({ seeds }) => [...seeds].sort((a, b) => a! - b!).join(' '));
        expect(new Set(met).size).toBe(met.length);
        for (const { seed, balance } of playersOf(n, matches, new Set()))
          expect([seed, Math.abs(balance) <= MOST_BALANCE]).toEqual([seed, true]);
      }),
      { numRuns: RUNS },
    );
  });

  it('reaches all its rounds where nobody leaves, and pairs all but one', () => {
    fc.assert(
      fc.property(entrants, outcome, (n, stream) => {
        const matches = playSwiss(
          n,
          swissRounds(n),
          () => stream.next().value,
          () => new Set(),
        );
        expect(matches.length).toBe(swissRounds(n) * Math.ceil(n / 2));
      }),
      { numRuns: Math.ceil(RUNS / 4) },
    );
  });

  it('leaves one without a loss after its rounds, if nobody draws', () => {
    const matches = playSwiss(
      16,
      swissRounds(16),
      (a, b) => (a < b ? 'first' : 'second'),
      () => new Set(),
    );
    expect(tableStandings(16, matches, TIE_BREAKS.swiss).filter(({ points }) => points === 4)).toHaveLength(1);
  });

  it('is deterministic, and pairs the upper half with the lower', () => {
    const fresh = Array.from({ length: 8 }, (_, at) => ({
      seed: at + 1,
      points: 0,
      met: [],
      hadBye: false,
      balance: 0,
    }));
    const { pairs } = swissRound(fresh)!;
    expect(pairs.map((pair) => [...pair].sort((a, b) => a - b))).toEqual([
      [1, 5],
      [2, 6],
      [3, 7],
      [4, 8],
    ]);
    expect(swissRound(fresh.toReversed())).toEqual(swissRound(fresh));
  });

  it('has no further round when all have met', () => {
    const two = [1, 2].map((seed) => ({ seed, points: 0, met: [3 - seed], hadBye: false, balance: 0 }));
    expect(swissRound(two)).toBeUndefined();
    expect(swissRound(two.slice(1))).toBeUndefined();
  });
});

describe('tie-breaks', () => {
  it('come out as by hand', () => {
    const match = (number: number, a: number, b: number, result: MatchResult): TournamentMatch => ({
      number,
      bracket: 'table',
      round: 1,
      slots: [{ kind: 'bye' }, { kind: 'bye' }],
      state: 'over',
      seeds: [a, b],
      result,
    });
    // 1 beats 2, draws 3; 2 beats 3; 4 has a bye and loses to 3.
    const matches = [match(1, 1, 2, 'first'), match(2, 3, 1, 'draw'), match(3, 2, 3, 'first'), match(4, 4, 0, 'first')];
    const rows = tableStandings(4, [...matches, match(5, 4, 3, 'second')], TIE_BREAKS.swiss);
    expect(
      rows.map(({ seed, points, buchholz, sonnebornBerger }) => [seed, points, buchholz, sonnebornBerger]),
    ).toEqual([
      [3, 1.5, 3.5, 1.75],
      [1, 1.5, 2.5, 1.75],
      [2, 1, 3, 1.5],
      [4, 1, 1.5, 0],
    ]);
  });
});
