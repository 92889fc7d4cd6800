import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

/**
 * What `npm install` does in a page's checkout: its new games are found by their names.
 * @param {string} folder
 */
export function linkGames(folder) {
  for (const name of readdirSync(join(folder, 'games'))) {
    const manifest = JSON.parse(readFileSync(join(folder, 'games', name, 'package.json'), 'utf8'));
    const place = join(folder, 'node_modules', manifest.name);
    if (existsSync(place)) continue;
    mkdirSync(join(place, '..'), { recursive: true });
    symlinkSync(join(folder, 'games', name), place);
  }
}
