import { parseSync } from 'vite';
import type { ESTree } from 'vite';
import type { SourceFile, Tree } from './tree.ts';

/** A file of code, parsed. */
export interface Code {
  readonly path: string;
  readonly text: string;
  /** Costly at its first use. */
  readonly program: ESTree.Program;
  /** The modules that its statements name. */
  readonly module: ReturnType<typeof parseSync>['module'];
  readonly comments: readonly { readonly value: string; readonly start: number }[];
  /** What a parser complains about; empty for code that compiles. */
  readonly errors: readonly string[];
}

const parsed = new WeakMap<SourceFile, Code>();

/** Every file of code in the tree; each is parsed once. */
export function codeIn(tree: Tree, wanted: (path: string) => boolean = () => true): Code[] {
  return tree.files.filter(({ path }) => isCode(path) && wanted(path)).map(codeOf);
}

export function codeOf(file: SourceFile): Code {
  const known = parsed.get(file);
  if (known) return known;
  const found = parseSync(file.path, file.text);
  const { module, comments, errors } = found;
  const code: Code = {
    ...file,
    module,
    comments,
    errors: errors.map(({ message }) => message),
    get program() {
      return found.program;
    },
  };
  parsed.set(file, code);
  return code;
}

export const isCode = (path: string): boolean => /\.(ts|tsx|mjs)$/.test(path);

/** Tests, fuzzers, soaks and type tests: code that ships to nobody. */
export const isTest = (path: string): boolean => /\.(test|fuzz|soak|types)\.(tsx?|mjs)$/.test(path);

/** The line of an offset, from 1. */
export function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line += 1;
  return line;
}
