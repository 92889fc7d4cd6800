import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { buildOf, targets } from './builds.mjs';
import { root } from './paths.mjs';

/**
 * Runs the `rubato` command in this process, building first what changed.
 *
 * The build runs in a process of its own, so that its memory goes with it; the command runs in this one, so that
 * signals reach it directly.
 * @param {readonly string[]} argv the command's own arguments
 */
export async function launch(argv) {
  if (!existsSync(`${root}/${targets.cli.entry}`)) throw new Error(`${targets.cli.entry} is missing.`);
  const serving = argv[0] === 'serve' && existsSync(`${root}/${targets.web.entry}`);
  const cli = buildOf('cli');
  const web = serving ? buildOf('web') : undefined;
  makeMissing([...(cli.ready ? [] : ['cli']), ...(!web || web.ready ? [] : ['web'])]);
  // Where the server finds the pages unless it is told otherwise.
  if (web) process.env['RUBATO_WEB_BUILD'] = web.dir;
  process.setSourceMapsEnabled(true);
  process.argv = [process.execPath, cli.file, ...argv];
  await import(pathToFileURL(cli.file).href);
}

/** @param {readonly string[]} names */
function makeMissing(names) {
  if (names.length === 0) return;
  // Its words go to the error stream: the command's own output stays clean for --json.
  const { status } = spawnSync(process.execPath, [`${root}/scripts/build.mjs`, ...names], { stdio: ['ignore', 2, 2] });
  if (status !== 0) process.exit(1);
}
