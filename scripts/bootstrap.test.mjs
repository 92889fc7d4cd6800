import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { root } from './lib/paths.mjs';

/** @param {readonly string[]} args */
const bootstrap = (args) =>
  spawnSync(process.execPath, [`${root}/scripts/bootstrap.mjs`, ...args], { encoding: 'utf8' });

describe('bootstrap', () => {
  it('answers an unknown job with the known ones and exit code 2', () => {
    const { status, stderr } = bootstrap(['dance']);
    expect(status).toBe(2);
    expect(stderr).toMatch(/dance.*start, test, soak, check, bench/);
  });

  it('answers a bench that is not there with those that are, and exit code 2', () => {
    expect(bootstrap(['bench', 'dance'])).toMatchObject({ status: 2, stdout: expect.stringContaining('Which bench?') });
  });

  it('refuses an older Node and says which it needs', () => {
    const text = readFileSync(`${root}/scripts/bootstrap.mjs`, 'utf8');
    const older = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.18.3' } });\n`;
    const run = ['--input-type=module', '--eval', older + text, '--', 'test'];
    const { status, stderr } = spawnSync(process.execPath, run, { encoding: 'utf8', cwd: `${root}/scripts` });
    expect(status).toBe(1);
    expect(stderr).toBe('Rubato needs Node 20.19 or newer; this is 20.18.3. Install a newer Node.\n');
  });
});
