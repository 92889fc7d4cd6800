/** Whose ships have which colour, for those who have none of their own. */
import type { Film } from '../film.ts';
import { teamColour } from '../scene/inks.ts';
import type { ServerGame } from './told.ts';
import { seatName } from './words.ts';

interface SidesProps {
  readonly game: ServerGame;
  readonly film: Film;
  /** That is drawn as friends are. */
  readonly team: number;
}

export function Sides({ game, film, team }: SidesProps) {
  const teams = [...new Set(film.ships.map((ship) => ship.team))].sort((a, b) => a - b);
  if (teams.length === 0) return null;
  return (
    <ul class="film-sides small" aria-label="Sides">
      {teams.map((side) => (
        <li key={side}>
          <i style={{ background: teamColour(side, team) }} />
          {namesOf(game, film, side)}
        </li>
      ))}
    </ul>
  );
}

function namesOf({ seats }: ServerGame, { ships }: Film, side: number): string {
  const owners = new Set<number>(ships.filter(({ team }) => team === side).map(({ owner }) => owner));
  return seats
    .filter(({ seat }) => owners.has(seat))
    .map(seatName)
    .join(', ');
}
