import { existsSync, readFileSync, rmSync } from 'node:fs';
import { relative } from 'node:path';
import { cacheDir, root } from './paths.mjs';
import { bin, run } from './run.mjs';

/** @typedef {{ passed: number, failed: number, skipped: string[] }} Tally `skipped` names tests as `file > title` */

/**
 * Runs vitest and counts. A run that ends badly with no failed test (a file that doesn't load, an error between
 * tests) counts as a failure too.
 * @param {readonly string[]} args filters and flags for vitest
 * @param {Record<string, string>} env
 * @param {Promise<Record<string, string>>} providing more of it, once what tests start is there
 * @returns {Promise<Tally>}
 */
export async function runVitest(args, env, providing) {
  if (args.length > 0) return runOnce(args, { env: { ...(await providing), ...env } });
  // What all files of a whole run share is not worth its start for a few of them.
  const whole = { ...env, RUBATO_WHOLE_RUN: '1' };
  /** @param {readonly string[]} flags @param {Record<string, string>} [provided] */
  const all = (flags, provided) => runOnce(flags, { env: { ...provided, ...whole }, beside: true });
  // What only computes needs nothing that must be fetched, and uses the time in which that is: a process for each processor.
  const [pure, provided] = await Promise.all([all(['--project=pure', '--maxWorkers=100%']), providing]);
  // Of the others half the time is waiting.
  return sum(pure, await all(['--project=live', '--project=alone', '--maxWorkers=4'], provided));
}

/**
 * @param {readonly string[]} args
 * @param {{ env: Record<string, string>, beside?: boolean }} options
 */
async function runOnce(args, options) {
  const reportFile = `${cacheDir}/vitest-${runs++}.json`;
  rmSync(reportFile, { force: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`];
  const { code } = await run(bin('vitest'), ['run', ...reporters, ...args], options);
  const tally = existsSync(reportFile) ? count(JSON.parse(readFileSync(reportFile, 'utf8'))) : nothing();
  if (code !== 0 && tally.failed === 0) tally.failed = 1;
  return tally;
}

let runs = 0;

/** @param {Tally} one @param {Tally} other @returns {Tally} */
export const sum = (one, other) => ({
  passed: one.passed + other.passed,
  failed: one.failed + other.failed,
  skipped: [...one.skipped, ...other.skipped],
});

/** @returns {Tally} */
const nothing = () => ({ passed: 0, failed: 0, skipped: [] });

/**
 * @typedef {{ status: string, fullName: string }} TestReport
 * @typedef {{ name: string, status: string, assertionResults: TestReport[] }} FileReport
 * @param {{ testResults: FileReport[] }} report vitest's own
 * @returns {Tally}
 */
export function count(report) {
  const tally = nothing();
  for (const file of report.testResults) {
    let failed = 0;
    for (const test of file.assertionResults) {
      if (test.status === 'passed') tally.passed += 1;
      else if (test.status === 'failed') failed += 1;
      else tally.skipped.push(`${relative(root, file.name)} > ${test.fullName}`);
    }
    // A file that failed outside its tests.
    if (file.status === 'failed' && failed === 0) failed = 1;
    tally.failed += failed;
  }
  return tally;
}
