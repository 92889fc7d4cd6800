// Source text to function, in one place, so that pages whose content security policy forbids `unsafe-eval` can be served
// the same text compiled ahead: a build runs the program once, writes what `generatedSources` returns into a module that
// calls `provideCompiled`, and loads that module first. Where neither is possible callers fall back to their interpreter.

/** Arguments in, whatever the text returns out. */
export type Compiled = (...args: readonly unknown[]) => unknown;

const FunctionFromText = Function as unknown as new (...names: string[]) => Compiled;
const provided = new Map<string, Compiled>();
const generated = new Map<string, { readonly argNames: readonly string[]; readonly source: string }>();
let allowed: boolean | undefined;

/** A function with this body; undefined where the page's policy forbids it and no build has provided it. */
export const compileFunction = (source: string, argNames: readonly string[]): Compiled | undefined => {
  const key = keyOf(source, argNames);
  generated.set(key, { argNames, source });
  const ahead = provided.get(key);
  if (ahead !== undefined) return ahead;
  return canCompile() ? new FunctionFromText(...argNames, source) : undefined;
};

/** Every text asked for so far, in order: what a build has to provide. */
export const generatedSources = (): readonly { readonly argNames: readonly string[]; readonly source: string }[] => [
  ...generated.values(),
];

/** Registers a function that a build compiled from exactly this text. */
export const provideCompiled = (source: string, argNames: readonly string[], compiled: Compiled): void => {
  provided.set(keyOf(source, argNames), compiled);
};

const keyOf = (source: string, argNames: readonly string[]): string => `${argNames.join()}\n${source}`;

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
