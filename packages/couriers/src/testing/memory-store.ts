import { CourierError } from '../courier-error.ts';
import type { FileStore } from '../store/file-store.ts';

/** A store that is one Map, shared by all who hold it. */
export class MemoryStore implements FileStore {
  readonly files = new Map<string, Uint8Array>();

  async put(name: string, bytes: Uint8Array): Promise<void> {
    this.files.set(name, bytes.slice());
  }

  async get(name: string, maxBytes: number): Promise<Uint8Array | undefined> {
    const bytes = this.files.get(name);
    if ((bytes?.length ?? 0) > maxBytes) throw new CourierError('too-large', `${name} is larger than ${maxBytes}`);
    return bytes?.slice();
  }

  async list(prefix: string): Promise<readonly string[]> {
    return [...this.files.keys()].filter((name) => name.startsWith(prefix));
  }

  async close(): Promise<void> {}
}
