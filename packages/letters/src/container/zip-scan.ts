// Reads what can still be read of a damaged archive, by its local headers alone. An entry is taken when its name is one, it
// lies whole in the file and its CRC-32 agrees; behind a damaged one the search goes on at the next local header.

import { LIMITS } from '../limits.ts';
import { crc32 } from './crc32.ts';
import { CENTRAL, END, ENTRY_NAME, type Entry, LOCAL } from './zip-layout.ts';

export interface Damage {
  /** Where in the file. */
  readonly offset: number;
  /** Bytes that gave no entry. */
  readonly bytes: number;
  /** The damaged entry's name where it is still legible. */
  readonly name?: string;
}

export interface ScannedZip {
  /** In the order of the file; the first of each name. */
  readonly entries: readonly Entry[];
  readonly damages: readonly Damage[];
}

/** Never throws: of a file that is no archive nothing is found. Looks at no more than the largest size of an archive. */
export function scanZip(file: Uint8Array): ScannedZip {
  const limit = Math.min(file.length, LIMITS.archiveBytes);
  const view = new DataView(file.buffer, file.byteOffset, limit);
  const entries = new Map<string, Entry>();
  const damages: Damage[] = [];
  let at = 0;
  while (at < limit && !isDirectory(view, at)) {
    const found = entries.size < LIMITS.entries ? entryAt(file, view, at) : undefined;
    if (found?.entry !== undefined) {
      if (!entries.has(found.entry.name)) entries.set(found.entry.name, found.entry);
      at += LOCAL.bytes + found.entry.name.length + found.entry.bytes.length;
      continue;
    }
    const next = nextHeader(view, at + 1);
    damages.push({ offset: at, bytes: next - at, ...(found?.name !== undefined && { name: found.name }) });
    at = next;
  }
  return { entries: [...entries.values()], damages };
}

const isDirectory = (view: DataView, at: number): boolean => {
  if (at + 4 > view.byteLength) return false;
  const mark = view.getUint32(at, true);
  return mark === CENTRAL.mark || mark === END.mark;
};

function entryAt(file: Uint8Array, view: DataView, at: number): { name?: string; entry?: Entry } | undefined {
  if (at + LOCAL.bytes > view.byteLength || view.getUint32(at, true) !== LOCAL.mark) return undefined;
  const nameBytes = view.getUint16(at + 26, true);
  const start = at + LOCAL.bytes + nameBytes;
  if (nameBytes > LIMITS.nameBytes || start > view.byteLength) return {};
  const name = String.fromCharCode(...file.subarray(at + LOCAL.bytes, start));
  if (!ENTRY_NAME.test(name)) return {};
  const size = view.getUint32(at + 18, true);
  const stored = view.getUint16(at + 8, true) === 0 && view.getUint16(at + 28, true) === 0;
  if (!stored || size > LIMITS.entryBytes || start + size > view.byteLength) return { name };
  const bytes = file.subarray(start, start + size);
  return crc32(bytes) === view.getUint32(at + 14, true) ? { name, entry: { name, bytes } } : { name };
}

/** The next place where entries or the directory may go on. */
function nextHeader(view: DataView, from: number): number {
  for (let at = from; at + 4 <= view.byteLength; at++) {
    if (view.getUint8(at) !== 0x50) continue;
    const mark = view.getUint32(at, true);
    if (mark === LOCAL.mark || mark === CENTRAL.mark || mark === END.mark) return at;
  }
  return view.byteLength;
}
