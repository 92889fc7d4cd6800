// Holds what pages have their readers write to what all code here is held to: types, form, lint.
import { execFile } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { type Checkout, root } from './checkout.ts';

const bin = join(root, 'node_modules/.bin');

/** What the compiler says of all of them in one run, by the names of the checkouts; empty when it has nothing to say. */
export async function wrongTypes(checkouts: readonly Checkout[]): Promise<string> {
  const code = checkouts.flatMap(({ folder, files }) =>
    Array.from(files, (file) => join(folder, file)).filter((path) => /\.(ts|tsx)$/.test(path)),
  );
  const folder = mkdtempSync(join(root, '.cache/snippets-types-'));
  try {
    // Each file a module: names of different pages are different names.
    const compilerOptions = { lib: ['ES2023', 'DOM', 'DOM.Iterable'], types: ['node'], moduleDetection: 'force' };
    const options = { extends: join(root, 'tsconfig.base.json'), compilerOptions, files: code };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(options));
    // One checker: several would each check again what they share.
    return await say('tsc', ['-p', folder, '--checkers', '1'], root);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/**
 * What linter and formatter say of all of them in one run each, by the names of the checkouts. They pass over folders that
 * git ignores, and the checkouts lie in one.
 */
export async function wrongForm(checkouts: readonly Checkout[]): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'rubato-snippets-'));
  try {
    for (const checkout of checkouts) copyForm(checkout, join(folder, basename(checkout.folder)));
    const lint = await say('oxlint', ['--deny-warnings', '--no-error-on-unmatched-pattern'], folder);
    return lint + (await say('oxfmt', ['--check', '--no-error-on-unmatched-pattern'], folder));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What of a checkout has a form to hold to, with the rules beside it. */
function copyForm({ files, path }: Checkout, to: string): void {
  mkdirSync(to);
  for (const name of ['.oxlintrc.json', '.oxfmtrc.json']) copyFileSync(join(root, name), join(to, name));
  // Programs to try something with may print, and be terse; the alerts' form is that of their program.
  const checked = Array.from(files).filter((file) => /\.(ts|tsx|json)$/.test(file) && !file.startsWith('scratch/'));
  for (const file of checked) {
    mkdirSync(dirname(join(to, file)), { recursive: true });
    cpSync(path(file), join(to, file));
  }
}

function say(program: string, words: readonly string[], cwd: string): Promise<string> {
  // With CI set, the linter colours what it says though nobody looks.
  const { CI: _, ...env } = process.env;
  return new Promise((resolve) =>
    execFile(join(bin, program), words, { cwd, env }, (error, stdout, stderr) => resolve(error ? stdout + stderr : '')),
  );
}
