import { homeOf, outbuildings, rulesOf } from '../house.ts';
import { manifestsIn } from '../manifests.ts';
import type { Problem } from '../problem.ts';
import type { Tree } from '../tree.ts';

const required = ['LICENSE', 'README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md'];
const kebab = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9-]+)*$/;
const ownNames = /^(README|ARCHITECTURE|CONTRIBUTING|CHANGELOG|LICENSE)(\.md)?$|^\./;

/** Every file has a proper name and a place in the house, and every package a proper manifest. */
export function placement(tree: Tree): Problem[] {
  return [...missing(tree), ...names(tree), ...places(tree), ...manifests(tree)];
}

function missing(tree: Tree): Problem[] {
  return required
    .filter((path) => !tree.byPath.has(path))
    .map((path) => ({ path, line: 0, rule: 'placement', message: 'is missing' }));
}

function names(tree: Tree): Problem[] {
  return tree.files.flatMap(({ path }) => {
    const odd = path.split('/').find((part) => !kebab.test(part) && !ownNames.test(part));
    return odd ? [{ path, line: 0, rule: 'placement', message: `${odd} is not kebab-case` }] : [];
  });
}

function places(tree: Tree): Problem[] {
  const message = 'lies in no home of tools/tidy/src/house.ts';
  return tree.files
    .filter(({ path }) => /\.(ts|tsx)$/.test(path) && !isPlaced(path))
    .map(({ path }) => ({ path, line: 0, rule: 'placement', message }));
}

function isPlaced(path: string): boolean {
  const home = homeOf(path);
  if (home === undefined) return /^[^/]+\.config\.ts$/.test(path);
  return outbuildings.includes(home) || rulesOf(home) !== undefined;
}

function manifests(tree: Tree): Problem[] {
  const all = manifestsIn(tree);
  const homes = new Map(all.map(({ name, home }) => [name, home]));
  return all.flatMap((manifest) => {
    const { path, home, license, dependencies = {} } = manifest;
    const problems: string[] = [];
    if (license !== 'MIT') problems.push('license is MIT');
    if (manifest.private !== true) problems.push('private is true: packages are not published one by one');
    // A game's view draws with the web app's kit; layers.ts keeps its rules from it.
    const allowed = [...(rulesOf(home)?.mayImport ?? []), ...(home.startsWith('games/') ? ['apps/web'] : [])];
    for (const name of Object.keys(dependencies)) {
      const to = homes.get(name);
      if (to === undefined) continue;
      const arrow = to.startsWith('games/') ? 'games' : to;
      if (!allowed.includes(arrow)) problems.push(`${home} may not depend on ${to}`);
    }
    return problems.map((message) => ({ path, line: 0, rule: 'placement', message }));
  });
}
