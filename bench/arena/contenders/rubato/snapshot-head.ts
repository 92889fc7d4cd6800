/** The little of a snapshot that the load reads; the layout is drawn in `packages/protocol/src/snapshot.ts`. */
export interface SnapshotHead {
  readonly tick: number;
  /** The newest input that the state contains; 0 when the message doesn't say. */
  readonly ackSeq: number;
}

const FLAGS_AT = 2;
const BASE = 1;
const TIMING = 4;

export function readSnapshotHead(message: Uint8Array): SnapshotHead {
  const flags = message[FLAGS_AT]!;
  const id = readVarint(message, FLAGS_AT + 1);
  let { end } = id;
  if (flags & BASE) ({ end } = readVarint(message, end));
  if (!(flags & TIMING)) return { tick: id.value, ackSeq: 0 };
  const earliness = readVarint(message, end);
  return { tick: id.value, ackSeq: readVarint(message, earliness.end).value };
}

function readVarint(bytes: Uint8Array, from: number): { readonly value: number; readonly end: number } {
  let value = 0;
  let scale = 1;
  let at = from;
  for (; bytes[at]! >= 0x80; at++, scale *= 0x80) value += (bytes[at]! & 0x7f) * scale;
  return { value: value + bytes[at]! * scale, end: at + 1 };
}
