import { codeIn, isTest, lineAt } from '../code.ts';
import type { Code } from '../code.ts';
import { homeOf, isBuildTool, isView, outbuildings, rulesOf } from '../house.ts';
import { importsOf, packageName, resolveRelative } from '../imports.ts';
import type { Import } from '../imports.ts';
import { manifestsIn } from '../manifests.ts';
import type { Problem } from '../problem.ts';
import type { Tree } from '../tree.ts';

/** Imports go only downward, packages name each other by name, and the kernel's layers take nothing from outside. */
export function layers(tree: Tree): Problem[] {
  const homes = new Map(manifestsIn(tree).map(({ name, home }) => [name, home]));
  return codeIn(tree).flatMap((code) =>
    importsOf(code).flatMap((wanted) => {
      const message = judge(code, wanted, homes);
      return message ? [{ path: code.path, line: lineAt(code.text, wanted.start), rule: 'layers', message }] : [];
    }),
  );
}

function judge(code: Code, { specifier }: Import, homes: ReadonlyMap<string, string>): string | undefined {
  const from = homeOf(code.path);
  if (from === undefined || outbuildings.includes(from)) return undefined;
  if (specifier.startsWith('.')) return judgeRelative(code.path, from, resolveRelative(code.path, specifier));
  const to = homes.get(packageName(specifier));
  if (to !== undefined) return judgeArrow(code.path, from, to);
  return judgeOutside(code.path, from, specifier);
}

function judgeRelative(path: string, from: string, target: string): string | undefined {
  const to = homeOf(target);
  if (to === from) {
    if (isView(target) && !isView(path)) return `a game's rules never import its view (${target})`;
    if (isTest(target) && !isTest(path)) return `code never imports a test (${target})`;
    if (isBuildTool(target) && !isBuildTool(path) && !isTest(path)) return `an app never imports its build (${target})`;
    return undefined;
  }
  // Of `sim`, all of which is for tests, every file may use what the tests use.
  if (to === 'tools/provision' && (isTest(path) || path.includes('/src/testing/') || from === 'sim')) return undefined;
  if (to === 'scripts' && (path.startsWith('apps/cli/bin/') || from === 'sim')) return undefined;
  return `${target} lies outside ${from}; another package is imported by its name`;
}

function judgeArrow(path: string, from: string, to: string): string | undefined {
  if (to === from) return `${from} imports itself by name; use a relative path`;
  // A test may wire up more than its code knows, but nothing reaches up to an app.
  if (isTest(path) && !to.startsWith('apps/')) return undefined;
  if (isView(path) && to === 'apps/web') return undefined;
  const rules = rulesOf(from);
  if (!rules) return `${from} is not in the house (tools/tidy/src/house.ts)`;
  const arrow = to.startsWith('games/') ? 'games' : to;
  if (rules.mayImport.includes(arrow)) return undefined;
  return `${from} may not import ${to}; it may import ${rules.mayImport.join(', ') || 'no other package'}`;
}

function judgeOutside(path: string, from: string, specifier: string): string | undefined {
  if (isTest(path) || path.includes('/src/testing/')) return undefined;
  const rules = rulesOf(from);
  const name = packageName(specifier);
  if (isBuildTool(path) || !rules || rules.outside.includes('*')) return undefined;
  if (specifier.startsWith('node:')) {
    return rules.browserSafe ? `${from} also runs in browsers: ${specifier} isn't there` : undefined;
  }
  const allowed = isView(path) ? ['preact', '@preact/signals'] : rules.outside;
  if (allowed.includes(name)) return undefined;
  return `${from} takes nothing from outside but ${allowed.join(', ') || 'the language'}; ${name} is outside`;
}
