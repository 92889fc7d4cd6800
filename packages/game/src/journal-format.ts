// The bytes of a journal. Everything is little-endian; `v` is a varint (see schema's BitWriter), `text` is v size and UTF-8.
//
// Records, as a store keeps them. The chain makes a changed, missing or swapped record show.
//
//   head    u8 'H' │ u16 format │ text game │ u16 version │ 32 schemaHash │ 32 rulesHash │ text room │ u32 epoch
//           u32 segment │ v tick │ v turn │ u8 seats, u8 each │ 16 seed │ text settings as JSON │ 8 machine hash
//           v size, state │ u8 ring, each, newest first: u8 whole?, v size and state or difference │ 32 chain
//   block   u8 'B' │ v first turn │ v its start tick │ v count │ turns in bits (turn-codec.ts), padded │ 32 chain
//
//   state        schema's snapshot, with allocator
//   ring         the states that `past` still reaches: of this tick, the one before, and so on
//   difference   from the state before it in the list (byte-difference.ts); whole (1) where that would be far off
//   chain        SHA-256 of the chain of the record before (32 zeros before a head) and of this record's bytes before it
//
// An exported file:
//
//   "RUBATO" │ u16 file version
//   per record:  u8 'H' or 'B' │ u32 size │ u32 check │ the record
//   seal:        u8 'S'        │ u32 size │ u32 check │ v records │ v turns │ 32 SHA-256 of all bytes before the seal
//
//   check   32 bits over kind, size and offset, so that a flipped size is corruption and never a torn tail
//
// A file that ends without its seal was cut: what whole records it has are good. Bytes after the seal are corruption.

import {
  type BitReader,
  type BitWriter,
  DecodeError,
  fromHex,
  Hash64,
  hex,
  isWellFormed,
  utf8Decode,
  utf8Encode,
} from '@rubato/schema';

export const FORMAT_VERSION = 1;
export const HEAD_KIND = 0x48;
export const BLOCK_KIND = 0x42;
export const SEAL_KIND = 0x53;
export const CHAIN_BYTES = 32;

export const FILE_MAGIC = Uint8Array.of(0x52, 0x55, 0x42, 0x41, 0x54, 0x4f);
export const FILE_VERSION = 1;
export const FILE_HEADER_BYTES = 8;
export const FRAME_BYTES = 9;

/** The check of a record's frame. */
export const frameCheck = (kind: number, sizeBytes: number, offset: number): number => {
  const hash = new Hash64();
  hash.u32(kind);
  hash.u32(sizeBytes);
  hash.f64(offset);
  return Number.parseInt(hash.digest().slice(0, 8), 16);
};

export const writeText = (w: BitWriter, text: string, maxBytes: number): void => {
  const bytes = isWellFormed(text) ? utf8Encode(text) : undefined;
  if (bytes === undefined || bytes.length > maxBytes)
    throw new RangeError(`text above ${maxBytes} bytes or not Unicode: ${text.slice(0, 40)}`);
  w.varint(bytes.length);
  w.bytes(bytes);
};

export const readText = (r: BitReader, maxBytes: number): string => {
  const length = r.varint();
  if (length > maxBytes) throw new DecodeError(`text of ${length} bytes, at most ${maxBytes}`);
  return utf8Decode(r.bytes(length));
};

export const writeHex = (w: BitWriter, digits: string): void => w.bytes(fromHex(digits));
export const readHex = (r: BitReader, bytes: number): string => hex(r.bytes(bytes));
