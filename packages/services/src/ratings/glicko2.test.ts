import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { SeededRandom } from '@rubato/ports/doubles';
import { expectedScore, GLICKO2, idle, NEWCOMER, rate, type Encounter, type Strength } from './glicko2.ts';
import { compositeOf, rateTeams } from './team-match.ts';

/** The package's own types are none. */
interface Peer {
  makePlayer(rating: number, deviation: number, volatility: number): PeerPlayer;
  updateRatings(matches: readonly (readonly [PeerPlayer, PeerPlayer, number])[]): void;
}
interface PeerPlayer {
  getRating(): number;
  getRd(): number;
  getVol(): number;
}
const { Glicko2 } = createRequire(import.meta.url)('glicko2') as {
  Glicko2: new (settings: { tau: number; rating: number; rd: number; vol: number }) => Peer;
};

const without = { deviationLeast: 0, deviationMost: 1e9 };

describe('Glicko-2', () => {
  it('computes the example of Glickman’s paper', () => {
    const player = { rating: 1500, deviation: 200, volatility: 0.06 };
    const encounters = [
      { opponent: { rating: 1400, deviation: 30 }, score: 1 },
      { opponent: { rating: 1550, deviation: 100 }, score: 0 },
      { opponent: { rating: 1700, deviation: 300 }, score: 0 },
    ];
    const { rating, deviation, volatility } = rate(player, encounters);
    expect(rating).toBeCloseTo(1464.06, 1);
    expect(deviation).toBeCloseTo(151.52, 1);
    expect(volatility).toBeCloseTo(0.05999, 4);
    expect(encounters.map(({ opponent }) => Number(expectedScore(1500, opponent).toFixed(3)))).toEqual([
      0.639, 0.432, 0.303,
    ]);
  });

  it.each([1, 2, 3, 4, 5])('agrees with another implementation over a random league (%i)', (seed) => {
    const random = new SeededRandom(`league ${seed}`);
    const tau = [0.3, 0.5, 0.8, 1, 1.2][seed - 1]!;
    const peer = new Glicko2({ tau, rating: 1500, rd: 350, vol: 0.06 });
    let ours: Strength[] = Array.from({ length: 12 }, () => {
      return { rating: random.int(900, 2200), deviation: random.int(40, 350), volatility: random.int(30, 120) / 1000 };
    });
    const theirs = ours.map(({ rating, deviation, volatility }) => peer.makePlayer(rating, deviation, volatility));
    for (let period = 0; period < 15; period++) {
      const games = Array.from({ length: random.int(5, 40) }, () => {
        const a = random.int(0, ours.length - 1);
        const b = (a + random.int(1, ours.length - 1)) % ours.length;
        return [a, b, random.int(0, 2) / 2] as const;
      });
      const encounters = ours.map((): Encounter[] => []);
      for (const [a, b, score] of games) {
        encounters[a]!.push({ opponent: ours[b]!, score });
        encounters[b]!.push({ opponent: ours[a]!, score: 1 - score });
      }
      ours = ours.map((each, at) => rate(each, encounters[at]!, { tau, ...without }));
      peer.updateRatings(games.map(([a, b, score]) => [theirs[a]!, theirs[b]!, score] as const));
      ours.forEach(({ rating, deviation, volatility }, at) => {
        expect(rating).toBeCloseTo(theirs[at]!.getRating(), 2);
        expect(deviation).toBeCloseTo(theirs[at]!.getRd(), 2);
        expect(volatility).toBeCloseTo(theirs[at]!.getVol(), 5);
      });
    }
  });

  it('grows unsure over idle periods, parts of them too, up to what a newcomer is', () => {
    const settled = { rating: 1800, deviation: 50, volatility: 0.06 };
    const phi = Math.sqrt((50 / 173.7178) ** 2 + 4 * 0.06 ** 2) * 173.7178;
    expect(idle(settled, 4).deviation).toBeCloseTo(phi, 3);
    expect(idle(idle(settled, 1.5), 2.5).deviation).toBeCloseTo(phi, 3);
    expect(idle(settled, 0)).toEqual(settled);
    expect(idle(settled, 1e6)).toEqual({ ...settled, deviation: GLICKO2.deviationMost });
    expect(rate(settled, [], { periods: 4 })).toEqual(idle(settled, 4));
  });

  it('survives an outcome that was all but impossible', () => {
    const [best, worst] = [
      { ...NEWCOMER, rating: 12_000, deviation: 30 },
      { ...NEWCOMER, rating: -12_000, deviation: 30 },
    ];
    for (const score of [0, 0.5, 1])
      for (const [who, opponent] of [
        [best, worst],
        [worst, best],
      ] as const)
        expect(Object.values(rate(who, [{ opponent, score }])).every(Number.isFinite)).toBe(true);
  });

  it('stays finite, bounded and in the right direction whoever meets whom', () => {
    const random = new SeededRandom('extremes');
    for (let round = 0; round < 500; round++) {
      const player = { rating: random.int(-3000, 6000), deviation: random.int(30, 350), volatility: 0.06 };
      const opponent = { rating: random.int(-3000, 6000), deviation: random.int(30, 350) };
      const [won, drawn, lost] = [1, 0.5, 0].map((score) => rate(player, [{ opponent, score }])) as [
        Strength,
        Strength,
        Strength,
      ];
      for (const { rating, deviation, volatility } of [won, drawn, lost]) {
        expect([rating, deviation, volatility].every(Number.isFinite)).toBe(true);
        expect(deviation).toBeGreaterThanOrEqual(GLICKO2.deviationLeast);
        expect(deviation).toBeLessThanOrEqual(GLICKO2.deviationMost);
      }
      expect(won.rating).toBeGreaterThanOrEqual(player.rating);
      expect(lost.rating).toBeLessThanOrEqual(player.rating);
      expect([won.rating >= drawn.rating, drawn.rating >= lost.rating]).toEqual([true, true]);
    }
  });
});

