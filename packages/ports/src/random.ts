/** Unpredictable bytes for keys, tokens and seeds; never used inside games. */
export interface Random {
  /** `count` bytes, 1 to 65,536. */
  bytes(count: number): Uint8Array;
}
