import { describe, expect, it } from 'vitest';
import { treeOf } from '../tree.ts';
import { determinism } from './determinism.ts';

const judge = (text: string, path = 'games/arena/src/rules.ts') =>
  determinism(treeOf({ [path]: text })).map(({ message }) => message);

describe('determinism', () => {
  it.each(['abs', 'floor', 'ceil', 'round', 'trunc', 'sign', 'min', 'max', 'clz32', 'sqrt', 'fround', 'imul', 'PI'])(
    'allows Math.%s, equal on every engine',
    (name) => {
      expect(judge(`export const x = Math.${name};`)).toEqual([]);
    },
  );

  it.each([
    'sin',
    'cos',
    'tan',
    'asin',
    'acos',
    'atan',
    'atan2',
    'sinh',
    'cosh',
    'tanh',
    'asinh',
    'acosh',
    'atanh',
    'exp',
    'expm1',
    'log',
    'log2',
    'log10',
    'log1p',
    'pow',
    'hypot',
    'cbrt',
    'random',
    'f16round',
  ])('catches Math.%s', (name) => {
    expect(judge(`export const x = Math.${name}(1, 2);`)).toEqual([expect.stringContaining(`Math.${name}`)]);
  });

  it.each([
    ['a computed member of Math', "const f = Math['sin'](1);", /Math\.\[…\]/],
    ['Math taken apart', 'const { sin } = Math;', /taken apart/],
    ['Math passed on', 'const m = Math;', /passed on/],
    ['the power operator', 'const x = a ** 2;', /\*\*/],
    ['power assignment', 'x **= 2;', /\*\*=/],
    ['for-in', 'for (const key in view) use(key);', /for-in/],
    ['localeCompare', 'names.sort((a, b) => a.localeCompare(b));', /locale/],
    ['toLocaleString', 'const s = gold.toLocaleString();', /locale/],
    ['toLocaleUpperCase behind ?.', 'const s = name?.toLocaleUpperCase();', /locale/],
    ['an async function', 'async function tick() {}', /nothing may wait/],
    ['an async arrow', 'const tick = async () => {};', /nothing may wait/],
    ['an async method', 'const game = { async tick() {} };', /nothing may wait/],
    ['a top-level wait', 'await ready;', /nothing may wait/],
    ['state beside the state', 'let score = 0;', /shared by all matches/],
    ['exported state beside the state', 'export let score = 0;', /shared by all matches/],
  ])('catches %s', (_, text, message) => {
    expect(judge(text)).toEqual([expect.stringMatching(message)]);
  });

  it('holds for the kernel, the games and their bots', () => {
    for (const path of ['packages/schema/src/a.ts', 'packages/game/src/math/b.ts', 'games/tactics/src/bot.ts']) {
      expect(judge('const x = 3 ** y;', path), path).toHaveLength(1);
    }
  });

  it.each(['const t = `return Math.pow(a, ${b})`;', "const t = 'a ** b';"])(
    'looks into the code that schema generates: %s',
    (text) => {
      expect(judge(text, 'packages/schema/src/source.ts')).toEqual([expect.stringContaining('generated code')]);
      expect(judge('const t = `/** a */ return Math.fround(${a})`;', 'packages/schema/src/source.ts')).toEqual([]);
    },
  );

  it('lets the kernel, but no game, raise 2 to a number of bits', () => {
    const text = 'const span = 2 ** bits;';
    expect(judge(text, 'packages/schema/src/a.ts')).toEqual([]);
    expect(judge('const span = a2 ** bits;', 'packages/schema/src/a.ts')).toHaveLength(1);
    expect(judge(text, 'games/arena/src/rules.ts')).toHaveLength(1);
  });

  it('leaves alone what never runs in a match: views, tests, and the packages above', () => {
    for (const path of [
      'games/arena/src/view.tsx',
      'games/arena/src/view/ship.ts',
      'games/arena/src/a.test.ts',
      'packages/host/src/a.ts',
    ]) {
      expect(judge('const x = Math.sin(1) ** 2;', path), path).toEqual([]);
    }
  });

  it('is not fooled by strings, comments and names that only look alike', () => {
    expect(judge("// Math.sin ** for (const k in o)\nconst text = 'Math.sin(1) ** 2'; mathematics.sin(1);")).toEqual(
      [],
    );
  });
});
