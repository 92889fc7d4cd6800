import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { backupOf, readSaved, saveFile } from './save-file.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (path: string): string => readFileSync(path, 'utf8');

describe('a saved file', () => {
  let folder: string;
  let path: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'rubato-save-'));
    path = join(folder, 'session.tribal');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is what was saved last, and the one before it is kept', async () => {
    expect(await readSaved(path)).toBeUndefined();
    await saveFile(path, bytes('one'));
    expect(readdirSync(folder)).toEqual(['session.tribal']);
    await saveFile(path, bytes('two'));
    await saveFile(path, bytes('three'));
    expect([text(path), text(backupOf(path))]).toEqual(['three', 'two']);
    expect(readdirSync(folder)).toEqual(['session.tribal', 'session.tribal.bak']);
  });

  it('is what it was before, when it is gone', async () => {
    await saveFile(path, bytes('one'));
    await saveFile(path, bytes('two'));
    rmSync(path);
    expect(await readSaved(path)).toEqual(bytes('one'));
  });

  it('stays as it was, without leavings, when it can’t be replaced', async () => {
    await saveFile(path, bytes('one'));
    const blocked = join(folder, 'full');
    mkdirSync(join(blocked, 'x'), { recursive: true });
    await expect(saveFile(blocked, bytes('two'))).rejects.toThrow(/EISDIR|EPERM|ENOTEMPTY|ENOTSUP/);
    expect(readdirSync(folder).sort()).toEqual(['full', 'session.tribal']);
    await expect(saveFile(join(folder, 'nowhere', 'a'), bytes('two'))).rejects.toThrow('ENOENT');
    expect(text(path)).toBe('one');
  });

  it('is replaced where a link points, and the link stays', async () => {
    const other = join(folder, 'other');
    mkdirSync(other);
    writeFileSync(join(other, 'real.tribal'), 'one');
    symlinkSync(join(other, 'real.tribal'), path);
    await saveFile(path, bytes('two'));
    expect(text(join(other, 'real.tribal'))).toBe('two');
    expect(readdirSync(other).sort()).toEqual(['real.tribal', 'real.tribal.bak']);
  });

  it('is one of those that were saved at the same time', async () => {
    const texts = Array.from({ length: 10 }, (_, i) => `text ${i}`);
    await saveFile(path, bytes(texts[0]!));
    await Promise.all(texts.map((one) => saveFile(path, bytes(one))));
    expect(texts).toContain(text(path));
    expect(texts).toContain(text(backupOf(path)));
    expect(readdirSync(folder)).toEqual(['session.tribal', 'session.tribal.bak']);
  });
});
