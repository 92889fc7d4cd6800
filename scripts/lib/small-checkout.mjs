import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { root } from './paths.mjs';

/**
 * For tests: a checkout with these scripts and nothing else, in the system's folder for temporary files. Their own
 * tests stay behind: one that runs all tests would run itself.
 * @param {readonly string[]} [more] other files or folders to copy from this checkout
 */
export function smallCheckout(more = []) {
  const at = realpathSync(mkdtempSync(join(tmpdir(), 'rubato-checkout-')));
  for (const path of ['scripts', ...more])
    cpSync(join(root, path), join(at, path), { recursive: true, filter: (file) => !/\.test\.m?[jt]s$/.test(file) });
  return {
    at,
    /** @param {string} path @param {string} text */
    write(path, text) {
      mkdirSync(dirname(join(at, path)), { recursive: true });
      writeFileSync(join(at, path), text);
    },
    remove: () => rmSync(at, { recursive: true }),
  };
}

/** The environment without what a running test adds to it. @returns {Record<string, string | undefined>} */
export function plainEnvironment() {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(VITEST|NODE_ENV|CI$|TEST$|DEV$|PROD$|MODE$|RUBATO_WHOLE_RUN$|RUBATO_SHARED_)/.test(name),
  );
  return Object.fromEntries(kept);
}
