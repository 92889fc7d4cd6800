// Saves a file so that a crash at any moment leaves the old one or the new one, never half of either:
//
//   1  write the bytes under a random name in the same folder, which must not exist (O_EXCL)
//   2  fsync it: its bytes are on the disk before anything points to them
//   3  link the file that is there to `<name>.bak`, by way of another random name, so that `.bak` too is always whole
//   4  rename the new file over the old one: this is the moment that counts
//   5  fsync the folder: the name is on the disk too
//
// Whoever is told that it is saved may be switched off.

import { randomBytes } from 'node:crypto';
import { copyFile, link, open, readFile, realpath, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** What the file that was replaced is called afterwards. */
export const backupOf = (path: string): string => `${path}.bak`;

/** Replaces a file, or makes it; what was there stays as `.bak`. Throws what the file system throws; then the file is as it was. @param mode who may read it, from the first byte on */
export async function saveFile(path: string, bytes: Uint8Array, mode = 0o666): Promise<void> {
  const target = await resolved(path);
  await replaceFile(target, bytes, { mode, before: () => keepBackup(target) });
}

export interface ReplaceOptions {
  readonly mode?: number;
  /** Done when the new bytes are safe and the old ones still there. */
  readonly before?: () => Promise<void>;
}

/** The same without step 3: nothing is kept of what was there, and a link is replaced itself. */
export async function replaceFile(
  path: string,
  bytes: Uint8Array,
  { mode = 0o666, before }: ReplaceOptions = {},
): Promise<void> {
  const aside = asideOf(path);
  try {
    await writeAside(aside, bytes, mode);
    await before?.();
    await rename(aside, path);
  } catch (error) {
    await rm(aside, { force: true });
    throw error;
  }
  await syncFolder(dirname(path));
}

/** The file, or where there is none what it was before; undefined when there never was one. */
export async function readSaved(path: string): Promise<Uint8Array | undefined> {
  for (const name of [path, backupOf(path)]) {
    const bytes = await absentAsUndefined(readFile(name));
    if (bytes !== undefined) return new Uint8Array(bytes);
  }
  return undefined;
}

/** A link is followed: what it points to is replaced, not the link. */
const resolved = async (path: string): Promise<string> => (await absentAsUndefined(realpath(path))) ?? path;

/** What a file that is still being written is called at its end. */
export const PART = '.part';

const asideOf = (path: string): string =>
  join(dirname(path), `.${basename(path).slice(0, 100)}.${randomBytes(8).toString('hex')}${PART}`);

async function writeAside(path: string, bytes: Uint8Array, mode: number): Promise<void> {
  const file = await open(path, 'wx', mode);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function keepBackup(path: string): Promise<void> {
  const aside = asideOf(path);
  try {
    const linked = await absentAsUndefined(linkOrCopy(path, aside));
    if (linked !== undefined) await rename(aside, backupOf(path));
  } finally {
    // Two names of one file: renaming one over the other does nothing and leaves both.
    await rm(aside, { force: true });
  }
}

/** Some shares have no hard links: there the old bytes are copied. */
async function linkOrCopy(from: string, to: string): Promise<true> {
  try {
    await link(from, to);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') throw error;
    await copyFile(from, to);
  }
  return true;
}

async function syncFolder(path: string): Promise<void> {
  // Windows opens no folders; there the rename itself is durable.
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

async function absentAsUndefined<T>(action: Promise<T>): Promise<T | undefined> {
  try {
    return await action;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

const codeOf = (error: unknown): unknown => (error as NodeJS.ErrnoException).code;
