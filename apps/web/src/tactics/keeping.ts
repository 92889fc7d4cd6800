/** Puts a match on the shelf, with what the list says of it. */
import { factionOf } from '@rubato/tactics';
import { keepMatch } from './shelf.ts';
import { statusOf, type Status } from './status.ts';
import type { PageMatch } from './worker/page-match.ts';

export function statusOfMatch(match: PageMatch): Status {
  const { battle } = match.view;
  const winner = battle.phase === 'over' && battle.winner > 0 ? winnersOf(match, battle.winner) : undefined;
  return statusOf({
    over: match.over,
    playable: match.playable,
    here: match.awaited.map(({ name }) => name),
    people: match.seats.filter(({ by }) => by === 'human').length,
    elsewhere: [],
    winner,
  });
}

/** The names of a team's players, or what they fight for. */
export function winnersOf(match: PageMatch, team: number): string {
  const owners = [...match.view.sides].filter((side) => side.team === team).map(({ owner }) => owner);
  const names = match.seats.filter(({ seat }) => owners.includes(seat)).map(({ name }) => name);
  return names.length > 0 && names.length < 3 ? names.join(' and ') : factionOf(team);
}

export async function keep(match: PageMatch): Promise<void> {
  const people = match.seats.filter(({ by }) => by === 'human').map(({ name }) => name);
  const opponents = match.seats.filter(({ by }) => by !== 'human').map(({ name }) => name);
  const { id, title, turn } = match;
  await keepMatch({
    id,
    title,
    turn,
    people,
    opponents,
    status: statusOfMatch(match),
    changedMs: Date.now(),
    bytes: await match.bytes(),
  });
}
