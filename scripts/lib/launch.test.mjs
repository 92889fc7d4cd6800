// Runs the real launcher in a small checkout of its own, whose command says what reaches it.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from './paths.mjs';
import { smallCheckout } from './small-checkout.mjs';

const { at: checkout, write, remove } = smallCheckout(['apps/cli/bin']);
const page = '<!doctype html><script type="module" src="/src/main.ts"></script>';
const command = `
const said: string[] = process.argv.slice(2);
if (said[0] === 'wait') {
  process.on('SIGTERM', () => process.exit(7));
  setInterval(() => {}, 1000);
}
console.log(JSON.stringify({ version: 1, said, pages: process.env['RUBATO_WEB_BUILD'] ?? null }));
if (said[0] === 'fail') process.exitCode = 3;
`;

const bin = join(checkout, 'apps/cli/bin/rubato.mjs');
/** @param {readonly string[]} args */
const rubato = (...args) => spawnSync(process.execPath, [bin, ...args], { encoding: 'utf8' });
/** @param {string} target */
const builds = (target) => readdirSync(join(checkout, '.cache/build', target));

beforeAll(() => {
  symlinkSync(join(root, 'node_modules'), join(checkout, 'node_modules'));
  write('apps/cli/src/main.ts', command);
  write('apps/web/index.html', page);
  write('apps/web/src/main.ts', "document.title = 'Rubato';");
});

afterAll(remove);

describe('the rubato command', () => {
  it('builds what is missing, says so beside its output, and hands on its arguments', () => {
    const { status, stdout, stderr } = rubato('rooms', '--json');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ version: 1, said: ['rooms', '--json'], pages: null });
    expect(stderr).toMatch(/^Built cli in [\d.]+ s\.\n$/);
  });

  it('runs from that build while the sources stay', () => {
    expect(rubato('rooms')).toMatchObject({ status: 0, stderr: '' });
    expect(builds('cli')).toHaveLength(1);
  });

  it('builds the pages only to serve, and says where they are', () => {
    const { stdout, stderr } = rubato('serve');
    expect(stderr).toMatch(/^Built web in /);
    expect(JSON.parse(stdout).pages).toBe(join(checkout, '.cache/build/web', builds('web')[0] ?? ''));
  });

  it('builds again after a change, beside the build that may still be running', () => {
    write('apps/cli/src/main.ts', command.replace('version: 1', 'version: 2'));
    const { stdout, stderr } = rubato('rooms');
    expect(JSON.parse(stdout).version).toBe(2);
    expect(stderr).toMatch(/^Built cli/);
    expect(builds('cli')).toHaveLength(2);
  });

  it('keeps a few builds, not all', () => {
    // With two that are there already, one more than are kept.
    for (const version of [3, 4, 5]) {
      write('apps/cli/src/main.ts', command.replace('version: 1', `version: ${version}`));
      expect(JSON.parse(rubato('rooms').stdout).version).toBe(version);
    }
    expect(builds('cli')).toHaveLength(4);
  });

  it('ends with the exit code of the command, and with 1 when the sources do not build', () => {
    expect(rubato('fail').status).toBe(3);
    write('apps/cli/src/main.ts', 'const = ;');
    expect(rubato('rooms')).toMatchObject({ status: 1, stdout: '' });
    write('apps/cli/src/main.ts', command);
  });

  it('runs in the process that was started, so that signals reach it', async () => {
    const child = spawn(process.execPath, [bin, 'wait'], { stdio: ['ignore', 'pipe', 'ignore'] });
    await once(child.stdout, 'data');
    child.kill('SIGTERM');
    const [code] = await once(child, 'exit');
    expect(code).toBe(7);
  });
});

describe('after an install', () => {
  /** @param {string} at */
  const install = (at) =>
    spawnSync(process.execPath, [join(at, 'scripts/build.mjs'), '--if-able', 'cli', 'web'], { encoding: 'utf8' });

  it('everything is built, so that the first start does not wait for it', () => {
    expect(install(checkout).status).toBe(0);
    expect(rubato('serve').stderr).toBe('');
  });

  it('nothing is built and nothing fails where the packages that build are left out', () => {
    const bare = smallCheckout();
    try {
      bare.write('apps/cli/src/main.ts', command);
      expect(install(bare.at)).toMatchObject({ status: 0, stdout: '', stderr: '' });
      expect(readdirSync(bare.at)).not.toContain('.cache');
    } finally {
      bare.remove();
    }
  });
});
