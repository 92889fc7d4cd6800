import { Visitor } from 'vite';
import type { Code } from './code.ts';

export interface Import {
  readonly specifier: string;
  readonly start: number;
}

/** Every module that a file names: imports, re-exports and `import()` of a literal, in no particular order. */
export function importsOf(code: Code): Import[] {
  const { staticImports, staticExports, dynamicImports } = code.module;
  // The parser's list has no types by `import()`.
  const hasTypes = /\bimport\s*[(/]/.test(code.text);
  if (hasTypes || dynamicImports.length > 0 || asksForNothing(code)) return importsIn(code.program);
  const requests = staticExports.flatMap(({ entries }) => entries.slice(0, 1)).map((entry) => entry.moduleRequest);
  return [...staticImports.map((statement) => statement.moduleRequest), ...requests].flatMap((request) =>
    request ? [{ specifier: request.value, start: request.start }] : [],
  );
}

/** `export {} from` something: the parser's list has none of these. */
export const asksForNothing = ({ text }: Code): boolean => /\{\s*\}\s*from\b/.test(text);

function importsIn(program: Code['program']): Import[] {
  const found: Import[] = [];
  const add = (source: { readonly value: unknown; readonly start: number } | null): void => {
    if (source && typeof source.value === 'string') found.push({ specifier: source.value, start: source.start });
  };
  new Visitor({
    ImportDeclaration: ({ source }) => add(source),
    ExportAllDeclaration: ({ source }) => add(source),
    ExportNamedDeclaration: ({ source }) => add(source),
    ImportExpression: ({ source }) => add(source.type === 'Literal' ? source : null),
    TSImportType: ({ source }) => add(source),
  }).visit(program);
  return found;
}

/** Where a relative specifier leads, from the top folder. */
export function resolveRelative(from: string, specifier: string): string {
  const parts = from.split('/').slice(0, -1);
  for (const part of specifier.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.') parts.push(part);
  }
  return parts.join('/');
}

/** `@scope/name/sub` and `name/sub` without the part after the package's name. */
export function packageName(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
