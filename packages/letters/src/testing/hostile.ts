// Files made to hurt whoever opens them, each with the code that it is refused with.

import { zipSync } from 'fflate';
import { SeededRandom } from '@rubato/ports/doubles';
import { utf8Encode } from '@rubato/schema';
import { gzip } from '../container/gzip.ts';
import { readZip } from '../container/zip-reader.ts';
import { CENTRAL, END, type Entry, LOCAL } from '../container/zip-layout.ts';
import { writeZip } from '../container/zip-writer.ts';
import type { Code } from '../codes.ts';
import { LIMITS } from '../limits.ts';
import { relist } from './forge.ts';

export interface Hostile {
  readonly what: string;
  readonly code: Code;
  readonly file: Uint8Array;
}

const MIB = 1 << 20;

/** Where the n-th entry's headers are. */
function headers(
  file: Uint8Array,
  n: number,
): { readonly local: number; readonly central: number; readonly end: number } {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const end = file.length - END.bytes;
  let central = view.getUint32(end + 16, true);
  let local = 0;
  for (let i = 0; i < n; i++) {
    local += LOCAL.bytes + view.getUint16(central + 28, true) + view.getUint32(central + 20, true);
    central += CENTRAL.bytes + view.getUint16(central + 28, true);
  }
  return { local, central, end };
}

type Edit = (view: DataView, at: { readonly local: number; readonly central: number; readonly end: number }) => void;

const edited = (file: Uint8Array, edit: Edit): Uint8Array => {
  const copy = file.slice();
  edit(new DataView(copy.buffer), headers(copy, 4));
  return copy;
};

/** Both headers say it. */
const both =
  (offset: number, value: number): Edit =>
  (view, { local, central }) => {
    view.setUint16(local + 4 + offset, value, true);
    view.setUint16(central + 6 + offset, value, true);
  };

/** An entry of an honest file replaced. */
const withEntry = (file: Uint8Array, name: string, bytes: Uint8Array): Uint8Array =>
  relist(readZip(file).map((entry): Entry => (entry.name === name ? { name, bytes } : entry)));

/** The first entry after the front gets another name of the same length, in both places. */
function renamed(file: Uint8Array, name: string): Uint8Array {
  const long = 'x'.repeat(name.length);
  const entries = readZip(file);
  const made = writeZip([...entries.slice(0, 4), { name: long, bytes: utf8Encode('x') }, ...entries.slice(4)]);
  const { local, central } = headers(made, 4);
  made.set(utf8Encode(name), local + LOCAL.bytes);
  made.set(utf8Encode(name), central + CENTRAL.bytes);
  return made;
}

function gzipThatLies(gzipped: Uint8Array, size: number): Uint8Array {
  const lying = gzipped.slice();
  new DataView(lying.buffer).setUint32(lying.length - 4, size, true);
  return lying;
}

const count =
  (entries: number): Edit =>
  (view, { end }) => {
    view.setUint16(end + 8, entries, true);
    view.setUint16(end + 10, entries, true);
  };

const size =
  (bytes: number): Edit =>
  (view, { central }) => {
    view.setUint32(central + 20, bytes, true);
    view.setUint32(central + 24, bytes, true);
  };

const headerLies: readonly (readonly [string, Code, Edit])[] = [
  ['an end record with a comment', 'zip-end', (view, { end }) => view.setUint16(end + 20, 1, true)],
  ['several parts', 'zip-split', (view, { end }) => view.setUint16(end + 4, 1, true)],
  ['more entries on other parts', 'zip-split', (view, { end }) => view.setUint16(end + 8, 1, true)],
  ['ZIP64', 'zip-64', (view, { end }) => view.setUint32(end + 16, 0xffffffff, true)],
  ['a ZIP64 size', 'zip-64', (view, { central }) => view.setUint32(central + 20, 0xffffffff, true)],
  ['a directory that begins elsewhere', 'zip-directory', (view, { end }) => view.setUint32(end + 16, 0, true)],
  ['a directory with fewer entries', 'zip-directory', count(3)],
  ['a directory with more entries than there are', 'zip-directory', count(1999)],
  ['more entries than allowed', 'zip-entries', count(2001)],
  ['an encrypted entry', 'zip-encrypted', both(2, 1)],
  ['a data descriptor', 'zip-flags', both(2, 8)],
  ['a deflated entry', 'zip-method', both(4, 8)],
  ['a link', 'zip-link', (view, { central }) => view.setUint32(central + 38, 0xa1ff0000, true)],
  ['a file made on Unix', 'zip-attributes', (view, { central }) => view.setUint16(central + 4, 0x0314, true)],
  ['an extra field', 'zip-extra', (view, { central }) => view.setUint16(central + 30, 4, true)],
  ['an extra field in the local header only', 'zip-extra', (view, { local }) => view.setUint16(local + 28, 4, true)],
  ['two entries that overlap', 'zip-gap', (view, { central }) => view.setUint32(central + 42, 0, true)],
  ['a local size that lies', 'zip-header', (view, { local }) => view.setUint32(local + 18, 5, true)],
  ['an inflated size that lies', 'zip-size', (view, { central }) => view.setUint32(central + 24, 5, true)],
  ['a size beyond the file', 'zip-size', size(9 * MIB)],
  ['a size beyond the limit', 'zip-entry-size', size(17 * MIB)],
  ['another name in the local header', 'zip-header', (view, { local }) => view.setUint8(local + LOCAL.bytes, 0x7a)],
  ['a damaged entry', 'zip-crc', (view, { local }) => view.setUint8(local + LOCAL.bytes + 60, 0)],
];

