import { readFileSync, readdirSync } from 'node:fs';
import { extname } from 'node:path';

/** The checkout as tidy sees it: paths relative to its top folder, with `/`, sorted; text files only. */
export interface Tree {
  readonly files: readonly SourceFile[];
  readonly byPath: ReadonlyMap<string, SourceFile>;
}

export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

const skippedFolders = new Set(['node_modules', 'dist', 'coverage', '.git', '.cache', '.rubato', 'data', 'scratch']);
const textEndings = new Set([
  '.ts',
  '.tsx',
  '.mjs',
  '.js',
  '.json',
  '.md',
  '.css',
  '.html',
  '.sh',
  '.sql',
  '.svg',
  '.yml',
  '.yaml',
  '',
]);

/** Reads every text file below `root`, but for what is installed or made. */
export function readTree(root: string): Tree {
  const paths: string[] = [];
  collect(root, '', paths);
  return treeOf(Object.fromEntries(paths.map((path) => [path, readFileSync(`${root}/${path}`, 'utf8')])));
}

/** A tree from texts by path; the tests' way to plant violations. */
export function treeOf(texts: Readonly<Record<string, string>>): Tree {
  const files = Object.entries(texts)
    .map(([path, text]) => ({ path, text }))
    .toSorted((a, b) => (a.path < b.path ? -1 : 1));
  return { files, byPath: new Map(files.map((file) => [file.path, file])) };
}

function collect(root: string, folder: string, paths: string[]): void {
  for (const entry of readdirSync(`${root}/${folder}`, { withFileTypes: true })) {
    const path = folder ? `${folder}/${entry.name}` : entry.name;
    if (entry.isDirectory()) {
      if (!skippedFolders.has(entry.name)) collect(root, path, paths);
    } else if (entry.isFile() && textEndings.has(extname(entry.name))) paths.push(path);
  }
}
