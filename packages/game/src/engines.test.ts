import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { getQuickJS } from 'quickjs-emscripten';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Provisioned, provisioned } from '../../../tools/provision/provisioned.ts';
import { engineReport, writtenJournals } from './engine-report.ts';

/** One script, no modules: `report` is a global of the text that it leaves. */
const bundle = async (): Promise<string> => {
  const journals = JSON.stringify(writtenJournals());
  const built = await build({
    stdin: {
      contents: `import { engineReport } from './engine-report.ts'; globalThis.report = engineReport(${journals});`,
      resolveDir: import.meta.dirname,
      loader: 'ts',
    },
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    platform: 'neutral',
    conditions: ['rubato:source'],
    logLevel: 'silent',
  });
  return built.outputFiles[0]?.text ?? '';
};

const folder = mkdtempSync(join(tmpdir(), 'rubato-engines-'));
const script = join(folder, 'report.js');
let text = '';
let expected = '';

beforeAll(async () => {
  text = await bundle();
  expected = engineReport(writtenJournals());
  writeFileSync(script, `${text}\n(typeof print === 'function' ? print : console.log)(globalThis.report);\n`);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('the same journal gives the same hashes, the same mathematics the same bits, the same dice the same draws', () => {
  it('here, on V8', () => {
    expect(expected.split('\n').map((line) => line.slice(0, 90))).toMatchInlineSnapshot(`
      [
        "mathematics fb021bd88f19796c",
        "randomness e8dadc5058f2fe65",
        "mover b4701c332057c055 8aeedf93eab22f3f 463fda455014c0a8 da55b7a60a105c0d ca0f077327490648",
        "race 445926e81d2b0a85 2b155e617f240d4b 996e5d4412457b85 93e34f08a441c996 27d2d1311c8efba9 ",
      ]
    `);
    expect(expected).not.toContain('diverged');
  });

  it('on QuickJS', async () => {
    const vm = (await getQuickJS()).newContext();
    try {
      vm.unwrapResult(vm.evalCode(text)).dispose();
      const report = vm.getProp(vm.global, 'report');
      expect(vm.getString(report)).toBe(expected);
      report.dispose();
    } finally {
      vm.dispose();
    }
  });

  const others: readonly [Provisioned, string][] = [
    ['gjs', 'SpiderMonkey'],
    ['jsc', 'JavaScriptCore'],
    ['node24', 'V8 of Node 24'],
  ];
  for (const [name, engine] of others) {
    const program = provisioned(name);
    it.skipIf(program === undefined)(`on ${engine}`, () => {
      const report = execFileSync(program as string, [script], { encoding: 'utf8', timeout: 60_000 });
      expect(report.trimEnd()).toBe(expected);
    });
  }
});