const badNames = (file: Uint8Array): readonly Hostile[] =>
  [
    '../../etc/passwd',
    '/etc/passwd',
    'c:/windows/x',
    'a\\b',
    'a/../b',
    './a',
    'a//b',
    'a/b/c/d',
    'UP',
    'a\0b',
    'a.',
    '.a',
    'a/',
    'x'.repeat(96) + 'y',
  ].map((name) => ({
    what: `an entry called ${JSON.stringify(name).slice(0, 30)}`,
    code: 'zip-name',
    file: name.length > LIMITS.nameBytes ? tooLongName(file) : renamed(file, name),
  }));

function tooLongName(file: Uint8Array): Uint8Array {
  const made = renamed(file, 'x'.repeat(LIMITS.nameBytes));
  const { central } = headers(made, 4);
  new DataView(made.buffer).setUint16(central + 28, LIMITS.nameBytes + 1, true);
  return made;
}

function twice(): Uint8Array {
  const again = writeZip([
    { name: 'a', bytes: utf8Encode('1') },
    { name: 'b', bytes: utf8Encode('1') },
  ]);
  const second = headers(again, 1);
  again.set(utf8Encode('a'), second.local + LOCAL.bytes);
  again.set(utf8Encode('a'), second.central + CENTRAL.bytes);
  return again;
}

const json = (file: Uint8Array, what: string, code: Code, text: string): Hostile => ({
  what,
  code,
  file: withEntry(file, 'genesis.json', utf8Encode(text)),
});

const gz = (file: Uint8Array, what: string, code: Code, bytes: Uint8Array): Hostile => ({
  what,
  code,
  file: withEntry(file, 'proofs.json.gz', bytes),
});

/** @param file an honest one that holds proofs. */
export function hostileFiles(file: Uint8Array): readonly Hostile[] {
  const zeros = new Uint8Array(16 * MIB);
  const bomb = gzip(zeros);
  const noise = new SeededRandom(1).bytes(50_000);
  const parts = readZip(file);
  const many = Array.from({ length: 20 }, (_, i) => ({ name: `bomb_${i}.gz`, bytes: bomb }));
  return [
    ...headerLies.map(([what, code, edit]) => ({ what, code, file: edited(file, edit) })),
    ...badNames(file),
    { what: 'two entries of one name', code: 'zip-twice', file: twice() },
    { what: 'more bytes than a file may have', code: 'file-size', file: new Uint8Array(LIMITS.archiveBytes + 1) },
    { what: 'no archive', code: 'zip-end', file: utf8Encode('hello') },
    { what: 'another archive', code: 'zip-attributes', file: zipSync({ a: [utf8Encode('a'), { os: 3, attrs: 0 }] }) },
    { what: 'bytes before the archive', code: 'zip-directory', file: Uint8Array.from([1, 2, 3, ...file]) },
    gz(file, 'a bomb', 'gzip-size', bomb),
    gz(file, 'a smaller bomb', 'gzip-ratio', gzip(zeros.subarray(0, MIB))),
    gz(file, 'a bomb that says it is small', 'gzip-size', gzipThatLies(bomb, 1000)),
    gz(file, 'an entry that inflates to less', 'gzip-broken', gzipThatLies(gzip(noise), 100_000)),
    gz(file, 'an entry that is no gzip', 'gzip-broken', noise),
    gz(file, 'gzip whose end was cut off', 'gzip-broken', gzip(noise).subarray(0, 12)),
    { what: 'twenty bombs', code: 'total-size', file: relist([...parts.slice(0, -1), ...many, parts.at(-1) as Entry]) },
    json(file, 'JSON without end', 'json-depth', '['.repeat(900_000)),
    json(file, 'JSON of very many values', 'json-nodes', `[${'{},'.repeat(300_000)}0]`),
    json(file, 'JSON for the prototype', 'json-special-name', '{"__proto__":{"mode":"peer"}}'),
    json(file, 'JSON with an infinite number', 'json-number', '{"v":1e999}'),
    json(file, 'JSON with a member twice', 'json-twice', '{"v":1,"v":1}'),
    json(file, 'JSON in another form', 'json-not-canonical', '{ "v": 1 }'),
    gz(
      file,
      'a document of very many values',
      'json-nodes',
      gzip(utf8Encode(`[${Array.from({ length: 400_000 }, (_, i) => `{"a":${i}}`).join()}]`)),
    ),
  ];
}
