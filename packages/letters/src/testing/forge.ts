// Files as a forger would make them: whole as containers, and telling something that isn't so.

import { hex, sha256 } from '@rubato/schema';
import type { Entry } from '../container/zip-layout.ts';
import { readZip } from '../container/zip-reader.ts';
import { writeZip } from '../container/zip-writer.ts';
import { canonicalBytes, type Doc } from '../json/canonical.ts';
import { parseJson } from '../json/parse.ts';
import { pack, unpack } from '../file/documents.ts';
import { NAMES } from '../file/names.ts';

/** The archive with a manifest that lists exactly what is there, and with other members changed. */
export function relist(entries: readonly Entry[], changes: object = {}): Uint8Array {
  const rest = entries.filter(({ name }) => name !== NAMES.manifest && name !== NAMES.manifestCopy);
  const before = parseJson(entries.find(({ name }) => name === NAMES.manifest)?.bytes as Uint8Array, 'manifest') as Doc;
  const listed = rest.map(({ name, bytes }) => ({ name, size: bytes.length, sha256: hex(sha256(bytes)) }));
  const manifest = canonicalBytes({ ...before, ...changes, entries: listed });
  const [mimetype, ...others] = rest as [Entry, ...Entry[]];
  return writeZip([
    mimetype,
    { name: NAMES.manifest, bytes: manifest },
    ...others,
    { name: NAMES.manifestCopy, bytes: manifest },
  ]);
}

/** The file with some documents changed; a change of undefined leaves the entry out. */
export function forge(
  file: Uint8Array,
  changes: Readonly<Record<string, (document: Doc) => object | undefined>>,
): Uint8Array {
  const entries = readZip(file).flatMap(({ name, bytes }): Entry[] => {
    const change = changes[name];
    if (change === undefined) return [{ name, bytes }];
    const gzipped = name.endsWith('.gz');
    const document = change(gzipped ? unpack(bytes, name) : (parseJson(bytes, name) as Doc));
    if (document === undefined) return [];
    return [{ name, bytes: gzipped ? pack(document) : canonicalBytes(document) }];
  });
  return relist(entries);
}
