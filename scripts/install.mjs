// Keeps node_modules equal to the lock file. Runs before anything is installed: no dependencies here.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { root } from './lib/paths.mjs';
import { npm } from './lib/run.mjs';
import { say, seconds } from './lib/say.mjs';

const lockFile = `${root}/package-lock.json`;
const stampFile = `${root}/node_modules/.rubato-lock`;
// npm writes this one last, so its date is that of the newest finished install.
const npmRecord = `${root}/node_modules/.package-lock.json`;

/** Installs when the packages are missing or not those of the lock file; ends the process when that fails. */
export async function ensureInstalled() {
  const wanted = createHash('sha256').update(readFileSync(lockFile)).digest('hex');
  if (installed(wanted)) return;
  say('Installing packages (once; about a minute) …');
  const began = performance.now();
  const { code, output } = await npm(['ci', '--no-fund', '--no-audit', '--loglevel=error'], { quiet: true });
  if (code !== 0) {
    process.stderr.write(`${output}\nnpm ci failed. Check the network and package-lock.json, then run this again.\n`);
    process.exit(1);
  }
  writeFileSync(stampFile, wanted);
  say(`Installed in ${seconds(began)}.`);
}

/** @param {string} wanted hash of the lock file */
function installed(wanted) {
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === wanted) return true;
  // Someone ran npm by hand since the lock file changed.
  return existsSync(npmRecord) && statSync(npmRecord).mtimeMs >= statSync(lockFile).mtimeMs;
}
