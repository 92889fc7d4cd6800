import { bin, run } from './run.mjs';
import { dim, say, seconds } from './say.mjs';

// Several would each check again what they share, on processors that tests have a use for.
const oneChecker = ['--checkers', '1'];

/** @type {readonly { name: string, program: string, args: readonly string[] }[]} */
const checks = [
  { name: 'format', program: bin('oxfmt'), args: ['--check'] },
  { name: 'lint', program: bin('oxlint'), args: ['--deny-warnings', '--format=unix'] },
  { name: 'tidy', program: process.execPath, args: ['--import', 'tsx', 'tools/tidy/src/main.ts'] },
  { name: 'types of what runs in browsers', program: bin('tsc'), args: ['-p', 'tsconfig.browser.json', ...oneChecker] },
  { name: 'types of everything', program: bin('tsc'), args: ['-p', 'tsconfig.json', ...oneChecker] },
  { name: 'unused code', program: bin('knip'), args: ['--no-config-hints'] },
];

/**
 * Runs every check, whichever fail, and prints what the failing ones say.
 * @returns {Promise<{ passed: number, failed: number }>}
 */
export async function runChecks() {
  let failed = 0;
  for (const { name, program, args } of checks) {
    const began = performance.now();
    const { code, output } = await run(program, args, { quiet: true });
    if (code === 0) say(`ok    ${name} ${dim(seconds(began))}`);
    else say(`FAIL  ${name}\n${output.trimEnd()}\n`);
    if (code !== 0) failed += 1;
  }
  return { passed: checks.length - failed, failed };
}
