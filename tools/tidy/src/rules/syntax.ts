import { codeIn } from '../code.ts';
import type { Problem } from '../problem.ts';
import type { Tree } from '../tree.ts';

/** Code parses: what a parser refuses, the other rules can't judge. */
export function syntax(tree: Tree): Problem[] {
  return codeIn(tree).flatMap(({ path, errors }) =>
    errors.map((message) => ({ path, line: 0, rule: 'syntax', message })),
  );
}
