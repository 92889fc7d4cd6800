// Reads an archive that someone else made, strictly: everything is where zip-layout.ts draws it, said once or said twice
// alike, or the file is refused. Nothing is copied or inflated here, so a refused file costs no memory.

import type { Code } from '../codes.ts';
import { LIMITS } from '../limits.ts';
import { LetterRefused } from '../refused.ts';
import { crc32 } from './crc32.ts';
import { CENTRAL, END, ENTRY_NAME, type Entry, LOCAL, VERSION_MADE_BY } from './zip-layout.ts';

const ZIP64 = 0xffffffff;
const ENCRYPTED_FLAGS = 0x2041;
/** What both headers say of an entry: from "version needed" to the length of extras. */
const COMMON_BYTES = 24;

/** The entries in the order of the file; their bytes are views into it. Throws LetterRefused. */
export function readZip(file: Uint8Array): readonly Entry[] {
  if (file.length > LIMITS.archiveBytes)
    throw new LetterRefused('file-size', `${file.length} bytes, at most ${LIMITS.archiveBytes}`);
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const { count, start, end } = readEnd(view);
  const entries: Entry[] = [];
  const seen = new Set<string>();
  let central = start;
  let local = 0;
  for (let i = 0; i < count; i++) {
    if (central + CENTRAL.bytes > end) refuse('zip-directory', 'the directory is shorter than it says');
    const nameBytes = view.getUint16(central + 28, true);
    if (central + CENTRAL.bytes + nameBytes > end) refuse('zip-directory', 'a name runs over its end');
    const name = readName(file, central + CENTRAL.bytes, nameBytes);
    if (seen.has(name)) refuse('zip-twice', 'two entries of this name', name);
    seen.add(name);
    const size = checkCentral(view, central, name, local);
    const bytes = readLocal(file, view, { central, local, name, size, end: start });
    entries.push({ name, bytes });
    local += LOCAL.bytes + nameBytes + size;
    central += CENTRAL.bytes + nameBytes;
  }
  if (central !== end) refuse('zip-directory', 'the directory is longer than its entries');
  if (local !== start) refuse('zip-gap', 'bytes between the entries and the directory');
  return entries;
}

function refuse(code: Code, message: string, place?: string): never {
  throw new LetterRefused(code, message, place);
}

/** Where the directory begins and ends. */
function readEnd(view: DataView): { readonly count: number; readonly start: number; readonly end: number } {
  const at = view.byteLength - END.bytes;
  if (at < 0 || view.getUint32(at, true) !== END.mark || view.getUint16(at + 20, true) !== 0)
    refuse('zip-end', 'the file does not end in an end record: cut short, or no .tribal file');
  if (view.getUint32(at + 4, true) !== 0) refuse('zip-split', 'an archive of several parts');
  const count = view.getUint16(at + 10, true);
  if (view.getUint16(at + 8, true) !== count) refuse('zip-split', 'entries on other parts');
  if (count > LIMITS.entries) refuse('zip-entries', `${count} entries, at most ${LIMITS.entries}`);
  const start = view.getUint32(at + 16, true);
  if (start === ZIP64) refuse('zip-64', 'ZIP64 is not used');
  if (start + view.getUint32(at + 12, true) !== at)
    refuse('zip-directory', 'the directory does not end at the end record');
  return { count, start, end: at };
}

function readName(file: Uint8Array, at: number, length: number): string {
  const name = String.fromCharCode(...file.subarray(at, at + Math.min(length, LIMITS.nameBytes)));
  if (length > LIMITS.nameBytes || !ENTRY_NAME.test(name))
    refuse('zip-name', 'not a name of an entry', printable(name));
  return name;
}

const printable = (name: string): string => JSON.stringify(name);

/** The entry's size, when the directory says nothing of it that isn't allowed. */
function checkCentral(view: DataView, at: number, name: string, local: number): number {
  if (view.getUint32(at, true) !== CENTRAL.mark) refuse('zip-directory', 'not a directory header', name);
  if (view.getUint16(at + 4, true) !== VERSION_MADE_BY) refuse('zip-attributes', 'made for another system', name);
  const flags = view.getUint16(at + 8, true);
  if ((flags & ENCRYPTED_FLAGS) !== 0) refuse('zip-encrypted', 'encrypted by ZIP', name);
  if (flags !== 0) refuse('zip-flags', `flags ${flags}`, name);
  if (view.getUint16(at + 10, true) !== 0) refuse('zip-method', 'compressed by ZIP; entries are stored', name);
  const size = view.getUint32(at + 20, true);
  if (size === ZIP64) refuse('zip-64', 'ZIP64 is not used', name);
  if (view.getUint32(at + 24, true) !== size) refuse('zip-size', 'stored, but of two sizes', name);
  if (size > LIMITS.entryBytes) refuse('zip-entry-size', `${size} bytes, at most ${LIMITS.entryBytes}`, name);
  if (view.getUint32(at + 30, true) !== 0) refuse('zip-extra', 'extras or a comment', name);
  if (view.getUint32(at + 34, true) !== 0 || view.getUint32(at + 38, true) !== 0)
    refuse('zip-link', 'attributes: a link, a folder or a device', name);
  if (view.getUint32(at + 42, true) !== local) refuse('zip-gap', 'not right behind the entry before', name);
  return size;
}

interface LocalPlace {
  readonly central: number;
  readonly local: number;
  readonly name: string;
  readonly size: number;
  /** Where the directory begins. */
  readonly end: number;
}

function readLocal(file: Uint8Array, view: DataView, { central, local, name, size, end }: LocalPlace): Uint8Array {
  const start = local + LOCAL.bytes + name.length;
  if (start + size > end) refuse('zip-size', 'runs into the directory', name);
  if (view.getUint32(local, true) !== LOCAL.mark) refuse('zip-header', 'no local header', name);
  for (let i = 0; i < COMMON_BYTES; i++)
    if (file[local + 4 + i] !== file[central + 6 + i]) refuse('zip-header', 'directory and local header differ', name);
  if (view.getUint16(local + 28, true) !== 0) refuse('zip-extra', 'extras', name);
  if (readName(file, local + LOCAL.bytes, name.length) !== name) refuse('zip-header', 'two names', name);
  const bytes = file.subarray(start, start + size);
  if (crc32(bytes) !== view.getUint32(local + 14, true)) refuse('zip-crc', 'damaged: the checksum differs', name);
  return bytes;
}
