import { readFileSync } from 'node:fs';
import { root } from './paths.mjs';

/**
 * Skipped tests that nobody allowed. `scripts/allowed-skips.json` lists `{ "test": "<file> > <title>", "reason": … }`;
 * an entry also covers the tests whose names begin with it.
 * @param {readonly string[]} skipped
 */
export function unexplained(skipped) {
  /** @type {{ test: string, reason: string }[]} */
  const allowed = JSON.parse(readFileSync(`${root}/scripts/allowed-skips.json`, 'utf8'));
  return skipped.filter((name) => !allowed.some(({ test, reason }) => reason !== '' && name.startsWith(test)));
}
