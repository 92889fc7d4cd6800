import { expect, it } from 'vitest';
import type { SeatRow } from './game-rows.ts';
import { teamsOf } from './sweep.ts';
import { DECIDED, type TurnResult } from './turn-rules.ts';

function seat(number: number, own: Partial<SeatRow> = {}): SeatRow {
  const ownerId = own.ownerId === undefined ? `p${number}` : own.ownerId;
  const held = { gameId: 'g', seat: number, playerId: ownerId, ownerId, name: null };
  return { ...held, missed: 0, resigned: 0, awaited: 1, leftTurn: null, lastTurn: 1, ...own };
}

const places = (seats: readonly SeatRow[], result: TurnResult) => teamsOf(seats, result).map(({ place }) => place);
const gone = { playerId: null, resigned: 1 };
const scores = [
  { seat: 1, score: 9 },
  { seat: 2, score: 4 },
  { seat: 3, score: 6 },
];

it('places winners first, then by scores, and draws without winners', () => {
  const all = [seat(1), seat(2), seat(3)];
  expect(places(all, { winners: [2], scores })).toEqual([2, 1, 3]);
  expect(places(all, { winners: [1, 3], scores })).toEqual([1, 3, 1]);
  expect(places(all, { winners: [], scores })).toEqual([1, 1, 1]);
});

it('places whoever left last, whatever the stand-in came to', () => {
  expect(places([seat(1, gone), seat(2)], { winners: [1], scores })).toEqual([2, 1]);
  expect(places([seat(1, gone), seat(2), seat(3)], { winners: [1], scores })).toEqual([3, 2, 1]);
  expect(places([seat(1), seat(2, gone)], { winners: [] })).toEqual([1, 2]);
  // Dropped for missed turns, and somebody else has come since.
  expect(places([seat(1, { playerId: null }), seat(2)], { winners: [1] })).toEqual([2, 1]);
  expect(places([seat(1, { playerId: 'other' }), seat(2)], { winners: [1] })).toEqual([2, 1]);
});

it('rates nobody where all have left, or an account is gone', () => {
  expect(places([seat(1, gone), seat(2, gone)], { winners: [1] })).toEqual([]);
  expect(places([seat(1, { ownerId: null, playerId: null }), seat(2)], { winners: [1] })).toEqual([1]);
});

it('takes what was decided by name as it is', () => {
  expect(places([seat(1, gone), seat(2)], { winners: [1], reason: DECIDED })).toEqual([1, 2]);
});
