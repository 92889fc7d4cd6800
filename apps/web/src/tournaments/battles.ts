/** What a tournament can be played in, without the rules of the games: `battles.test.ts` holds it to them. */

export const TACTICS = 'tactics';

export const BATTLES: readonly { readonly value: string; readonly label: string }[] = [
  { value: 'asteroid-belt-ambush', label: 'Tactics: Asteroid Belt Ambush' },
  { value: 'convoy-run', label: 'Tactics: Convoy Run' },
  { value: 'beacon', label: 'Tactics: The Beacon' },
];

const FIRST = 'asteroid-belt-ambush';

/** Of a game's settings; the game's name for those that this page doesn't know. */
export function battleTitle(game: string, settings: string): string {
  if (game !== TACTICS) return game;
  try {
    const { scenario = FIRST } = JSON.parse(settings) as { readonly scenario?: string };
    return BATTLES.find(({ value }) => value === scenario)?.label ?? 'Tactics';
  } catch {
    return 'Tactics';
  }
}
