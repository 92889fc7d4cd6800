import type { Problem, Rule } from './problem.ts';
import { barrels } from './rules/barrels.ts';
import { determinism } from './rules/determinism.ts';
import { layers } from './rules/layers.ts';
import { links } from './rules/links.ts';
import { pages } from './rules/pages.ts';
import { placement } from './rules/placement.ts';
import { suppressions } from './rules/suppressions.ts';
import { syntax } from './rules/syntax.ts';
import { words } from './rules/words.ts';
import type { Tree } from './tree.ts';

// What oxlint can judge (sizes, cycles, default exports, banned globals, file names) is in .oxlintrc.json instead.
const rules: readonly Rule[] = [syntax, layers, determinism, barrels, suppressions, words, links, placement, pages];

/** All that breaks the house's rules, by path and line. */
export function tidy(tree: Tree): Problem[] {
  return rules
    .flatMap((rule) => rule(tree))
    .toSorted((a, b) => (a.path === b.path ? a.line - b.line : a.path < b.path ? -1 : 1));
}
