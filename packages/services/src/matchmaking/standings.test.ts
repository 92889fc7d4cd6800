import { describe, expect, it } from 'vitest';
import { standingsOf } from './standings.ts';

const teams = [
  ['ann', 'bob'],
  ['cid', 'dan'],
  ['eve', 'fay'],
];
const all = new Map(teams.flat().map((id, at) => [at + 1, id] as const));
const without = (...gone: string[]) => new Map([...all].filter(([, id]) => !gone.includes(id)));

describe('places of teams', () => {
  it.each([
    [
      'the winner’s team first, the others by their scores',
      {
        winners: [3],
        scores: [
          { seat: 1, score: 5 },
          { seat: 6, score: 9 },
        ],
      },
      all,
      [3, 1, 2],
    ],
    ['the others alike without scores', { winners: [3] }, all, [2, 1, 2]],
    ['two winners’ teams alike', { winners: [1, 3] }, all, [1, 1, 3]],
    [
      'all alike when nobody won, whatever the scores',
      { winners: [], scores: [{ seat: 1, score: 5 }] },
      all,
      [1, 1, 1],
    ],
    [
      'by scores alone where a game names no winners',
      {
        scores: [
          { seat: 1, score: 1 },
          { seat: 4, score: 3 },
        ],
      },
      all,
      [2, 1, 3],
    ],
    ['a team that left last, though nobody won', { winners: [] }, without('ann', 'bob'), [3, 1, 1]],
    ['a team of which one stayed is a team', { winners: [] }, without('ann'), [1, 1, 1]],
    [
      'a stranger’s win nobody’s',
      {
        winners: [9],
        scores: [
          { seat: 9, score: 99 },
          { seat: 5, score: 1 },
        ],
      },
      all,
      [2, 2, 1],
    ],
    [
      'nonsense among scores left out',
      { winners: [1], scores: [null, { seat: 'x' }, { seat: 3, score: 'NaN' }] },
      all,
      [1, 2, 2],
    ],
  ] as const)('%s', (_, result, seated, places) => {
    expect(standingsOf(result, teams, seated)).toEqual(places);
  });

  it.each([undefined, null, 'won', 7, {}, { reason: 'over' }])('are none of %j', (result) => {
    expect(standingsOf(result, teams, all)).toBeUndefined();
  });
});
