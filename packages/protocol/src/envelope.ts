import { DecodeError } from '@rubato/schema';
import { ByteReader } from './byte-reader.ts';
import { limits } from './limits.ts';
import { lz4Compress, lz4Decompress } from './lz4.ts';

/**
 * Long messages and payloads travel as an LZ4 block when that is smaller:
 *
 *   envelope  u8 127, varint size, block     a whole message
 *   payload   varint size, block             of a snapshot whose COMPRESSED flag is set
 */

const ENVELOPE_CODE = 127;

/** The message itself or its envelope, whichever is smaller, in memory of its own. */
export function packEnvelope(message: Uint8Array): Uint8Array<ArrayBuffer> {
  return pack(message, [ENVELOPE_CODE]) ?? new Uint8Array(message);
}

/** The message inside an envelope, or `bytes` itself; refuses what would unpack to more than `limitBytes`. */
export function unpackEnvelope(bytes: Uint8Array, limitBytes: number): Uint8Array {
  if (bytes[0] !== ENVELOPE_CODE) return bytes;
  const message = unpack(new ByteReader(bytes, 1), limitBytes);
  if (message[0] === ENVELOPE_CODE) throw new DecodeError('an envelope inside an envelope');
  return message;
}

/** A snapshot's payload in its packed form, or undefined when that is not smaller. Pack once, send to all who share it. */
export function packPayload(payload: Uint8Array): Uint8Array<ArrayBuffer> | undefined {
  return pack(payload, []);
}

/** The payload of a snapshot as it was before packing. */
export function unpackPayload(snapshot: { readonly compressed: boolean; readonly payload: Uint8Array }): Uint8Array {
  return snapshot.compressed ? unpack(new ByteReader(snapshot.payload), limits.serverMessageBytes) : snapshot.payload;
}

function pack(bytes: Uint8Array, lead: readonly number[]): Uint8Array<ArrayBuffer> | undefined {
  if (bytes.length < limits.compressFromBytes) return undefined;
  const block = lz4Compress(bytes);
  if (block === undefined) return undefined;
  const head = [...lead, ...varint(bytes.length)];
  if (head.length + block.length >= bytes.length) return undefined;
  const packed = new Uint8Array(head.length + block.length);
  packed.set(head);
  packed.set(block, head.length);
  return packed;
}

function unpack(reader: ByteReader, limitBytes: number): Uint8Array {
  const size = reader.varint();
  if (size > limitBytes) throw new DecodeError(`unpacks to ${size} bytes, at most ${limitBytes} allowed`);
  return lz4Decompress(reader.view(reader.remaining), size);
}

function varint(value: number): number[] {
  const groups: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) groups.push((rest % 0x80) | 0x80);
  return [...groups, rest];
}
