/**
 * A film made of what a server tells of a turn: a state every few ticks, and events of their exact ticks. In between,
 * ships and shots fly on curves that keep their places and velocities at both ends.
 */
import type { Seat } from '@rubato/game';
import { teamOf, WEAPONS, type ShipView, type TacticsEvent, type TacticsView } from '@rubato/tactics';
import { SEEN, SHIP_STRIDE, type Film, type FilmShip } from '../film.ts';
import type { Board } from '../scene/paint-board.ts';
import type { Rock } from '../scene/stage.ts';
import { readFilmText, type Keyframe } from './turn-text.ts';

/** Spectators have no side; the first is drawn as friends are, so that sides can be told apart. */
const SPECTATORS_SIDE = 1;

export interface ServerFilm {
  readonly film: Film;
  readonly board: Board;
  readonly rocks: readonly Rock[];
  readonly team: number;
}

/** Throws DecodeError or SyntaxError for a text that is no film. */
export function readFilm(parts: readonly string[], turn: number, seat: Seat): ServerFilm {
  const { frames, events } = readFilmText(parts);
  const [first] = frames;
  const startTick = first.tick;
  const ticks = (frames.at(-1) ?? first).tick - startTick;
  const ships = castOf(frames);
  const places = new Float32Array((ticks + 1) * ships.length * SHIP_STRIDE);
  const shots: Float32Array[] = [];
  for (const [index, from] of frames.entries()) {
    const to = frames[index + 1] ?? from;
    const ends = to === from ? to.tick + 1 : to.tick;
    const between = events.filter(({ tick }) => tick > from.tick && tick <= to.tick);
    const gap: Gap = { from, to, events: between };
    for (let tick = from.tick; tick < ends; tick++) {
      ships.forEach((ship, column) => {
        const at = ((tick - startTick) * ships.length + column) * SHIP_STRIDE;
        placeShip(gap, ship.number, tick, places.subarray(at, at + SHIP_STRIDE));
      });
      shots.push(shotsAt(gap, tick));
    }
  }
  const film: Film = { turn, seat, startTick, ticks, ships, places, shots, events };
  return {
    film,
    board: boardOf(first.view),
    rocks: rocksIn(first.view),
    team: teamOf(first.view, seat) || SPECTATORS_SIDE,
  };
}

export const rocksIn = (view: TacticsView): Rock[] =>
  [...view.rocks].map(({ x, y, z, radius, look }) => ({ x, y, z, radius, look }));

const boardOf = ({ battle }: TacticsView): Board => battle;

/** Two neighbouring states, and what happened after the one and up to the other. */
interface Gap {
  readonly from: Keyframe;
  readonly to: Keyframe;
  readonly events: readonly TacticsEvent[];
}

/** Everything that was ever in sight, by number. */
function castOf(frames: readonly Keyframe[]): FilmShip[] {
  const cast = new Map<number, FilmShip>();
  for (const { view } of frames)
    for (const { number, kind, team, owner } of view.ships) cast.set(number, { number, kind, team, owner });
  return [...cast.values()].sort((a, b) => a.number - b.number);
}

function shipIn({ view }: Keyframe, number: number): ShipView | undefined {
  for (const ship of view.ships) if (ship.number === number) return ship;
  return undefined;
}

function placeShip(gap: Gap, number: number, tick: number, out: Float32Array): void {
  const [a, b] = [shipIn(gap.from, number), shipIn(gap.to, number)];
  const [since, till] = [tick - gap.from.tick, gap.to.tick - tick];
  const past = gap.events.some((event) => event.tick <= tick && changes(event, number));
  const happens = gap.events.some((event) => changes(event, number));
  // What comes into sight is there from the tick of the event on, what is lost until then.
  if (a && b && !happens) return curve(out, a, b, since / (since + till || 1), since + till);
  if (a && !past) return put(out, a, since);
  if (b && past) put(out, b, -till);
}

/** Whether an event puts a ship somewhere else, or into or out of the picture: no curve joins what is before and after. */
function changes(event: TacticsEvent, number: number): boolean {
  switch (event.name) {
    case 'jumped':
    case 'destroyed':
    case 'escaped':
    case 'spotted':
    case 'lost':
      return event.data.ship === number;
    default:
      return false;
  }
}

/** A ship as it was some ticks before or after; nothing but its place changes. */
function put(out: Float32Array, ship: ShipView, ticks: number): void {
  const moving = ship.status === 'active' ? ticks : 0;
  out[0] = ship.x + ship.vx * moving;
  out[1] = ship.y + ship.vy * moving;
  out[2] = ship.z + ship.vz * moving;
  turn(out, ship, ship, 0);
  state(out, ship);
}

function state(out: Float32Array, ship: ShipView): void {
  out[7] = ship.hull;
  out[8] = ship.fore + ship.aft + ship.port + ship.starboard + ship.dorsal + ship.ventral;
  out[9] = SEEN[ship.status];
}

function curve(out: Float32Array, a: ShipView, b: ShipView, part: number, ticks: number): void {
  out[0] = hermite(a.x, a.vx * ticks, b.x, b.vx * ticks, part);
  out[1] = hermite(a.y, a.vy * ticks, b.y, b.vy * ticks, part);
  out[2] = hermite(a.z, a.vz * ticks, b.z, b.vz * ticks, part);
  turn(out, a, b, part);
  state(out, a);
}

/** The cubic with these ends and slopes; `part` 0 to 1. */
function hermite(from: number, slope: number, to: number, end: number, part: number): number {
  const [p2, p3] = [part * part, part * part * part];
  return (2 * p3 - 3 * p2 + 1) * from + (p3 - 2 * p2 + part) * slope + (3 * p2 - 2 * p3) * to + (p3 - p2) * end;
}

/** The shorter way from one rotation to the other, in a straight line and made a unit again: the steps are small. */
function turn(out: Float32Array, a: ShipView, b: ShipView, part: number): void {
  const way = a.qx * b.qx + a.qy * b.qy + a.qz * b.qz + a.qw * b.qw < 0 ? -part : part;
  const rest = 1 - part;
  const [x, y, z, w] = [
    a.qx * rest + b.qx * way,
    a.qy * rest + b.qy * way,
    a.qz * rest + b.qz * way,
    a.qw * rest + b.qw * way,
  ];
  // At its own state a rotation stays what it is, to the last bit.
  const length = part === 0 ? 1 : Math.hypot(x, y, z, w) || 1;
  out[3] = x / length;
  out[4] = y / length;
  out[5] = z / length;
  out[6] = w / length;
}

/** Shots fly straight between two states; one that is new is seen from the second on. */
function shotsAt({ from, to }: Gap, tick: number): Float32Array {
  const numbers: number[] = [];
  const since = tick - from.tick;
  const whole = to.tick - from.tick || 1;
  for (const shot of from.view.projectiles) {
    const next = to.view.projectiles.get(shot.id);
    const part = since / whole;
    const [x, y, z] = next
      ? [shot.x + (next.x - shot.x) * part, shot.y + (next.y - shot.y) * part, shot.z + (next.z - shot.z) * part]
      : [shot.x + shot.vx * since, shot.y + shot.vy * since, shot.z + shot.vz * since];
    numbers.push(shot.id, x, y, z, shot.vx, shot.vy, shot.vz, shot.team, WEAPONS.indexOf(shot.weapon));
  }
  return new Float32Array(numbers);
}
