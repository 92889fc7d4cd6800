import { codeIn, isTest } from '../code.ts';
import type { Code } from '../code.ts';
import { homeOf, outbuildings } from '../house.ts';
import { asksForNothing } from '../imports.ts';
import { doorsOf, manifestsIn } from '../manifests.ts';
import type { Problem } from '../problem.ts';
import type { Tree } from '../tree.ts';

const reExports = new Set(['ExportAllDeclaration', 'ExportNamedDeclaration']);

/** A file that only passes on what others export stands at a package's door (its `exports`) or nowhere. */
export function barrels(tree: Tree): Problem[] {
  const doors = new Set(manifestsIn(tree).flatMap(doorsOf));
  return codeIn(tree, (path) => !doors.has(path) && !isTest(path) && isHoused(path))
    .filter((code) => mayPassOn(code) && isPassedOn(code.program.body))
    .map(({ path }) => ({
      path,
      line: 1,
      rule: 'barrels',
      message: "only a package's door re-exports; import the file that has it",
    }));
}

/** Most files export nothing of others: their program need not be looked at. */
function mayPassOn(code: Code): boolean {
  return code.module.staticExports.some(({ entries }) => entries[0]?.moduleRequest) || asksForNothing(code);
}

function isPassedOn(body: Code['program']['body']): boolean {
  return body.length > 0 && body.every((statement) => passesOn(statement));
}

function passesOn(statement: { readonly type: string; readonly source?: unknown }): boolean {
  return reExports.has(statement.type) && Boolean(statement.source);
}

function isHoused(path: string): boolean {
  const home = homeOf(path);
  return home !== undefined && !outbuildings.includes(home);
}
