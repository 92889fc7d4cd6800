import type { Tree } from './tree.ts';

export interface Manifest {
  readonly path: string;
  readonly home: string;
  readonly name: string;
  readonly license?: string;
  readonly private?: boolean;
  readonly version?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly exports?: unknown;
}

/** The package.json of every home. */
export function manifestsIn(tree: Tree): Manifest[] {
  return tree.files
    .filter(({ path }) => /^((packages|apps|games|tools)\/[^/]+|sim)\/package\.json$/.test(path))
    .map(({ path, text }) => {
      const manifest = JSON.parse(text) as Omit<Manifest, 'path' | 'home'>;
      return { ...manifest, path, home: path.replace('/package.json', '') };
    });
}

/** The files that a package's `exports` name, from the top folder: the only places for a barrel. */
export function doorsOf({ home, exports }: Manifest): string[] {
  const found: string[] = [];
  const look = (value: unknown): void => {
    if (typeof value === 'string') found.push(`${home}/${value.replace(/^\.\//, '')}`);
    else if (value && typeof value === 'object') Object.values(value).forEach(look);
  };
  look(exports);
  return found;
}
