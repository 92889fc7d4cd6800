/** A place that several players can reach and that keeps files by name: a folder, a bucket, a container. */
export interface FileStore {
  /** Durable when it returns; a file of that name is replaced whole. */
  put(name: string, bytes: Uint8Array): Promise<void>;
  /** Undefined when there is none. Throws CourierError `too-large` before more than `maxBytes` are read. */
  get(name: string, maxBytes: number): Promise<Uint8Array | undefined>;
  /** Names that begin with `prefix`. Throws CourierError `too-large` beyond `MAX_LISTED`. */
  list(prefix: string): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** Names that one listing may have. */
export const MAX_LISTED = 100_000;
