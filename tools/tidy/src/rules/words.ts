import { lineAt } from '../code.ts';
import type { Problem } from '../problem.ts';
import type { Tree } from '../tree.ts';

// Written so that this file doesn't contain what it looks for.
const banned: readonly { readonly pattern: RegExp; readonly message: string }[] = [
  { pattern: /\b(?:T[O]DO|F[I]XME|X[X]X|H[A]CK)\b/g, message: 'finish it, or leave it out' },
  {
    pattern: /(?<![\w.])\/t[m]p\b/g,
    message: 'a path of one machine; ask the system for its folder for temporary files',
  },
  { pattern: /(?<![\w.}@-])\/w[o]rk\//g, message: 'a path of one machine' },
  { pattern: /\.\.\/s[h]ared\b/g, message: 'points outside the repository' },
  { pattern: /\bregistry\.[n]pmjs\b|\b[d]eb\.debian\.org\b|\b[n]pmjs\.org\b/g, message: "a package registry's host" },
  { pattern: /\b[i]ssue\s+#?\d+/gi, message: 'a number that means nothing to a reader here' },
];

/** Words that say a thing is unfinished or that hold only in one place. */
export function words(tree: Tree): Problem[] {
  return tree.files.flatMap(({ path, text }) =>
    banned.flatMap(({ pattern, message }) =>
      [...text.matchAll(pattern)].map((match) => ({
        path,
        line: lineAt(text, match.index),
        rule: 'words',
        message: `${match[0]}: ${message}`,
      })),
    ),
  );
}
