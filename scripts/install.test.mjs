// Installs by a stand-in for npm, in a small checkout: it writes down each call and does as the real one does.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { smallCheckout } from './lib/small-checkout.mjs';

/** @type {ReturnType<typeof smallCheckout>} */
let checkout;
const standIn = `
import { appendFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
appendFileSync('calls', process.argv.slice(2, 3) + '\\n');
if (existsSync('broken')) { console.error('no such package'); process.exit(1); }
mkdirSync('node_modules', { recursive: true });
writeFileSync('node_modules/.package-lock.json', '{}');
`;

// The bench job, without a name, does nothing after the install and answers with 2.
const bootstrap = () =>
  spawnSync(process.execPath, ['scripts/bootstrap.mjs', 'bench'], {
    cwd: checkout.at,
    encoding: 'utf8',
    env: { ...process.env, npm_execpath: join(checkout.at, 'npm.mjs.js') },
  });
const calls = () => (existsSync(join(checkout.at, 'calls')) ? readFileSync(join(checkout.at, 'calls'), 'utf8') : '');

beforeEach(() => {
  checkout = smallCheckout();
  checkout.write('package.json', '{ "type": "module" }');
  checkout.write('package-lock.json', '{ "first": true }');
  checkout.write('npm.mjs.js', standIn);
});
afterEach(() => checkout.remove());

describe('ensureInstalled', () => {
  it('installs by the lock file when nothing is there, once', () => {
    expect(bootstrap().stdout).toMatch(/^Installing packages .*\nInstalled in [\d.]+ s\./);
    expect(bootstrap().stdout).not.toContain('Install');
    expect(calls()).toBe('ci\n');
  });

  it('installs again when the lock file has changed since', () => {
    bootstrap();
    checkout.write('package-lock.json', '{ "second": true }');
    utimesSync(join(checkout.at, 'node_modules/.package-lock.json'), 1, 1);
    bootstrap();
    expect(calls()).toBe('ci\nci\n');
  });

  it('leaves alone what somebody installed by hand after the lock file changed', () => {
    checkout.write('node_modules/.package-lock.json', '{}');
    utimesSync(join(checkout.at, 'package-lock.json'), 1, 1);
    expect(bootstrap().status).toBe(2);
    expect(calls()).toBe('');
  });

  it('stops with what npm said when that fails, and tries again the next time', () => {
    checkout.write('broken', '');
    expect(bootstrap()).toMatchObject({ status: 1, stderr: expect.stringMatching(/no such package[^]*npm ci failed/) });
    bootstrap();
    expect(calls()).toBe('ci\nci\n');
  });
});
