import { describe, expect, it } from 'vitest';
import { treeOf } from '../tree.ts';
import { barrels } from './barrels.ts';

const manifest = JSON.stringify({
  name: '@rubato/game',
  exports: { '.': { 'rubato:source': './src/index.ts' }, './testing': './src/testing/index.ts' },
});
const judge = (path: string, text: string) => barrels(treeOf({ 'packages/game/package.json': manifest, [path]: text }));
const passingOn = "export * from './a.ts';\nexport type { B } from './b.ts';";

describe('barrels', () => {
  it('stand at the doors that the manifest names', () => {
    expect(judge('packages/game/src/index.ts', passingOn)).toEqual([]);
    expect(judge('packages/game/src/testing/index.ts', passingOn)).toEqual([]);
  });

  it('are caught anywhere else', () => {
    expect(judge('packages/game/src/math/index.ts', passingOn)).toMatchObject([{ rule: 'barrels' }]);
  });

  it('are not files that also say something themselves', () => {
    expect(judge('packages/game/src/a.ts', `${passingOn}\nexport const c = 1;`)).toEqual([]);
    expect(judge('packages/game/src/b.ts', 'const c = 1;\nexport { c };')).toEqual([]);
  });
});
