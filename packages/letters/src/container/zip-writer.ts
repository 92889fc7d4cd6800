import { utf8Encode } from '@rubato/schema';
import { LIMITS } from '../limits.ts';
import { LetterRefused } from '../refused.ts';
import { crc32 } from './crc32.ts';
import {
  CENTRAL,
  END,
  ENTRY_NAME,
  type Entry,
  EPOCH_DATE,
  LOCAL,
  VERSION_MADE_BY,
  VERSION_NEEDED,
} from './zip-layout.ts';

/** The archive of these entries in this order. Equal entries give equal bytes. Refuses what the reader would refuse. */
export function writeZip(entries: readonly Entry[]): Uint8Array<ArrayBuffer> {
  const names = entries.map(({ name }) => utf8Encode(name));
  checkEntries(entries);
  const dataBytes = entries.reduce((sum, { bytes }, i) => sum + LOCAL.bytes + lengthAt(names, i) + bytes.length, 0);
  const directoryBytes = names.reduce((sum, { length }) => sum + CENTRAL.bytes + length, 0);
  const size = dataBytes + directoryBytes + END.bytes;
  if (size > LIMITS.archiveBytes)
    throw new LetterRefused(
      'file-size',
      `${size} bytes, at most ${LIMITS.archiveBytes}: start a file without old turns`,
    );
  const file = new Uint8Array(size);
  const view = new DataView(file.buffer);
  let at = 0;
  let central = dataBytes;
  entries.forEach(({ bytes }, i) => {
    const name = names[i] as Uint8Array;
    const crc = crc32(bytes);
    view.setUint32(central, CENTRAL.mark, true);
    view.setUint16(central + 4, VERSION_MADE_BY, true);
    writeCommon(view, central + 6, crc, bytes.length, name.length);
    view.setUint32(central + 42, at, true);
    file.set(name, central + CENTRAL.bytes);
    central += CENTRAL.bytes + name.length;
    view.setUint32(at, LOCAL.mark, true);
    writeCommon(view, at + 4, crc, bytes.length, name.length);
    file.set(name, at + LOCAL.bytes);
    file.set(bytes, at + LOCAL.bytes + name.length);
    at += LOCAL.bytes + name.length + bytes.length;
  });
  view.setUint32(central, END.mark, true);
  view.setUint16(central + 8, entries.length, true);
  view.setUint16(central + 10, entries.length, true);
  view.setUint32(central + 12, directoryBytes, true);
  view.setUint32(central + 16, dataBytes, true);
  return file;
}

const lengthAt = (names: readonly Uint8Array[], i: number): number => (names[i] as Uint8Array).length;

/** The 24 bytes that both headers share, from "version needed" to the length of extras. */
function writeCommon(view: DataView, at: number, crc: number, size: number, nameBytes: number): void {
  view.setUint16(at, VERSION_NEEDED, true);
  view.setUint16(at + 8, EPOCH_DATE, true);
  view.setUint32(at + 10, crc, true);
  view.setUint32(at + 14, size, true);
  view.setUint32(at + 18, size, true);
  view.setUint16(at + 22, nameBytes, true);
}

function checkEntries(entries: readonly Entry[]): void {
  if (entries.length > LIMITS.entries)
    throw new LetterRefused('zip-entries', `${entries.length} entries, at most ${LIMITS.entries}`);
  const seen = new Set<string>();
  for (const { name, bytes } of entries) {
    if (!ENTRY_NAME.test(name) || name.length > LIMITS.nameBytes)
      throw new LetterRefused('zip-name', 'not a name', name);
    if (seen.has(name)) throw new LetterRefused('zip-twice', 'two entries of this name', name);
    seen.add(name);
    if (bytes.length > LIMITS.entryBytes)
      throw new LetterRefused('zip-entry-size', `${bytes.length} bytes, at most ${LIMITS.entryBytes}`, name);
  }
}
