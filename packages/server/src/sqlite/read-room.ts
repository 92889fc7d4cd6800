/** Reads one room in slices, so that commits of the rooms in play pass between two of them. */
import { findRoom, type BatchRoom } from './batch-format.ts';
import type { JournalFile } from './journal-file.ts';
import type { PackedRecords } from './worker-messages.ts';

/** Batches looked at without a pause. */
export const READ_SLICE_BATCHES = 64;
/** One answer above this is refused: the caller reads from a later segment. */
export const MAX_READ_BYTES = 512 * 1024 * 1024;

export class ReadTooLarge extends Error {
  override readonly name = 'ReadTooLarge';
}

/** Yields between slices; a room that retention removes meanwhile reads as empty, never as torn. */
export function* readRoom(
  journal: JournalFile,
  room: string,
  fromSegment: number,
  maxBytes = MAX_READ_BYTES,
): Generator<void, PackedRecords> {
  const found = new Found();
  const range = journal.range(room, fromSegment);
  if (!range) return found.pack();
  const wanted = new TextEncoder().encode(room);
  const last = range.lastBatch ?? journal.newestBatch();
  for (let from = range.firstBatch; from <= last;) {
    const slice = journal.batches(from, last, READ_SLICE_BATCHES);
    if (slice.length === 0) break;
    for (const { blob } of slice) {
      const part = findRoom(blob, wanted);
      if (part) found.add(part, fromSegment);
    }
    if (found.bytes > maxBytes)
      throw new ReadTooLarge(
        `room ${room} holds more than ${maxBytes} bytes from segment ${fromSegment} on; read from a later one`,
      );
    from = slice.at(-1)!.id + 1;
    yield;
  }
  return journal.range(room, fromSegment)?.number === range.number ? found.pack() : new Found().pack();
}

class Found {
  readonly #tags: number[] = [];
  readonly #parts: Uint8Array[] = [];
  bytes = 0;

  add({ tags, lengths, bytes }: BatchRoom, fromSegment: number): void {
    let at = 0;
    for (let index = 0; index < tags.length; index++) {
      const length = lengths[index]!;
      if (tags[index]! >= fromSegment * 2) {
        this.#tags.push(tags[index]!);
        this.#parts.push(bytes.subarray(at, at + length));
        this.bytes += length;
      }
      at += length;
    }
  }

  pack(): PackedRecords {
    const bytes = new Uint8Array(this.bytes);
    let at = 0;
    for (const part of this.#parts) {
      bytes.set(part, at);
      at += part.length;
    }
    return {
      segments: Uint32Array.from(this.#tags, (tag) => Math.floor(tag / 2)),
      heads: Uint8Array.from(this.#tags, (tag) => tag % 2),
      lengths: Uint32Array.from(this.#parts, (part) => part.length),
      bytes,
    };
  }
}
