/** The picture of planning: where everything stands, where own ships will fly, what they will reach and when they fire. */
import {
  TICKS_PER_SECOND,
  classOf,
  shipName,
  sightOf,
  weaponOf,
  type ContactView,
  type Path,
  type PathPoint,
  type PowerShares,
  type ShipId,
  type ShipView,
} from '@rubato/tactics';
import type { Draft } from '../draft.ts';
import { inks, teamColour, teamInk } from './inks.ts';
import type { Labels } from './labels.ts';
import { mountsOf, paintArc, paintSight } from './paint-arc.ts';
import { paintBoard, paintStalk, SHIP_LEAST, SHIP_SCALE, type Board } from './paint-board.ts';
import type { Stage } from './stage.ts';

export interface PlanPicture {
  readonly board: Board;
  readonly team: number;
  readonly ships: readonly ShipView[];
  /** Remembered ships that nobody sees now. */
  readonly contacts: readonly ContactView[];
  /** Of own ships as ordered; of others as they drift. */
  readonly paths: ReadonlyMap<ShipId, Path>;
  readonly powers: ReadonlyMap<ShipId, PowerShares>;
  readonly draft: Draft;
  readonly selected: ShipId;
  readonly target: ShipId;
  /** The weapon whose fan is shown; -1 all. */
  readonly weapon: number;
  /** Tick of the slider. */
  tick: number;
}

export function paintPlan(stage: Stage, labels: Labels, picture: PlanPicture, tick: number): void {
  picture.tick = tick;
  labels.open();
  paintBoard(stage, picture.board);
  for (const ship of picture.ships) paintShip(stage, labels, picture, ship);
  for (const contact of picture.contacts) paintContact(stage, labels, contact, picture.team);
  for (const ship of picture.ships) if (ship.id === picture.selected) paintReach(stage, picture, ship);
  for (const ship of picture.ships) paintShots(stage, picture, ship);
}

function paintShip(stage: Stage, labels: Labels, picture: PlanPicture, ship: ShipView): void {
  if (ship.status !== 'active') return;
  const { id, x, y, z, qx, qy, qz, qw, kind, number } = ship;
  const own = ship.team === picture.team;
  const ink = teamInk(ship.team, picture.team);
  const chosen = id === picture.selected || id === picture.target;
  const size = stage.sizeAt(x, y, z, classOf[kind].radius * SHIP_SCALE, SHIP_LEAST);
  stage.ships.add(kind, x, y, z, qx, qy, qz, qw, size, ink);
  paintStalk(stage, x, y, z, ink, chosen ? 0.9 : 0.4);
  if (chosen) {
    stage.books.ring(x, y, z, size * 1.5, ink, 0.95);
    stage.books.ring(x, 0, z, size * 1.5, ink, 0.3, 2);
  }
  labels.put(shipName(number), teamColour(ship.team, picture.team), x, y, z, id, !chosen && !own);
  const path = picture.paths.get(id);
  if (path) paintPath(stage, path, { ship, own, chosen, tick: picture.tick, team: picture.team });
}

interface Flight {
  readonly ship: ShipView;
  readonly own: boolean;
  readonly chosen: boolean;
  readonly tick: number;
  readonly team: number;
}

function paintPath(stage: Stage, path: Path, { ship, own, chosen, tick, team }: Flight): void {
  const ink = teamInk(ship.team, team);
  const strength = chosen ? 0.95 : own ? 0.5 : 0.22;
  for (let i = 5; i < path.length; i += 5) {
    const [a, b] = [path[i - 5] as PathPoint, path[i] as PathPoint];
    if (!own && (i / 5) % 2 === 0) continue;
    stage.books.line(a.x, a.y, a.z, b.x, b.y, b.z, ink, strength);
  }
  const end = path.at(-1);
  if (!end || Math.hypot(end.x - ship.x, end.y - ship.y, end.z - ship.z) < 1) {
    if (!own || tick === 0 || !end) return;
  }
  if (own)
    for (let i = TICKS_PER_SECOND; i < path.length; i += TICKS_PER_SECOND) {
      const point = path[i] as PathPoint;
      const size = stage.sizeAt(point.x, point.y, point.z, 0.7, i % (5 * TICKS_PER_SECOND) === 0 ? 0.0034 : 0.0022);
      stage.books.bead(point.x, point.y, point.z, size, ink, chosen ? 1 : 0.55);
    }
  const shown = path[Math.min(tick, path.length - 1)];
  if (!shown || tick === 0) return;
  const size = stage.sizeAt(shown.x, shown.y, shown.z, classOf[ship.kind].radius * SHIP_SCALE, SHIP_LEAST);
  const { qx, qy, qz, qw } = own ? shown : ship;
  stage.ghosts.add(ship.kind, shown.x, shown.y, shown.z, qx, qy, qz, qw, size, ink);
  if (chosen) paintStalk(stage, shown.x, shown.y, shown.z, ink, 0.5);
}

