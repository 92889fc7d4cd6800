import { readFileSync } from 'node:fs';
import { root } from './paths.mjs';

/** @typedef {{ test: string, reason: string }} AllowedSkip `test`: how the names begin that it covers */

/**
 * Skipped tests that nobody allowed.
 * @param {readonly string[]} skipped names as `<file> > <title>`
 * @param {readonly AllowedSkip[]} [allowed] by default what `scripts/allowed-skips.json` lists
 */
export function unexplained(skipped, allowed = readAllowed()) {
  return skipped.filter((name) => !allowed.some(({ test, reason }) => test && reason && name.startsWith(test)));
}

/** @returns {AllowedSkip[]} */
function readAllowed() {
  return JSON.parse(readFileSync(`${root}/scripts/allowed-skips.json`, 'utf8'));
}
