/** A moment of a turn that was run, between its ticks: ships with their wakes, shots, beams, hits and losses. */
import type { Color } from 'three';
import { classOf, shipName, WEAPONS, weaponOf, type TacticsEvent } from '@rubato/tactics';
import { SEEN, SHIP_STRIDE, SHOT_STRIDE, type Film } from '../film.ts';
import { inks, teamColour, teamInk } from './inks.ts';
import type { Labels } from './labels.ts';
import { paintBoard, paintStalk, SHIP_LEAST, SHIP_SCALE, type Board } from './paint-board.ts';
import type { Stage } from './stage.ts';

export interface FilmPicture {
  readonly film: Film;
  readonly board: Board;
  readonly team: number;
}

/** Ticks that things stay after they happened. */
const STAY = { beam: 9, hit: 14, loss: 60, jump: 40, wake: 75 } as const;
const WAKE_STEP = 3;

export interface Place {
  x: number;
  y: number;
  z: number;
}

/** Where a ship is at a moment; false when it isn't seen then. */
export function placeIn(film: Film, column: number, tick: number, out: Place): boolean {
  const stride = film.ships.length * SHIP_STRIDE;
  const first = Math.min(film.ticks, Math.max(0, Math.floor(tick)));
  const a = first * stride + column * SHIP_STRIDE;
  const b = Math.min(film.ticks, first + 1) * stride + column * SHIP_STRIDE;
  const { places } = film;
  if (places[a + 9] === SEEN.not) return false;
  const along = places[b + 9] === SEEN.not ? 0 : Math.min(1, Math.max(0, tick - first));
  const [x, y, z] = [places[a] as number, places[a + 1] as number, places[a + 2] as number];
  const [dx, dy, dz] = [(places[b] as number) - x, (places[b + 1] as number) - y, (places[b + 2] as number) - z];
  // A jump is no flight.
  const part = dx * dx + dy * dy + dz * dz > 900 ? 0 : along;
  out.x = x + dx * part;
  out.y = y + dy * part;
  out.z = z + dz * part;
  return true;
}

const here: Place = { x: 0, y: 0, z: 0 };
const there: Place = { x: 0, y: 0, z: 0 };

export function paintFilm(stage: Stage, labels: Labels, picture: FilmPicture, tick: number): void {
  labels.open();
  paintBoard(stage, picture.board);
  const { film, team } = picture;
  for (let column = 0; column < film.ships.length; column++) paintShip(stage, labels, picture, column, tick);
  paintShots(stage, film, team, tick);
  for (const event of film.events) {
    const age = tick - (event.tick - film.startTick);
    if (age >= 0 && age < STAY.loss) paintEvent(stage, picture, event, age, tick);
  }
}

function paintShip(stage: Stage, labels: Labels, { film, team }: FilmPicture, column: number, tick: number): void {
  const ship = film.ships[column];
  if (!ship || !placeIn(film, column, tick, here)) return;
  const at = (Math.min(film.ticks, Math.floor(tick)) * film.ships.length + column) * SHIP_STRIDE;
  const { places } = film;
  if (places[at + 9] !== SEEN.active) return;
  const ink = teamInk(ship.team, team);
  const { x, y, z } = here;
  const size = stage.sizeAt(x, y, z, classOf[ship.kind].radius * SHIP_SCALE, SHIP_LEAST);
  stage.ships.add(
    ship.kind,
    x,
    y,
    z,
    places[at + 3] as number,
    places[at + 4] as number,
    places[at + 5] as number,
    places[at + 6] as number,
    size,
    ink,
  );
  paintStalk(stage, x, y, z, ink, 0.4);
  labels.put(shipName(ship.number), teamColour(ship.team, team), x, y, z, ship.number);
  paintWake(stage, film, column, tick, ink);
  paintHealth(stage, x, y - size * 0.2, z, size, (places[at + 7] as number) / classOf[ship.kind].hull, ink);
}

/** A short bar of what is left of the hull, as an arc under the ship. */
function paintHealth({ books }: Stage, x: number, y: number, z: number, size: number, share: number, ink: Color): void {
  if (share >= 0.995) return;
  const pieces = 24;
  for (let i = 0; i < pieces; i++) {
    const [a, b] = [(i / pieces) * Math.PI * 2, ((i + 1) / pieces) * Math.PI * 2];
    const whole = i < pieces * share;
    const r = size * 1.25;
    books.line(
      x + Math.sin(a) * r,
      y,
      z + Math.cos(a) * r,
      x + Math.sin(b) * r,
      y,
      z + Math.cos(b) * r,
      whole ? ink : inks.bad,
      whole ? 0.8 : 0.25,
    );
  }
}

function paintWake({ books }: Stage, film: Film, column: number, tick: number, ink: Color): void {
  there.x = here.x;
  there.y = here.y;
  there.z = here.z;
  for (let back = WAKE_STEP; back < STAY.wake; back += WAKE_STEP) {
    const past = Math.floor(tick) - back;
    if (past < 0 || !placeIn(film, column, past, here)) return;
    const leap = Math.abs(here.x - there.x) + Math.abs(here.y - there.y) + Math.abs(here.z - there.z) > 40;
    const alpha = 0.6 * (1 - back / STAY.wake);
    if (!leap) books.line(there.x, there.y, there.z, here.x, here.y, here.z, ink, alpha);
    there.x = here.x;
    there.y = here.y;
    there.z = here.z;
  }
}

