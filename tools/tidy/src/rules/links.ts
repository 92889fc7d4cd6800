import { lineAt } from '../code.ts';
import { resolveRelative } from '../imports.ts';
import type { Problem } from '../problem.ts';
import type { Tree } from '../tree.ts';

const link = /\[[^\]]*\]\(([^)\s]+)\)/g;
const fence = /^(```|~~~)[\s\S]*?^\1/gm;

/** A page's links into the tree lead somewhere. */
export function links(tree: Tree): Problem[] {
  const places = new Set(tree.files.flatMap(({ path }) => [path, ...foldersOf(path)]));
  return tree.files
    .filter(({ path }) => path.endsWith('.md'))
    .flatMap(({ path, text }) =>
      [...withoutCode(text).matchAll(link)]
        .filter(([, target = '']) => !/^([a-z]+:|#)/.test(target))
        .filter(([, target = '']) => !places.has(resolveRelative(path, target.replace(/#.*$/, '').replace(/\/$/, ''))))
        .map(({ 1: target, index }) => ({
          path,
          line: lineAt(text, index),
          rule: 'links',
          message: `${target} isn't there`,
        })),
    );
}

/** The same text, with the same lines, but for what is quoted as code. */
function withoutCode(text: string): string {
  return text.replace(fence, (block) => block.replace(/[^\n]/g, ' '));
}

function foldersOf(path: string): string[] {
  const parts = path.split('/');
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('/'));
}
