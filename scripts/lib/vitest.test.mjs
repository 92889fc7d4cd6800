import { describe, expect, it } from 'vitest';
import { root } from './paths.mjs';
import { count, sum } from './vitest.mjs';

/** @param {string} status @param {readonly [string, string][]} tests */
const file = (status, tests) => ({
  name: `${root}/packages/a/src/b.test.ts`,
  status,
  assertionResults: tests.map(([result, fullName]) => ({ status: result, fullName })),
});

describe('count', () => {
  it('counts tests, and names the skipped ones by file and title', () => {
    const mixed = file('failed', [
      ['passed', 'one'],
      ['failed', 'two'],
      ['skipped', 'three'],
      ['todo', 'four'],
    ]);
    expect(count({ testResults: [mixed, file('passed', [['passed', 'five']])] })).toEqual({
      passed: 2,
      failed: 1,
      skipped: ['packages/a/src/b.test.ts > three', 'packages/a/src/b.test.ts > four'],
    });
  });

  it('counts a file that failed outside its tests as one failure', () => {
    expect(count({ testResults: [file('failed', [])] })).toMatchObject({ passed: 0, failed: 1 });
    expect(count({ testResults: [file('failed', [['passed', 'one']])] })).toMatchObject({ passed: 1, failed: 1 });
  });
});

describe('sum', () => {
  it('adds up what two runs counted', () => {
    const one = { passed: 1, failed: 2, skipped: ['a'] };
    expect(sum(one, { passed: 3, failed: 0, skipped: ['b'] })).toEqual({ passed: 4, failed: 2, skipped: ['a', 'b'] });
  });
});
