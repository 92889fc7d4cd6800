import { describe, expect, it } from 'vitest';
import { unexplained } from './skips.mjs';

const name = 'packages/a/src/b.test.ts > on Windows > renames an open file';

describe('unexplained', () => {
  it('lets a skip pass that is listed with a reason, by the whole name or its beginning', () => {
    const reason = 'that system forbids it';
    expect(unexplained([name], [{ test: name, reason }])).toEqual([]);
    expect(unexplained([name], [{ test: 'packages/a/src/b.test.ts > on Windows', reason }])).toEqual([]);
  });

  it('names every other skip', () => {
    expect(unexplained([name], [])).toEqual([name]);
    expect(unexplained([name], [{ test: 'packages/other', reason: 'of another' }])).toEqual([name]);
    expect(unexplained([name], [{ test: name, reason: '' }])).toEqual([name]);
    expect(unexplained([name], [{ test: '', reason: 'everything' }])).toEqual([name]);
  });
});
