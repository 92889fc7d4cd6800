// The house as data: who may import whom. A home is added, or an arrow turned, only with a reason in ARCHITECTURE.md.

export interface Home {
  /** Homes that its code may import; `games` stands for every game. */
  readonly mayImport: readonly string[];
  /** Web standards only: no `node:` module, no Buffer, no process. */
  readonly browserSafe: boolean;
  /** Runs identically on every engine: no engine-dependent maths, no clock, no undefined order. */
  readonly deterministic: boolean;
  /** Packages from outside that the code itself (not its tests) may import. */
  readonly outside: readonly string[];
}

const engine = ['packages/schema', 'packages/ports', 'packages/game', 'packages/protocol'];

/** The house as it stands: homes by their folder. */
export const house: Readonly<Record<string, Home>> = {
  'packages/schema': kernel([]),
  'packages/ports': browser([]),
  'packages/game': kernel(['packages/schema']),
  'packages/protocol': browser(['packages/schema']),
  'packages/host': browser(engine),
  'packages/letters': browser(['packages/schema', 'packages/ports', 'packages/game'], ['fflate']),
  'packages/services': browser(['packages/schema', 'packages/ports', 'packages/protocol'], ['kysely']),
  'packages/client': browser(engine),
  'packages/couriers': node(['packages/schema', 'packages/ports', 'packages/game', 'packages/letters']),
  'packages/server': node([...engine, 'packages/host', 'packages/letters', 'packages/services']),
  'apps/cli': node([
    ...engine,
    'packages/host',
    'packages/letters',
    'packages/couriers',
    'packages/services',
    'packages/client',
    'packages/server',
    'games',
  ]),
  'apps/web': browser(
    [...engine, 'packages/host', 'packages/letters', 'packages/services', 'packages/client', 'games'],
    ['preact', '@preact/signals', 'three'],
  ),
  games: kernel(['packages/schema', 'packages/game']),
  sim: node([
    ...engine,
    'packages/host',
    'packages/letters',
    'packages/services',
    'packages/client',
    'packages/server',
    'games',
  ]),
  'tools/tidy': node([]),
};

/** Folders whose code stands beside the house: it may use every package, and no package may use it. */
export const outbuildings = ['scripts', 'tools/provision', 'bench', 'docs', 'examples'];

/** The home (`packages/schema`, `games/arena`, `sim` …) or outbuilding that a path lies in; undefined at the top. */
export function homeOf(path: string): string | undefined {
  const outbuilding = outbuildings.find((folder) => path.startsWith(`${folder}/`));
  if (outbuilding) return outbuilding;
  const [first = '', second = '', third] = path.split('/');
  if (first === 'sim' && second) return 'sim';
  return third === undefined ? undefined : `${first}/${second}`;
}

/** The rules that a home lives by; undefined for what the house doesn't list. */
export function rulesOf(home: string): Home | undefined {
  return house[home.startsWith('games/') ? 'games' : home];
}

/** A game's pictures: for the web app only, never for its rules. */
export const isView = (path: string): boolean => /^games\/[^/]+\/src\/view([.-][^/]*|\/.*)$/.test(path);

/** What an app is built by: it runs in Node, and the app's own code never imports it. */
export const isBuildTool = (path: string): boolean => /^apps\/[^/]+\/(build\/|[^/]+\.config\.ts$)/.test(path);

function kernel(mayImport: readonly string[]): Home {
  return { mayImport, browserSafe: true, deterministic: true, outside: [] };
}

function browser(mayImport: readonly string[], outside: readonly string[] = []): Home {
  return { mayImport, browserSafe: true, deterministic: false, outside };
}

function node(mayImport: readonly string[]): Home {
  return { mayImport, browserSafe: false, deterministic: false, outside: ['*'] };
}
