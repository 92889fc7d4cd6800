import { Visitor } from 'vite';
import type { ESTree } from 'vite';
import { codeIn, isTest, lineAt } from '../code.ts';
import type { Code } from '../code.ts';
import { homeOf, isView, rulesOf } from '../house.ts';
import type { Problem } from '../problem.ts';
import type { Tree } from '../tree.ts';

// Measured equal on V8, SpiderMonkey, JavaScriptCore and QuickJS; every other member of Math differs somewhere.
const exactMaths = new Set([
  'abs',
  'ceil',
  'clz32',
  'floor',
  'fround',
  'imul',
  'max',
  'min',
  'round',
  'sign',
  'sqrt',
  'trunc',
  'PI',
  'SQRT2',
  'SQRT1_2',
]);
const localeMembers = /^(localeCompare|toLocale\w+)$/;

// Two to an integer is exact everywhere: measured for each exponent from -1074 to 1023 on Node 20 and 24, SpiderMonkey,
// JavaScriptCore and QuickJS. The kernel's exponents are numbers of bits; what a game would put there isn't known.
const countsBits = (path: string): boolean => path.startsWith('packages/');

// Where code is made as text, the text is looked at too.
const makesCode = /^packages\/schema\//;

/** What the kernel and the games run must give the same bits on every engine. */
export function determinism(tree: Tree): Problem[] {
  return codeIn(tree, mustBeDeterministic).flatMap(inspect);
}

function mustBeDeterministic(path: string): boolean {
  const home = homeOf(path);
  if (home === undefined || isTest(path) || isView(path) || !path.startsWith(`${home}/src/`)) return false;
  return rulesOf(home)?.deterministic ?? false;
}

function inspect(code: Code): Problem[] {
  const problems: Problem[] = [];
  const report = (node: { readonly start: number }, message: string): void => {
    problems.push({ path: code.path, line: lineAt(code.text, node.start), rule: 'determinism', message });
  };
  const exactUses = new Set<number>();
  const power = (node: ESTree.BinaryExpression | ESTree.AssignmentExpression): void => {
    const { operator, left } = node;
    if (operator !== '**' && operator !== '**=') return;
    if (countsBits(code.path) && left.type === 'Literal' && left.value === 2) return;
    report(node, `${operator} differs between engines; use pow of game/math`);
  };
  const waits = 'rules run to their end within a tick; nothing may wait';
  new Visitor({
    MemberExpression: (node) => {
      const { object, property, computed } = node;
      const name = property.type === 'Identifier' && !computed ? property.name : undefined;
      if (object.type === 'Identifier' && object.name === 'Math') {
        if (name !== undefined && exactMaths.has(name)) exactUses.add(object.start);
        else {
          exactUses.add(object.start);
          report(node, `Math.${name ?? '[…]'} is not equal on every engine; use game/math or a named random stream`);
        }
      }
      if (name !== undefined && localeMembers.test(name)) report(node, `${name} depends on the machine's locale`);
    },
    Identifier: (node) => {
      if (node.name === 'Math' && !exactUses.has(node.start))
        report(node, 'Math itself may not be passed on or taken apart');
    },
    BinaryExpression: power,
    AssignmentExpression: power,
    ForInStatement: (node) => report(node, 'for-in has no order to rely on; iterate a list of names'),
    AwaitExpression: (node) => report(node, waits),
    ...asyncFunctions((node) => report(node, waits)),
    ...(makesCode.test(code.path) ? generatedCode(report) : {}),
  }).visit(code.program);
  return [...problems, ...sharedState(code)];
}

function asyncFunctions(report: (node: { readonly start: number }) => void) {
  const look = (node: { readonly async: boolean; readonly start: number }): void => {
    if (node.async) report(node);
  };
  return { FunctionDeclaration: look, FunctionExpression: look, ArrowFunctionExpression: look };
}

function generatedCode(report: (node: { readonly start: number }, message: string) => void) {
  const look = (node: { readonly start: number }, text: string): void => {
    const inexact = [...text.matchAll(/\bMath\.(\w+)/g)].find(([, name = '']) => !exactMaths.has(name));
    if (inexact) report(node, `generated code uses ${inexact[0]}, which is not equal on every engine`);
    if (/[^\s*/]\s*\*\*\s*[\w($]/.test(text)) report(node, 'generated code uses **, which differs between engines');
  };
  return {
    Literal: (node: ESTree.StringLiteral | { readonly value: unknown; readonly start: number }) => {
      if (typeof node.value === 'string') look(node, node.value);
    },
    TemplateElement: (node: ESTree.TemplateElement) => look(node, node.value.raw),
  };
}

/** A game's rules keep nothing outside the state: a variable of the module would be shared by all matches. */
function sharedState({ path, text, program }: Code): Problem[] {
  if (!path.startsWith('games/')) return [];
  const message = 'a variable of the module is shared by all matches and missing from snapshots; keep it in the state';
  return program.body
    .map((statement) => (statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement))
    .filter((statement) => statement?.type === 'VariableDeclaration')
    .filter(({ kind }) => kind === 'let' || kind === 'var')
    .map(({ start }) => ({ path, line: lineAt(text, start), rule: 'determinism', message }));
}
