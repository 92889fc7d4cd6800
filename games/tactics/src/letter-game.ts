// Tactics as a game of letters: what the file of a match needs to know beside the rules. Page, shell and server play by this
// one, so that a file that one of them began goes on in any other.
//
// The rules are known by the hash of the game's name and version: their text differs from build to build (a bundler renames),
// their meaning only with the version, which every change of the rules has to raise.
import { hex, type Seat, sha256, utf8Encode } from '@rubato/schema';
import { bot } from './bot.ts';
import { tactics } from './rules.ts';
import { canonicalSheet, checkSheet } from './sheet.ts';
import type { TacticsOrder, TacticsView } from './state.ts';

export const tacticsLetters = {
  game: tactics,
  /** Who may stand in for missing players. */
  bots: { bot },
  /** 64 hex digits: SHA-256 over `tactics 1`, name and version. */
  rules: hex(sha256(utf8Encode(`${tactics.name} ${tactics.version}`))),
  checkSheet: (view: TacticsView, seat: Seat, orders: readonly TacticsOrder[]) =>
    checkSheet(view, seat, orders).find(({ fatal }) => fatal),
  arrange: (orders: readonly TacticsOrder[]) => canonicalSheet(orders),
  eliminated: (view: TacticsView, seat: Seat) => !commands(view, seat),
} as const;

/** Whether a seat has a ship left. */
function commands(view: TacticsView, seat: Seat): boolean {
  for (const ship of view.ships) if (ship.owner === seat && ship.status === 'active') return true;
  return false;
}
