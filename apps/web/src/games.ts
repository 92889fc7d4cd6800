/**
 * The games that this build carries: every folder under `games` with a card and a view is one. Cards come with the
 * lobby; rules and view of a game are loaded when it is opened.
 */
import type { GameCard, GameView } from './kit/game-view.ts';

const cards = import.meta.glob<GameCard>('../../../games/*/src/view-card.ts', { eager: true, import: 'card' });
const views = import.meta.glob<GameView>('../../../games/*/src/view.tsx', { import: 'view' });

const folderOf = (path: string): string => /games\/([^/]+)\//.exec(path)?.[1] ?? '';

export const games: readonly GameCard[] = Object.values(cards);

export function cardOf(name: string): GameCard | undefined {
  return games.find((card) => card.name === name);
}

const loaded = new Map<string, Promise<GameView>>();

/** Rejects when the game isn't in this build or its code can't be fetched; a later call tries again. */
export function loadView(name: string): Promise<GameView> {
  const known = loaded.get(name);
  if (known) return known;
  const load = Object.entries(views).find(([path]) => folderOf(path) === name)?.[1];
  if (!load) return Promise.reject(new Error(`There is no game called “${name}” here.`));
  const view = load();
  loaded.set(name, view);
  view.catch(() => loaded.delete(name));
  return view;
}
