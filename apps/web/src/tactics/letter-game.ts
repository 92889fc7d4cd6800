/** Tactics as a game of letters: what the file of a match needs to know beside the rules. */
import type { Seat } from '@rubato/game';
import type { LetterGame, SheetFlaw } from '@rubato/letters';
import { hex, sha256, utf8Encode } from '@rubato/schema';
import { canonicalSheet, checkSheet, tactics, type TacticsOrder, type TacticsView } from '@rubato/tactics';

export const tacticsLetters: LetterGame = {
  game: tactics,
  // The text of the rules differs from build to build, their meaning only with the version.
  rules: hex(sha256(utf8Encode(`${tactics.name} ${tactics.version}`))),
  checkSheet: flawOf,
  arrange: (orders: readonly TacticsOrder[]) => canonicalSheet(orders),
  eliminated: (view: TacticsView, seat: Seat) => !commands(view, seat),
};

function flawOf(view: TacticsView, seat: Seat, orders: readonly TacticsOrder[]): SheetFlaw | undefined {
  return checkSheet(view, seat, orders).find(({ fatal }) => fatal);
}

/** Whether a seat has a ship left. */
export function commands(view: TacticsView, seat: Seat): boolean {
  for (const ship of view.ships) if (ship.owner === seat && ship.status === 'active') return true;
  return false;
}
