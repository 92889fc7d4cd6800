// A checkout for a page to work in: what pages change is copied, the rest is the tree itself. It lies inside the tree, so
// that packages are found as always.
import { removeWithUs } from '../../tools/provision/end-with-us.ts';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '../..');

const linked = ['packages', 'tools', 'scripts', 'tsconfig.base.json'];
/** What pages may change; most do not. */
const changeable = ['apps/cli', 'apps/web', 'games'];
const copied = ['vitest.config.ts', 'package.json'];
const made = /\/(node_modules|dist)$/;

export interface CheckoutOptions {
  /** Stands in its path, for whoever reads of a file of it. */
  readonly name?: string;
  /** Without what pages change: for a page none of whose programs runs. */
  readonly bare?: boolean;
  /** For a page that changes nothing of it: it is the tree's own, too. */
  readonly unchanged?: boolean;
}

export class Checkout {
  readonly folder: string;
  /** What the page wrote or changed. */
  readonly files = new Set<string>();
  /** Another one after each change. */
  state = 0;
  /** Where nothing may be written. */
  readonly #linked: readonly string[];

  constructor({ name = '', bare = false, unchanged = false }: CheckoutOptions = {}) {
    const parent = join(root, '.cache');
    mkdirSync(parent, { recursive: true });
    this.folder = removeWithUs(mkdtempSync(join(parent, `snippets-${name}`)));
    this.#linked = unchanged && !bare ? [...linked, ...changeable] : linked;
    for (const path of this.#linked) {
      mkdirSync(dirname(this.path(path)), { recursive: true });
      symlinkSync(join(root, path), this.path(path));
    }
    if (bare) return;
    for (const path of unchanged ? copied : [...copied, ...changeable])
      cpSync(join(root, path), this.path(path), { recursive: true, filter: (source) => !made.test(source) });
  }

  readonly path = (file: string): string => join(this.folder, file);

  /** Copies what lies at `source` in the tree. */
  take(path: string, source: string): void {
    cpSync(join(root, source), this.path(path));
  }

  /** Throws for a file that would be the tree's own. */
  write(file: string, text: string): void {
    const lies = this.#linked.find((path) => file === path || file.startsWith(`${path}/`));
    if (lies !== undefined) throw new Error(`${file} lies in ${lies}, which a page can't change here`);
    mkdirSync(dirname(this.path(file)), { recursive: true });
    writeFileSync(this.path(file), text);
    this.files.add(file);
    this.state++;
  }

  /** Throws when the lines before the change don't stand in the file exactly once. */
  change(file: string, diff: string): void {
    const rows = diff.trimEnd().split('\n');
    const side = (other: string): string =>
      rows
        .filter((row) => !row.startsWith(other))
        .map((row) => `${row.slice(1)}\n`)
        .join('');
    const text = readFileSync(this.path(file), 'utf8');
    const [before, after] = [side('+'), side('-')];
    const found = text.split(before).length - 1;
    if (found !== 1) throw new Error(`${file} has these lines ${found} times:\n${before}`);
    this.write(
      file,
      text.replace(before, () => after),
    );
  }

  remove(): void {
    if (existsSync(this.folder)) rmSync(this.folder, { recursive: true });
  }
}
