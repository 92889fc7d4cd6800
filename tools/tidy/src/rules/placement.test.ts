import { describe, expect, it } from 'vitest';
import { treeOf } from '../tree.ts';
import { placement } from './placement.ts';

const whole = { LICENSE: 'MIT', 'README.md': '#', 'ARCHITECTURE.md': '#', 'CONTRIBUTING.md': '#' };
const judge = (texts: Record<string, string>) =>
  placement(treeOf({ ...whole, ...texts })).map(({ path, message }) => `${path}: ${message}`);
const manifest = (name: string, more: object = {}) =>
  JSON.stringify({ name, license: 'MIT', private: true, version: '0.1.0', ...more });

describe('placement', () => {
  it('accepts a proper tree', () => {
    const texts = {
      'packages/schema/package.json': manifest('@rubato/schema'),
      'packages/game/package.json': manifest('@rubato/game', { dependencies: { '@rubato/schema': '0.1.0' } }),
      'packages/game/src/free-ring.test.ts': '',
      'vitest.config.ts': '',
      'tsconfig.browser.json': '{}',
      'bench/kernel/run.ts': '',
    };
    expect(judge(texts)).toEqual([]);
  });

  it('misses the licence', () => {
    expect(placement(treeOf({ ...whole, COPYING: '' })).map(({ path }) => path)).toEqual(['COPYING']);
    const { LICENSE: _, ...rest } = whole;
    expect(placement(treeOf(rest)).map(({ path, message }) => `${path} ${message}`)).toEqual(['LICENSE is missing']);
  });

  it.each(['packages/game/src/FreeRing.ts', 'packages/game/src/free_ring.ts', 'packages/game/src/Math/sin.ts'])(
    'catches the name of %s',
    (path) => expect(judge({ [path]: '' })).toEqual([expect.stringContaining('not kebab-case')]),
  );

  it.each(['packages/extra/src/a.ts', 'lib/a.ts', 'a.ts', 'tools/other/src/a.ts'])(
    'catches code outside the house: %s',
    (path) => expect(judge({ [path]: '' })).toEqual([expect.stringContaining('no home')]),
  );

  it('catches a dependency against the arrows', () => {
    const texts = {
      'packages/schema/package.json': manifest('@rubato/schema', { dependencies: { '@rubato/game': '0.1.0' } }),
      'packages/game/package.json': manifest('@rubato/game'),
    };
    expect(judge(texts)).toEqual([expect.stringContaining('packages/schema may not depend on packages/game')]);
  });

  it('catches another licence and a package that could be published', () => {
    const text = manifest('@rubato/game', { license: 'ISC', private: false });
    expect(judge({ 'packages/game/package.json': text })).toHaveLength(2);
  });
});
