import type { BitReader } from './bit-reader.ts';
import type { BitWriter } from './bit-writer.ts';
import type { Snapshot } from './snapshot.ts';

/** A way to write the difference of two snapshots of one layout; both sides must use the same one. */
export interface DeltaCodec {
  readonly name: string;
  /** Appends what turns `base` into `next`. */
  encode(base: Snapshot, next: Snapshot, writer: BitWriter): void;
  /** Turns `into`, which equals the sender's base, into the sender's next. Throws DecodeError; `into` is then spoilt. */
  decode(into: Snapshot, reader: BitReader): void;
}
