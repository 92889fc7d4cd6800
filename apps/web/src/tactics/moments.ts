/** Where the camera looks: at a moment's ships, at a ship that is followed, or at where most happens. */
import type { Highlight } from '@rubato/tactics';
import type { Film } from './film.ts';
import type { Orbit } from './scene/orbit.ts';
import { placeIn, type Place } from './scene/paint-film.ts';

export interface Shown {
  yaw: number;
}

const here: Place = { x: 0, y: 0, z: 0 };
const TURN_PER_TICK = 0.0022;

/** Puts the middle of some ships, by number, into the picture; false when none of them is seen then. */
export function aimAtShips(orbit: Orbit, film: Film, numbers: readonly number[], tick: number): boolean {
  let [x, y, z, count] = [0, 0, 0, 0];
  for (let column = 0; column < film.ships.length; column++) {
    if (!numbers.includes(film.ships[column]?.number ?? 0) || !placeIn(film, column, tick, here)) continue;
    x += here.x;
    y += here.y;
    z += here.z;
    count += 1;
  }
  if (count === 0) return false;
  orbit.target.set(x / count, y / count, z / count);
  return true;
}

/** Puts the middle of a team into the picture. */
export function aimAtTeam(orbit: Orbit, film: Film, team: number, tick: number): void {
  let [x, y, z, count] = [0, 0, 0, 0];
  for (let column = 0; column < film.ships.length; column++) {
    if (film.ships[column]?.team !== team || !placeIn(film, column, tick, here)) continue;
    x += here.x;
    y += here.y;
    z += here.z;
    count += 1;
  }
  if (count > 0) orbit.target.set(x / count, y / count, z / count);
}

/** As close as the ships of the moment allow, going slowly round them. */
export function aimAtMoment(orbit: Orbit, film: Film, moment: Highlight, tick: number, shown: Shown): void {
  aimAtShips(orbit, film, moment.ships, tick);
  let reach = 40;
  for (let column = 0; column < film.ships.length; column++) {
    if (!moment.ships.includes(film.ships[column]?.number ?? 0) || !placeIn(film, column, tick, here)) continue;
    reach = Math.max(reach, Math.hypot(here.x - orbit.target.x, here.y - orbit.target.y, here.z - orbit.target.z));
  }
  orbit.yaw = shown.yaw + tick * TURN_PER_TICK;
  orbit.pitch = 0.5;
  orbit.distance = 70 + reach * 2.2;
  orbit.settle();
}

/** The moment that a time belongs to: the one that runs, or the next to come. */
export function momentAt(moments: readonly Highlight[], tick: number): Highlight | undefined {
  return moments.find(({ to }) => tick <= to) ?? moments.at(-1);
}

/** Where a reel goes on from a tick: there, within a moment; else at the next one's begin; undefined after the last. */
export function reelTick(moments: readonly Highlight[], tick: number): number | undefined {
  const next = moments.find(({ to }) => tick <= to);
  return next && Math.max(tick, next.from);
}
