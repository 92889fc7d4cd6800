import type { Tree } from './tree.ts';

export interface Problem {
  readonly path: string;
  /** Counts from 1; 0 when it is about the whole file. */
  readonly line: number;
  /** Name of the rule. */
  readonly rule: string;
  /** What is wrong and what to do instead. */
  readonly message: string;
}

/** Looks at the whole tree and tells what breaks it. */
export type Rule = (tree: Tree) => Problem[];
