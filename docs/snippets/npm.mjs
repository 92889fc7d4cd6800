// Stands in for npm in a page's checkout: `npm install` links new packages, `npm test -- PLACE` tests them, `npm start`
// builds the pages and serves them.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { linkGames } from './link-games.mjs';

const folder = process.env['CHECKOUT'] ?? '';
const bin = join(import.meta.dirname, '../../node_modules/.bin');
const [command, ...rest] = process.argv.slice(2);
const args = rest[0] === '--' ? rest.slice(1) : rest;

/** @param {string} program @param {readonly string[]} words @param {Record<string, string>} [more] of the environment */
const run = (program, words, more = {}) => {
  const { status } = spawnSync(program, words, { cwd: folder, env: { ...process.env, ...more }, stdio: 'inherit' });
  process.exitCode = status ?? 1;
};

switch (command) {
  case 'install':
    linkGames(folder);
    break;
  case 'test':
    test();
    break;
  case 'start':
    start();
    break;
  default:
    throw new Error(`npm ${command} is not known here`);
}

function test() {
  const file = join(folder, 'vitest.json');
  run(join(bin, 'vitest'), [
    'run',
    '--root',
    folder,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
    ...args,
  ]);
  const counts = JSON.parse(readFileSync(file, 'utf8'));
  process.stdout.write(`\n${counts.numPassedTests} passed, ${counts.numFailedTests} failed\n`);
}

function start() {
  const web = join(folder, 'web-build');
  run(join(bin, 'vite'), ['build', join(folder, 'apps/web'), '--logLevel', 'warn', '--outDir', web]);
  if (process.exitCode === 0) run('npx', ['rubato', 'serve', ...args], { RUBATO_WEB_BUILD: web });
}
