import { expect, it } from 'vitest';
import { ELO, eloOf, expected } from './elo.ts';

const team = (place: number, ...members: readonly number[]) => ({ place, members });

it('expects what the table of the method says', () => {
  // Elo's own table, to two digits.
  for (const [difference, chance] of [
    [0, 0.5],
    [50, 0.57],
    [100, 0.64],
    [200, 0.76],
    [400, 0.91],
  ] as const) {
    expect(expected(1200 + difference, 1200)).toBeCloseTo(chance, 2);
    expect(expected(1200, 1200 + difference)).toBeCloseTo(1 - chance, 2);
  }
});

it('moves two equals by half of K, and the weaker one more for the same', () => {
  expect(eloOf([team(1, 1200), team(2, 1200)])).toEqual([[1216], [1184]]);
  expect(eloOf([team(1, 1200), team(1, 1200)])).toEqual([[1200], [1200]]);
  const [[up] = []] = eloOf([team(1, 1200), team(2, 1600)]);
  expect(up! - 1200).toBeCloseTo((ELO.k * 10) / 11, 6);
});

it('takes nothing from nowhere, in any match, and K at most', () => {
  let seed = 5;
  const random = (below: number) => (seed = (seed * 48_271) % 2_147_483_647) % below;
  for (let round = 0; round < 200; round++) {
    const size = 1 + random(3);
    const teams = Array.from({ length: 2 + random(6) }, () =>
      team(1 + random(4), ...Array.from({ length: size }, () => 800 + random(900))),
    );
    const after = eloOf(teams).flat();
    const before = teams.flatMap(({ members }) => members);
    const sum = (list: readonly number[]) => list.reduce((all, each) => all + each, 0);
    expect(sum(after)).toBeCloseTo(sum(before), 6);
    expect(after.every((each, at) => Math.abs(each - before[at]!) <= ELO.k)).toBe(true);
  }
});

it('moves a team’s members alike', () => {
  const [ours, theirs] = eloOf([team(2, 1300, 1100), team(1, 1200)]) as [number[], number[]];
  expect([ours[0]! - 1300, ours[1]! - 1100, theirs[0]! - 1200]).toEqual([-16, -16, 16]);
});
