/** Where one file is kept. What `save` returned from is there after a crash, whole. */
export interface Saved {
  /** Undefined when there never was one. */
  load(): Promise<Uint8Array | undefined>;
  save(bytes: Uint8Array): Promise<void>;
}
