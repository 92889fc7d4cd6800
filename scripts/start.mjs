import { launch } from './lib/launch.mjs';

/** @param {string[]} args flags for `rubato serve` */
export async function job(args) {
  await launch(['serve', ...args]);
  return undefined;
}
