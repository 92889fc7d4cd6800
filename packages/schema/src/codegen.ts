// Source text to function, in one place, so that pages whose content security policy forbids `unsafe-eval` can be served
// the same text compiled ahead: a build runs the program once, writes `compiledModule()` to a file, and the page loads that
// file before it makes its first layout or codec. Where neither is possible callers fall back to their interpreter.
import { sha256 } from './sha256.ts';
import { hex } from './text-bytes.ts';
import { utf8Encode } from './utf8.ts';

/** Arguments in, whatever the text returns out. */
export type Compiled = (...args: readonly unknown[]) => unknown;

const FunctionFromText = Function as unknown as new (...names: readonly string[]) => Compiled;
const provided = new Map<string, Compiled>();
/** By the names of the arguments and the text. */
const generated = new Map<string, { readonly argNames: readonly string[]; readonly source: string }>();
let allowed: boolean | undefined;

/** A function with this body; undefined where the page's policy forbids it and no build has provided it. */
export const compileFunction = (source: string, argNames: readonly string[]): Compiled | undefined => {
  const text = `${argNames.join()}\n${source}`;
  generated.set(text, { argNames, source });
  // A server, for which nothing is compiled ahead, hashes no text.
  const ahead = provided.size === 0 ? undefined : provided.get(keyOf(text));
  if (ahead !== undefined) return ahead;
  return canCompile() ? new FunctionFromText(...argNames, source) : undefined;
};

const KEY_BYTES = 16;
const keyOf = (text: string): string => hex(sha256(utf8Encode(text)).subarray(0, KEY_BYTES));

/** Every text asked for so far, in order. */
export const generatedSources = (): readonly { readonly argNames: readonly string[]; readonly source: string }[] => [
  ...generated.values(),
];

/** Registers what a build compiled; `key` is that of `compiledModule`. */
export const provideCompiled = (key: string, compiled: Compiled): void => {
  provided.set(key, compiled);
};

/**
 * The text of a module that provides every function asked for so far.
 * @param from the specifier by which that module imports this package
 */
export const compiledModule = (from = '@rubato/schema'): string => {
  const calls = [...generated].map(
    ([text, { argNames, source }]) =>
      `provideCompiled('${keyOf(text)}', function (${argNames.join(', ')}) {\n${source}\n});`,
  );
  return [`import { provideCompiled } from ${JSON.stringify(from)};`, ...calls, ''].join('\n');
};

const canCompile = (): boolean => {
  if (allowed === undefined) {
    try {
      allowed = new FunctionFromText('return true')() === true;
    } catch {
      // A content security policy: the caller's interpreter takes over.
      allowed = false;
    }
  }
  return allowed;
};
