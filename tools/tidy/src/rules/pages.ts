import { Visitor } from 'vite';
import { codeIn, codeOf, isTest, lineAt } from '../code.ts';
import type { Code } from '../code.ts';
import { packageName, resolveRelative } from '../imports.ts';
import type { Import } from '../imports.ts';
import { manifestsIn } from '../manifests.ts';
import type { Problem } from '../problem.ts';
import type { Tree } from '../tree.ts';

const APP = 'apps/web/src/';

/**
 * A page that is not of a game fetches no game: neither its files nor what they import, now or later, import one. Only
 * the page of a game itself, `tactics/tactics-page.tsx`, is imported by others, and only when it is opened.
 */
export function pages(tree: Tree): Problem[] {
  const reach = new Reach(tree);
  const common = codeIn(tree, (path) => path.startsWith(APP) && !isTest(path) && reach.gameOf(path) === undefined);
  return common.flatMap((code) =>
    loadsOf(code).flatMap((load) => {
      const way = reach.wayFrom(code.path, load);
      if (way === undefined) return [];
      const message = `a page that is not of a game fetches one: ${way.join(' → ')}; move what both need out of the game's folder, or import only types`;
      return [{ path: code.path, line: lineAt(code.text, load.start), rule: 'pages', message }];
    }),
  );
}

interface Load extends Import {
  /** By `import()`. */
  readonly later: boolean;
}

class Reach {
  readonly #tree: Tree;
  /** By package name: the game's folder. */
  readonly #games: ReadonlyMap<string, string>;

  constructor(tree: Tree) {
    this.#tree = tree;
    this.#games = new Map(
      manifestsIn(tree)
        .filter(({ home }) => home.startsWith('games/'))
        .map(({ name, home }) => [name, home]),
    );
  }

  /** The folder of the game whose pages a file of the app belongs to. */
  gameOf(path: string): string | undefined {
    const [name, file] = path.slice(APP.length).split('/');
    return file === undefined ? undefined : [...this.#games.values()].find((home) => home === `games/${name}`);
  }

  /** From a file that is not of a game to a game, by what it loads; undefined when that leads to none. */
  wayFrom(path: string, load: Load): readonly string[] | undefined {
    const game = this.#games.get(packageName(load.specifier));
    if (game !== undefined) return [game];
    const target = resolveRelative(path, load.specifier);
    const home = load.specifier.startsWith('.') ? this.gameOf(target) : undefined;
    if (home === undefined) return undefined;
    const name = home.slice('games/'.length);
    if (load.later && target === `${APP}${name}/${name}-page.tsx`) return undefined;
    return this.#wayThrough(target, new Set());
  }

  #wayThrough(path: string, seen: Set<string>): readonly string[] | undefined {
    const file = this.#tree.byPath.get(path);
    if (file === undefined || seen.has(path) || !/\.tsx?$/.test(path)) return undefined;
    seen.add(path);
    for (const { specifier } of loadsOf(codeOf(file))) {
      const game = this.#games.get(packageName(specifier));
      if (game !== undefined) return [path, game];
      if (!specifier.startsWith('.')) continue;
      const rest = this.#wayThrough(resolveRelative(path, specifier), seen);
      if (rest !== undefined) return [path, ...rest];
    }
    return undefined;
  }
}

/** What a file's code fetches when it runs: no types. */
function loadsOf({ program }: Code): Load[] {
  const found: Load[] = [];
  const add = (source: { readonly value: unknown; readonly start: number } | null, later: boolean): void => {
    if (source && typeof source.value === 'string') found.push({ specifier: source.value, start: source.start, later });
  };
  new Visitor({
    ImportDeclaration: ({ source, importKind }) => importKind !== 'type' && add(source, false),
    ExportAllDeclaration: ({ source, exportKind }) => exportKind !== 'type' && add(source, false),
    ExportNamedDeclaration: ({ source, exportKind }) => exportKind !== 'type' && add(source, false),
    ImportExpression: ({ source }) => add(source.type === 'Literal' ? source : null, true),
  }).visit(program);
  return found;
}
