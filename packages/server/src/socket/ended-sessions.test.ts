import { expect, test } from 'vitest';
import { ENDED_KEPT, EndedSessions } from './ended-sessions.ts';

test('an ended session is known for a minute', () => {
  let nowMs = 0;
  const ended = new EndedSessions(() => nowMs);
  ended.add('ann');
  expect([ended.has('ann'), ended.has('bob')]).toEqual([true, false]);
  nowMs = 60_000;
  ended.add('bob');
  expect(ended.has('ann')).toBe(true);
  nowMs = 60_001;
  ended.add('cem');
  expect([ended.has('ann'), ended.has('bob')]).toEqual([false, true]);
});

test(`of more than ${ENDED_KEPT} the oldest are forgotten, however young`, () => {
  const ended = new EndedSessions(() => 0);
  for (let at = 0; at < ENDED_KEPT; at++) ended.add(`s${at}`);
  ended.add('s0');
  ended.add('one more');
  expect([ended.has('s0'), ended.has('s1'), ended.has('s2')]).toEqual([true, false, true]);
});