function paintShots(stage: Stage, film: Film, team: number, tick: number): void {
  const shots = film.shots[Math.min(film.ticks, Math.floor(tick))];
  if (!shots) return;
  const ahead = tick - Math.floor(tick);
  for (let at = 0; at < shots.length; at += SHOT_STRIDE) {
    const [vx, vy, vz] = [shots[at + 4] as number, shots[at + 5] as number, shots[at + 6] as number];
    const x = (shots[at + 1] as number) + vx * ahead;
    const y = (shots[at + 2] as number) + vy * ahead;
    const z = (shots[at + 3] as number) + vz * ahead;
    const torpedo = weaponOf[WEAPONS[shots[at + 8] as number] ?? 'cannon'].kind === 'torpedo';
    const ink = torpedo ? inks.warm : teamInk(shots[at + 7] as number, team);
    stage.books.bead(x, y, z, stage.sizeAt(x, y, z, torpedo ? 1.6 : 0.9, torpedo ? 0.0042 : 0.0026), ink);
    const long = torpedo ? 14 : 3;
    stage.books.fade(x, y, z, 0.9, x - vx * long, y - vy * long, z - vz * long, 0, ink);
  }
}

function columnOf(film: Film, number: number): number {
  for (let column = 0; column < film.ships.length; column++) if (film.ships[column]?.number === number) return column;
  return -1;
}

function shipAt(film: Film, number: number, tick: number, out: Place): boolean {
  const column = columnOf(film, number);
  return column >= 0 && placeIn(film, column, tick, out);
}

function paintEvent(stage: Stage, { film, team }: FilmPicture, event: TacticsEvent, age: number, tick: number): void {
  const then = tick - age;
  switch (event.name) {
    case 'fired':
      if (age < STAY.beam && weaponOf[event.data.weapon].kind === 'beam')
        paintBeam(stage, film, team, event.data, then, age);
      return;
    case 'hit':
      if (age < STAY.hit)
        burst(
          stage,
          event.data,
          age / STAY.hit,
          4 + Math.min(14, (event.data.hull + event.data.shield) * 0.3),
          event.data.hull > 0 ? inks.warm : inks.pale,
          8,
        );
      return;
    case 'nearMiss':
    case 'intercepted':
    case 'struck':
      if (age < STAY.hit) burst(stage, event.data, age / STAY.hit, 6, inks.line, 5);
      return;
    case 'destroyed':
      burst(stage, event.data, age / STAY.loss, 60, inks.bad, 28);
      burst(stage, event.data, Math.min(1, (age * 1.8) / STAY.loss), 34, inks.warm, 16);
      return;
    case 'jumped':
    case 'escaped':
      if (age < STAY.jump)
        stage.books.ring(event.data.x, event.data.y, event.data.z, 4 + age * 1.2, inks.goal, 1 - age / STAY.jump);
      return;
    default:
  }
}

type Fired = Extract<TacticsEvent, { name: 'fired' }>['data'];

function paintBeam({ books }: Stage, film: Film, team: number, fired: Fired, tick: number, age: number): void {
  if (!shipAt(film, fired.ship, tick, here)) return;
  const aimed = fired.target !== 0 && shipAt(film, fired.target, tick, there);
  const end = aimed ? there : fired;
  const far = fired.hit ? 1 : 1.25;
  const ink = teamInk(film.ships[columnOf(film, fired.ship)]?.team ?? 0, team);
  const alpha = 1 - age / STAY.beam;
  const [x, y, z] = [here.x + (end.x - here.x) * far, here.y + (end.y - here.y) * far, here.z + (end.z - here.z) * far];
  books.fade(here.x, here.y, here.z, alpha, x, y, z, fired.hit ? alpha : 0, fired.weapon === 'lance' ? inks.pale : ink);
  if (fired.weapon !== 'lance') return;
  for (let side = -1; side <= 1; side += 2)
    books.fade(here.x, here.y + side * 0.6, here.z, alpha * 0.6, x, y + side * 0.6, z, 0, ink);
}

/** Rays that fly apart; their directions follow from their number alone. */
function burst({ books }: Stage, at: Readonly<Place>, along: number, reach: number, ink: Color, rays: number): void {
  const grown = 1 - (1 - along) ** 2;
  for (let i = 0; i < rays; i++) {
    const y = 1 - (2 * (i + 0.5)) / rays;
    const flat = Math.sqrt(1 - y * y);
    const around = i * 2.399963;
    const far = reach * grown * (0.6 + 0.4 * Math.abs(Math.sin(i * 3.7)));
    const [dx, dy, dz] = [Math.cos(around) * flat * far, y * far, Math.sin(around) * flat * far];
    const from = 0.55 + 0.4 * along;
    books.fade(
      at.x + dx * from,
      at.y + dy * from,
      at.z + dz * from,
      0,
      at.x + dx,
      at.y + dy,
      at.z + dz,
      1 - along,
      ink,
    );
  }
  if (rays > 12) books.ring(at.x, at.y, at.z, reach * grown * 1.2, ink, (1 - along) * 0.7);
}
