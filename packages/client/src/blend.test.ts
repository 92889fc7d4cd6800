import { expect, it } from 'vitest';
import { difference, moved } from './blend.ts';

const angle = { lane: 0, turn: 256, max: 255 };
const fixed = { lane: 0, turn: 0, max: 1000 };
const float = { lane: 0, turn: 0, max: Infinity };

it('turns the short way round', () => {
  expect(difference(angle, 250, 6)).toBe(12);
  expect(difference(angle, 6, 250)).toBe(-12);
  expect(moved(angle, 250, 12)).toBe(6);
  expect(moved(angle, 6, -12)).toBe(250);
});

it('stays on whole steps within the range', () => {
  expect(moved(fixed, 990, 20)).toBe(1000);
  expect(moved(fixed, 10, -20)).toBe(0);
  expect(moved(fixed, 10, 0.6)).toBe(11);
});

it('leaves floats as they fall', () => {
  expect(moved(float, 0.25, 0.5)).toBe(0.75);
});
