/** Beside each file that text makes large, the same in gzip: the server sends it as it lies there, to whoever takes it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { constants, gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

/** Bytes below which a file fits one packet anyway. */
const PACK_FROM = 1024;
const TEXT = /\.(?:css|html|js|svg)$/;
/** Packed once, sent often. */
const LEVEL = { level: constants.Z_BEST_COMPRESSION };

export function packedFiles(): Plugin {
  return {
    name: 'rubato-packed-files',
    apply: 'build',
    writeBundle: ({ dir }, files) => {
      if (dir === undefined) throw new Error('the build names no directory for its files');
      for (const name of Object.keys(files)) pack(join(dir, name));
    },
  };
}

function pack(path: string): void {
  if (!TEXT.test(path)) return;
  const bytes = readFileSync(path);
  if (bytes.length >= PACK_FROM) writeFileSync(`${path}.gz`, gzipSync(bytes, LEVEL));
}