function paintContact(stage: Stage, labels: Labels, contact: ContactView, team: number): void {
  const { x, y, z, kind, number } = contact;
  const size = stage.sizeAt(x, y, z, classOf[kind].radius * SHIP_SCALE, SHIP_LEAST);
  stage.books.ring(x, y, z, size * 1.4, inks.bad, 0.5, 4);
  stage.ghosts.add(kind, x, y, z, 0, 0, 0, 1, size * 0.8, inks.bad);
  paintStalk(stage, x, y, z, inks.bad, 0.2);
  labels.put(`${shipName(number)}, last seen here`, teamColour(team + 1, team), x, y, z, 0, true);
}

/** The fans and the sight of the chosen ship, from where it will be at the slider's time; and the handle of its course. */
function paintReach(stage: Stage, picture: PlanPicture, ship: ShipView): void {
  const path = picture.paths.get(ship.id);
  if (!path || ship.team !== picture.team || ship.status !== 'active') return;
  const pose = path[Math.min(picture.tick, path.length - 1)] as PathPoint;
  const power = picture.powers.get(ship.id);
  if (power) paintSight(stage, pose, sightOf(ship, power), inks.line);
  mountsOf(ship.kind).forEach((mount, index) => {
    const shown = picture.weapon < 0 ? mount.weapon !== 'point' : picture.weapon === index;
    if (shown)
      paintArc(
        stage,
        pose,
        mount,
        weaponOf[mount.weapon].kind === 'torpedo' ? inks.warm : inks.own,
        picture.weapon < 0 ? 0.5 : 1,
      );
  });
  const course = picture.draft[ship.id]?.course;
  if (course && course.mode !== 'Hold' && course.mode !== 'Turn') paintHandle(stage, ship, course.position);
}

function paintHandle(stage: Stage, ship: ShipView, { x, y, z }: Readonly<{ x: number; y: number; z: number }>): void {
  const size = stage.sizeAt(x, y, z, 4, 0.012);
  stage.books.ring(x, y, z, size, inks.pale, 0.95);
  stage.books.ring(x, y, z, size * 0.6, inks.pale, 0.5);
  paintStalk(stage, x, y, z, inks.pale, 0.8);
  stage.books.ring(x, 0, z, size, inks.pale, 0.3, 2);
  const end = Math.hypot(x - ship.x, z - ship.z);
  if (end > 1) stage.books.fade(ship.x, 0, ship.z, 0.05, x, 0, z, 0.35, inks.pale);
}

/** Each ordered shot as a line between where the two will be. */
function paintShots(stage: Stage, picture: PlanPicture, ship: ShipView): void {
  const own = picture.paths.get(ship.id);
  for (const { target, fireTime } of picture.draft[ship.id]?.shots ?? []) {
    const theirs = picture.paths.get(target);
    const tick = Math.round(fireTime * TICKS_PER_SECOND);
    const [from, to] = [own?.[tick], theirs?.[Math.min(tick, theirs.length - 1)]];
    if (!from || !to) continue;
    const now = Math.abs(tick - picture.tick) < 6;
    stage.books.fade(from.x, from.y, from.z, now ? 1 : 0.5, to.x, to.y, to.z, now ? 0.8 : 0.12, inks.warm);
    stage.books.bead(from.x, from.y, from.z, stage.sizeAt(from.x, from.y, from.z, 1, 0.0035), inks.warm);
  }
}
