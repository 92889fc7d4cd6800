import { codeIn, lineAt } from '../code.ts';
import type { Problem } from '../problem.ts';
import type { Tree } from '../tree.ts';

const directive = /^\s*(?:oxlint|eslint)-(disable|enable)(?:-next-line|-line)?\b(.*)$/s;
// These are the house's own limits: there is no reason good enough.
const never = new Set(['max-lines', 'max-lines-per-function', 'import/no-cycle', 'no-restricted-imports']);
const shortestReason = 10;

/** A lint rule is silenced by its name and with a reason, or not at all; `any` only inside schema. */
export function suppressions(tree: Tree): Problem[] {
  return codeIn(tree).flatMap(({ path, text, comments }) =>
    comments.flatMap(({ value, start }) => {
      const message = judge(path, value);
      return message ? [{ path, line: lineAt(text, start), rule: 'suppressions', message }] : [];
    }),
  );
}

function judge(path: string, comment: string): string | undefined {
  const match = directive.exec(comment);
  if (!match || match[1] === 'enable') return undefined;
  const [names = '', ...reason] = (match[2] ?? '').split('--');
  const rules = names
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);
  if (rules.length === 0) return 'name the rule that is silenced';
  const barred = rules.find((name) => never.has(name));
  if (barred) return `${barred} is never silenced; change the code`;
  if (rules.some((name) => name.endsWith('no-explicit-any')) && !path.startsWith('packages/schema/')) {
    return 'any lives only inside packages/schema; use unknown and parse it';
  }
  if (reason.join('--').trim().length < shortestReason) return 'say why after " -- "';
  return undefined;
}
