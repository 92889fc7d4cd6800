import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { root } from './lib/paths.mjs';
import { npm, run } from './lib/run.mjs';
import { say } from './lib/say.mjs';

const benches = `${root}/bench`;

/**
 * Runs `bench/<name>/run.ts`; what it compares with is installed in that folder, only now.
 * @param {string[]} args the name, then the bench's own flags
 */
export async function job([name, ...args]) {
  const folders = existsSync(benches) ? readdirSync(benches) : [];
  const known = folders.filter((entry) => existsSync(`${benches}/${entry}/run.ts`));
  if (!name || !known.includes(name)) {
    say(`Which bench? npm run bench -- <name>, one of: ${known.join(', ') || 'none yet'}.`);
    return 2;
  }
  if (!(await installPeers(`${benches}/${name}`))) return 1;
  const runner = ['--expose-gc', '--conditions=rubato:source', '--import', 'tsx', `bench/${name}/run.ts`];
  const { code } = await run(process.execPath, [...runner, ...args]);
  return code;
}

/** @param {string} folder */
async function installPeers(folder) {
  const lockFile = `${folder}/package-lock.json`;
  const stampFile = `${folder}/node_modules/.rubato-lock`;
  if (!existsSync(lockFile)) return true;
  const wanted = createHash('sha256').update(readFileSync(lockFile)).digest('hex');
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === wanted) return true;
  say('Installing what this bench compares with …');
  const { code, output } = await npm(['ci', '--no-fund', '--no-audit', '--loglevel=error'], {
    quiet: true,
    cwd: folder,
  });
  if (code !== 0) say(output);
  else writeFileSync(stampFile, wanted);
  return code === 0;
}
