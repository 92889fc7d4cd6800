// Holds what a page wrote to what all code here is held to: types, form, lint.
import { execFile } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Checkout, root } from './checkout.ts';

const bin = join(root, 'node_modules/.bin');

/** What the compiler, the formatter and the linter say; empty when they have nothing to say. */
export async function complaints(checkout: Checkout): Promise<string> {
  const code = [...checkout.files].filter((file) => /\.(ts|tsx)$/.test(file));
  if (code.length === 0) return '';
  const options = {
    extends: './tsconfig.base.json',
    compilerOptions: { lib: ['ES2023', 'DOM', 'DOM.Iterable'], types: ['node'] },
    files: code,
  };
  writeFileSync(checkout.path('tsconfig.json'), JSON.stringify(options));
  return (await say('tsc', ['-p', checkout.folder], checkout.folder)) + (await elsewhere(checkout));
}

/** Linter and formatter pass over folders that git ignores, and the checkout lies in one. */
async function elsewhere(checkout: Checkout): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'rubato-snippets-'));
  try {
    for (const name of ['.oxlintrc.json', '.oxfmtrc.json']) copyFileSync(join(root, name), join(folder, name));
    for (const file of checkout.files) {
      // Programs to try something with may print, and be terse.
      if (file.startsWith('scratch/')) continue;
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      cpSync(checkout.path(file), join(folder, file));
    }
    const lint = await say('oxlint', ['--deny-warnings', '--no-error-on-unmatched-pattern'], folder);
    return lint + (await say('oxfmt', ['--check', '--no-error-on-unmatched-pattern'], folder));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function say(program: string, words: readonly string[], cwd: string): Promise<string> {
  return new Promise((resolve) =>
    execFile(join(bin, program), words, { cwd }, (error, stdout, stderr) => resolve(error ? stdout + stderr : '')),
  );
}
