import { run } from './lib/run.mjs';

/** @param {string[]} args numbers of examples, `--server URL` */
export async function job(args) {
  const runner = ['--conditions=rubato:source', '--import', 'tsx', 'examples/main.ts'];
  const { code } = await run(process.execPath, [...runner, ...args]);
  return code;
}
