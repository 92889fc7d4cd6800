import { expect, it } from 'vitest';
import { nearest } from './nearest.ts';

const rooms = ['vhe46fn37xqdrz52', 'vhe4aaaaaaaaaaaa', 'k7mpq2k7mpq2k7mp'];

it('suggests what begins as it was written, whatever its case', () => {
  expect(nearest('VHE4', rooms)).toEqual(['vhe46fn37xqdrz52', 'vhe4aaaaaaaaaaaa']);
});

it('suggests what is a few letters away, the closest first', () => {
  expect(nearest('k7mpq2k7mpq2k7m9', rooms)).toEqual(['k7mpq2k7mpq2k7mp']);
  expect(nearest('match-3', ['match-12', 'match-1'])).toEqual(['match-1', 'match-12']);
});

it('suggests nothing that is far away, three names at most, and nothing for nothing', () => {
  expect(nearest('zzzz', rooms)).toEqual([]);
  expect(nearest('ab', ['xy'])).toEqual([]);
  expect(nearest('', rooms)).toEqual([]);
  expect(nearest('a', ['a1', 'a2', 'a3', 'a4'])).toHaveLength(3);
});
