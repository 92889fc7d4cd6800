import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { provision } from './provision.mjs';

let folder = '';
/** @param {string} name */
const program = (name) => {
  const path = join(folder, name);
  writeFileSync(path, '#!/bin/sh\n');
  chmodSync(path, 0o755);
  return path;
};
const engine = {
  name: 'engine',
  variable: 'RUBATO_ENGINE',
  needed: 'replays',
  programs: ['some-engine', 'other-engine'],
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rubato-provision-'));
  // Only this folder: no apt-get either, so nothing is installed here.
  vi.stubEnv('PATH', folder);
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
});

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

describe('provision', () => {
  it('takes the path from the environment before the one on PATH', async () => {
    program('some-engine');
    const named = program('my-own');
    vi.stubEnv('RUBATO_ENGINE', named);
    expect(await provision([engine])).toEqual({ env: { RUBATO_ENGINE: named }, missing: [] });
  });

  it('takes the first of its names that PATH has', async () => {
    const path = program('other-engine');
    expect(await provision([engine])).toEqual({ env: { RUBATO_ENGINE: path }, missing: [] });
  });

  it('refuses a path in the environment that is no program, rather than fall back', async () => {
    program('some-engine');
    vi.stubEnv('RUBATO_ENGINE', join(folder, 'gone'));
    await expect(provision([engine])).rejects.toThrow(/RUBATO_ENGINE is .*gone/);
  });

  it('says SKIPPED once, and what to do, for what is not to be had', async () => {
    expect(await provision([engine])).toEqual({ env: {}, missing: ['engine'] });
    expect(process.stdout.write).toHaveBeenCalledExactlyOnceWith(
      expect.stringMatching(/^SKIPPED: replays.*RUBATO_ENGINE/),
    );
  });

  it('does without what is optional', async () => {
    expect(await provision([{ ...engine, optional: true }])).toEqual({ env: {}, missing: [] });
  });

  describe('as root where there is apt-get', () => {
    const asked = () => readFileSync(join(folder, 'asked'), 'utf8').trimEnd().split('\n');
    const other = { ...engine, name: 'other', variable: 'RUBATO_OTHER', programs: ['third-engine'], debian: ['third'] };
    /** Notes what it is asked, knows no package of the name `old`, and installs for each other one the programs given. */
    const aptGet = (/** @type {Record<string, string>} */ brings) => {
      const does = `
        const { appendFileSync, writeFileSync } = require('node:fs');
        const args = process.argv.slice(2);
        appendFileSync('${join(folder, 'asked')}', args.join(' ') + '\\n');
        if (args.includes('old')) process.exit(100);
        for (const [name, brought] of Object.entries(${JSON.stringify(brings)}))
          if (args.includes(name)) writeFileSync('${folder}/' + brought, '', { mode: 0o755 });`;
      writeFileSync(program('apt-get'), `#!${process.execPath}\n${does}\n`);
    };

    beforeEach(() => void vi.spyOn(process, 'getuid').mockReturnValue(0));

    it('has all that is absent installed in one go', async () => {
      aptGet({ new: 'some-engine', third: 'third-engine' });
      const { missing } = await provision([{ ...engine, debian: ['new'] }, other]);
      expect(missing).toEqual([]);
      expect(asked()).toEqual(['update -qq', 'install -y -qq --no-install-recommends new third']);
    });

    it('tries one name after the other where one is not known', async () => {
      aptGet({ new: 'some-engine', third: 'third-engine' });
      const { missing } = await provision([{ ...engine, debian: ['old', 'new'] }, other]);
      expect(missing).toEqual([]);
      expect(
        asked()
          .slice(1)
          .map((line) => line.split('recommends ')[1]),
      ).toEqual(['old third', 'old', 'new', 'third']);
    });
  });
});
