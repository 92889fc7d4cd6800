// A folder that all players reach: a network share, a synchronised folder, a stick. A file is written under another name,
// brought to the disk and renamed, so that nobody ever reads half of one. Links that someone lays there are not followed.

import { constants } from 'node:fs';
import { mkdir, open, readdir } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { CourierError } from '../courier-error.ts';
import { type FileStore, MAX_LISTED } from './file-store.ts';
import { PART, replaceFile } from './save-file.ts';

const NAME = /^(parcels|seen)\/[a-z0-9_/-]+$/;

export class FolderStore implements FileStore {
  readonly #root: string;

  /** The folder is made when it isn't there. */
  constructor(root: string) {
    this.#root = root;
  }

  async put(name: string, bytes: Uint8Array): Promise<void> {
    const path = this.#path(name);
    try {
      await mkdir(dirname(path), { recursive: true });
      await replaceFile(path, bytes);
    } catch (error) {
      throw failed(error, `${name} can't be written to ${this.#root}`);
    }
  }

  async get(name: string, maxBytes: number): Promise<Uint8Array | undefined> {
    try {
      const file = await open(this.#path(name), constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
      try {
        const { size } = await file.stat();
        if (size > maxBytes) throw new CourierError('too-large', `${name} has ${size} bytes, at most ${maxBytes}`);
        return new Uint8Array(await file.readFile());
      } finally {
        await file.close();
      }
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return undefined;
      throw failed(error, `${name} can't be read from ${this.#root}`);
    }
  }

  async list(prefix: string): Promise<readonly string[]> {
    try {
      const found = await readdir(join(this.#root, prefix), { recursive: true, withFileTypes: true });
      if (found.length > MAX_LISTED)
        throw new CourierError('too-large', `${found.length} files in ${this.#root}, at most ${MAX_LISTED}`);
      const start = join(this.#root, '/').length;
      return found
        .filter((entry) => entry.isFile() && !entry.name.endsWith(PART))
        .map(({ parentPath, name }) => join(parentPath, name).slice(start).split(sep).join('/'));
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return [];
      throw failed(error, `${this.#root} can't be listed`);
    }
  }

  async close(): Promise<void> {}

  #path(name: string): string {
    if (!NAME.test(name)) throw new CourierError('refused', `${JSON.stringify(name)} is no name of a file here`);
    return join(this.#root, name);
  }
}

const codeOf = (error: unknown): unknown => (error as NodeJS.ErrnoException).code;

function failed(error: unknown, what: string): CourierError {
  if (error instanceof CourierError) return error;
  const code = codeOf(error);
  const kind = code === 'EACCES' || code === 'EPERM' ? 'auth' : code === 'ELOOP' ? 'damaged' : 'network';
  return new CourierError(kind, `${what}: ${(error as Error).message}`, { cause: error });
}
