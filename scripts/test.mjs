import { runChecks } from './lib/checks.mjs';
import { root } from './lib/paths.mjs';
import { run } from './lib/run.mjs';
import { say } from './lib/say.mjs';
import { unexplained } from './lib/skips.mjs';
import { runVitest } from './lib/vitest.mjs';
import { provision } from './provision.mjs';

/**
 * Every check and every test; with arguments, only the tests that they select.
 * @param {string[]} args filters and flags for vitest
 */
export const job = (args) => runTests(args, { checks: args.length === 0 });

/**
 * The last line it prints is the count, alone on its line.
 * @param {readonly string[]} args
 * @param {{ checks: boolean, env?: Record<string, string> }} options `env`: more environment for the tests
 * @returns {Promise<number>} the exit code: 1 after a failure, and when nothing ran
 */
export async function runTests(args, { checks, env = {} }) {
  const inCi = process.env['CI'] === 'true';
  // They take the processors while others wait: for the network now, for servers and browsers later.
  const checking = checks ? runChecks() : { passed: 0, failed: 0 };
  // Built once, instead of by each of the tests that run the command or look at its pages.
  const building = run(process.execPath, [`${root}/scripts/build.mjs`, 'cli', 'web', 'mains', 'doors'], {
    quiet: true,
  });
  const providing = provision();
  const ready = Promise.all([providing, building]).then(([provided]) => provided.env);
  const [tested, checked, provided] = await Promise.all([runVitest(args, env, ready), checking, providing]);
  const missing = inCi ? provided.missing : [];
  const skips = inCi ? unexplained(tested.skipped) : [];
  for (const name of missing) say(`FAIL  ${name} is needed and could not be had.`);
  for (const name of skips) say(`FAIL  skipped without a reason in scripts/allowed-skips.json: ${name}`);
  const passed = checked.passed + tested.passed;
  const failed = checked.failed + tested.failed + missing.length + skips.length;
  const skipped = tested.skipped.length - skips.length;
  if (passed + failed === 0) say('No test ran.');
  say(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
  return failed > 0 || passed === 0 ? 1 : 0;
}
