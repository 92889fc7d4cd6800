// Runs the real test job on a small checkout with a few tests of its own.
import { spawnSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { root } from './lib/paths.mjs';
import { plainEnvironment, smallCheckout } from './lib/small-checkout.mjs';
import { variables } from './provision.mjs';

/** @type {ReturnType<typeof smallCheckout>} */
let checkout;
// Nothing is to be looked for or installed here.
const provided = Object.fromEntries(variables.map((name) => [name, process.execPath]));

/** @param {Record<string, string>} [env] @param {readonly string[]} [args] */
function test(env = {}, args = ['packages']) {
  const call = `runTests(${JSON.stringify(args)}, { checks: false })`;
  const code = `const { runTests } = await import('./scripts/test.mjs'); process.exitCode = await ${call};`;
  const options = {
    cwd: checkout.at,
    env: { ...plainEnvironment(), ...provided, ...env },
    encoding: /** @type {const} */ ('utf8'),
  };
  const { status, stdout } = spawnSync(process.execPath, ['--input-type=module', '--eval', code], options);
  return { status, lastLine: stdout.trimEnd().split('\n').at(-1), stdout };
}

/** @param {string} name @param {string} body @param {string} [home] */
const plant = (name, body, home = 'packages/a') =>
  checkout.write(`${home}/src/${name}.test.ts`, `import { expect, it } from 'vitest';\n${body}\n`);

beforeEach(() => {
  checkout = smallCheckout(['vitest.config.ts', 'package.json', 'tools/provision']);
  symlinkSync(join(root, 'node_modules'), join(checkout.at, 'node_modules'));
});
afterEach(() => checkout.remove());

describe('npm test', () => {
  it('fails when an error goes astray though every test passed', () => {
    plant(
      'one',
      "it('a', async () => { setTimeout(() => { throw new Error('late'); }); await new Promise((go) => setTimeout(go, 50)); });",
    );
    expect(test()).toMatchObject({ status: 1, lastLine: '1 passed, 1 failed' });
  });

  it('ends on the count and exit code 0 when all is well; a skipped test is a failure under CI unless it is listed with a reason', () => {
    plant('one', "it('a', () => {}); it.skip('b', () => {});");
    expect(test()).toMatchObject({ status: 0, lastLine: '1 passed, 0 failed, 1 skipped' });
    const refused = test({ CI: 'true' });
    expect(refused).toMatchObject({ status: 1, lastLine: '1 passed, 1 failed' });
    expect(refused.stdout).toContain('packages/a/src/one.test.ts > b');
    checkout.write(
      'scripts/allowed-skips.json',
      '[{ "test": "packages/a/src/one.test.ts > b", "reason": "shown here" }]',
    );
    expect(test({ CI: 'true' })).toMatchObject({ status: 0, lastLine: '1 passed, 0 failed, 1 skipped' });
  });

  it('runs all there is when nothing is chosen, what needs nothing first, and counts failures of all and files that do not load', () => {
    plant('one', "it('a', () => {}); it('b', () => expect(1).toBe(2));");
    plant('two', "throw new Error('at once');");
    plant('three', "it('c', () => {}); it('d', () => expect(1).toBe(2));", 'packages/schema');
    const all = test({ RUBATO_TEST_POSTGRES: 'none' }, []);
    expect(all).toMatchObject({ status: 1, lastLine: '2 passed, 3 failed' });
  });

  it('fails when no test ran', () => {
    expect(test()).toMatchObject({ status: 1, lastLine: '0 passed, 1 failed' });
  });
});
