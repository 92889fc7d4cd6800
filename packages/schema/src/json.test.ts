import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyMergePatch, equalJson, type Json, mergePatch } from './json.ts';

// RFC 7396, appendix A: original, patch, result.
const APPENDIX: readonly [Json, Json, Json][] = [
  [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
  [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
  [{ a: 'b' }, { a: null }, {}],
  [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
  [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
  [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
  [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
  [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
  [
    ['a', 'b'],
    ['c', 'd'],
    ['c', 'd'],
  ],
  [{ a: 'b' }, ['c'], ['c']],
  [{ a: 'foo' }, null, null],
  [{ a: 'foo' }, 'bar', 'bar'],
  [{ e: null }, { a: 1 }, { e: null, a: 1 }],
  [[1, 2], { a: 'b', c: null }, { a: 'b' }],
  [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
];

describe('merge patches', () => {
  it.each(APPENDIX)('apply as in the RFC: %j with %j', (original, patch, result) => {
    const before = JSON.stringify(original);
    expect(applyMergePatch(original, patch)).toEqual(result);
    expect(JSON.stringify(original)).toBe(before);
  });

  it.each([
    [{ a: 1, b: { c: 2, d: 3 } }, { a: 1, b: { c: 5, d: 3 } }, { b: { c: 5 } }],
    [{ a: 1 }, {}, { a: null }],
    [{ a: [1, 2] }, { a: [1, 3] }, { a: [1, 3] }],
    [{ a: { b: 1 } }, { a: 1 }, { a: 1 }],
    [{ a: 1 }, { a: { b: null, c: 1 } }, { a: { c: 1 } }],
    [{ a: 1, b: { c: [] } }, { b: { c: [] }, a: 1 }, undefined],
    [3, 3, undefined],
  ] as [Json, Json, Json | undefined][])('name only what changed: %j to %j', (from, to, patch) => {
    expect(mergePatch(from, to)).toEqual(patch);
  });

  it('treat __proto__ as a name like any other', () => {
    const to = JSON.parse('{"__proto__": {"polluted": true}, "a": {"__proto__": 1}}') as Json;
    const result = applyMergePatch({}, mergePatch({}, to) as Json);
    expect(JSON.stringify(result)).toBe(JSON.stringify(to));
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it('lead from any value to any other without null members', () => {
    const scalar = fc.oneof(fc.integer(), fc.string({ maxLength: 3 }), fc.boolean());
    const { value } = fc.letrec<{ value: Json }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 3 },
        scalar,
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom('a', 'b', 'c', '__proto__'), tie('value'), { maxKeys: 3 }),
      ),
    }));
    fc.assert(
      fc.property(value, value, (from, to) => {
        const patch = mergePatch(from, to);
        if (patch === undefined) expect(equalJson(from, to)).toBe(true);
        expect(equalJson(patch === undefined ? from : applyMergePatch(from, patch), to)).toBe(true);
      }),
      { seed: 7396, numRuns: 2000 },
    );
  });
});