describe('a match of teams', () => {
  const rested = (strength: Strength) => ({ strength, idlePeriods: 0 });
  const [strong, weak] = [
    { rating: 1900, deviation: 80, volatility: 0.06 },
    { rating: 1300, deviation: 80, volatility: 0.06 },
  ];

  it('of one each is Glicko-2 itself, win, loss and draw', () => {
    for (const [a, b, score] of [
      [1, 2, 1],
      [2, 1, 0],
      [1, 1, 0.5],
    ] as const) {
      const [[first], [second]] = rateTeams([
        { place: a, members: [rested(strong)] },
        { place: b, members: [rested(weak)] },
      ]) as [[Strength], [Strength]];
      expect(first).toEqual(rate(strong, [{ opponent: weak, score }], { periods: 0 }));
      expect(second).toEqual(rate(weak, [{ opponent: strong, score: 1 - score }], { periods: 0 }));
    }
  });

  it('moves members alike by the team’s expectation, whoever is the stronger of them, and the unsure further', () => {
    const unsure = { ...weak, deviation: 200 };
    const [winners] = rateTeams([
      { place: 1, members: [rested(strong), rested(weak), rested(unsure)] },
      { place: 2, members: [rested({ ...NEWCOMER, deviation: 80 })] },
    ]) as [Strength[]];
    const gains = [strong, weak, unsure].map(({ rating }, at) => winners[at]!.rating - rating) as [
      number,
      number,
      number,
    ];
    expect(gains[0]).toBeCloseTo(gains[1], 9);
    expect(gains[2]).toBeGreaterThan(2 * gains[1]);
  });

  it('counts the time that everybody was away before it compares them', () => {
    const [[first]] = rateTeams([
      { place: 1, members: [{ strength: strong, idlePeriods: 9 }] },
      { place: 2, members: [{ strength: weak, idlePeriods: 4 }] },
    ]) as [[Strength]];
    expect(first).toEqual(rate(idle(strong, 9), [{ opponent: idle(weak, 4), score: 1 }], { periods: 0 }));
  });

  it('ranks a free-for-all by its places', () => {
    const after = rateTeams([3, 1, 2, 4].map((place) => ({ place, members: [rested(NEWCOMER)] }))).map(
      ([only]) => only!.rating,
    );
    expect(after[1]! > after[2]! && after[2]! > NEWCOMER.rating).toBe(true);
    expect(after[0]! > after[3]! && after[0]! < NEWCOMER.rating).toBe(true);
  });

  it('describes a team by the mean of its ratings and the root mean square of its deviations', () => {
    const { rating, deviation } = compositeOf([
      { rating: 1400, deviation: 30 },
      { rating: 1600, deviation: 40 },
    ]);
    expect([rating, deviation]).toEqual([1500, Math.sqrt((900 + 1600) / 2)]);
  });
});
