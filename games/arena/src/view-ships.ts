/** Ships: hull, flame, shield, charge and name. Units are the world's unless a name says px. */
import { glow, text, type Camera, type TextStyle } from '@rubato/web';
import { BEAM, SHIP } from './balance.ts';
import { seatInk, world } from './view-palette.ts';
import type { Scene, ShipPose } from './view-scene.ts';

interface Silhouette {
  readonly hull: Path2D;
  readonly wing: Path2D;
  readonly canopy: Path2D;
  /** Where the engines sit. */
  readonly nozzles: readonly (readonly [x: number, y: number])[];
}

/** Four silhouettes, so that colour is never the only difference; nose along +x. */
const PLANS = [
  {
    hull: 'M2.5 0 .4.62-1.5 1.85-1.15.5-1.6 0-1.15-.5-1.5-1.85.4-.62Z',
    wing: 'M.2.55-1.35 1.6-1.05.45ZM.2-.55-1.35-1.6-1.05-.45Z',
    canopy: 'M1.5 0 .5.26-.1 0 .5-.26Z',
    nozzles: [[-1.45, 0]],
  },
  {
    hull: 'M2.2 0 1.2.75-.4 1.05-1.3 1.75-1.8 1.5-1.35.5-1.35-.5-1.8-1.5-1.3-1.75-.4-1.05 1.2-.75Z',
    wing: 'M1 .6-.35.88-1.25 1.5-1.1.5ZM1-.6-.35-.88-1.25-1.5-1.1-.5Z',
    canopy: 'M1.45 0A.55.3 0 1 1 .3 0 .55.3 0 1 1 1.45 0Z',
    nozzles: [
      [-1.3, 0.42],
      [-1.3, -0.42],
    ],
  },
  {
    hull: 'M2.4.4 1.7.75.2.7-.6 1.8-1.5 1.8-1.2.6-1.7 0-1.2-.6-1.5-1.8-.6-1.8.2-.7 1.7-.75 2.4-.4 1.3 0Z',
    wing: 'M.15.6-.75 1.6-1.3 1.6-1 .55ZM.15-.6-.75-1.6-1.3-1.6-1-.55Z',
    canopy: 'M.9 0 .2.3-.5 0 .2-.3Z',
    nozzles: [
      [-1.4, 0.3],
      [-1.4, -0.3],
    ],
  },
  {
    hull: 'M2.6 0 .9.4.3 1.5-.5 1.7-.4.75-1.6.9-1.3 0-1.6-.9-.4-.75-.5-1.7.3-1.5.9-.4Z',
    wing: 'M.75.4.2 1.35-.35 1.5-.25.65ZM.75-.4.2-1.35-.35-1.5-.25-.65Z',
    canopy: 'M1.6 0 .7.24.1 0 .7-.24Z',
    nozzles: [[-1.35, 0]],
  },
] as const;

const built: Silhouette[] = [];

function silhouette(seat: number): Silhouette {
  const index = (seat - 1) & 3;
  const plan = PLANS[index] ?? PLANS[0];
  return (built[index] ??= {
    hull: new Path2D(plan.hull),
    wing: new Path2D(plan.wing),
    canopy: new Path2D(plan.canopy),
    nozzles: plan.nozzles,
  });
}

/** Ticks that a shield flash and a muzzle flash last. */
const FLASH_TICKS = 9;
const MUZZLE_TICKS = 3;

export function drawShips(context: CanvasRenderingContext2D, camera: Camera, scene: Scene, nowMs: number): void {
  for (let at = 0; at < scene.shipCount; at++) {
    const ship = scene.ships[at];
    if (!ship?.row.alive || !camera.sees(ship.x, ship.y, 6)) continue;
    drawShip(context, ship, nowMs);
  }
}

function drawShip(context: CanvasRenderingContext2D, ship: ShipPose, nowMs: number): void {
  const ink = seatInk(ship.seat);
  const shape = silhouette(ship.seat);
  const safe = ship.tick < ship.row.safeUntil;
  context.save();
  context.translate(ship.x, ship.y);
  glow(context, ink, 0, 0, ship.own ? 6.5 : 5, 0.26);
  context.save();
  // A shot pushes back for an instant: only in the picture.
  const recoil = Math.max(0, 1 - (ship.tick - ship.row.firedAt) / MUZZLE_TICKS);
  context.rotate(ship.heading);
  context.translate(ship.row.firedAt > 0 ? -0.28 * recoil : 0, 0);
  drawFlame(context, ship, shape, nowMs);
  drawHull(context, ship, shape, ink, safe && Math.floor(nowMs / 120) % 2 === 0);
  if (ship.row.firedAt > 0 && recoil > 0) glow(context, world.flame, 2.6, 0, 2.6 * recoil, 0.9 * recoil);
  drawCharge(context, ship, nowMs);
  context.restore();
  drawShield(context, ship, safe);
  context.restore();
}

function drawHull(
  context: CanvasRenderingContext2D,
  ship: ShipPose,
  shape: Silhouette,
  ink: string,
  dim: boolean,
): void {
  const worn = 1 - ship.row.hull / SHIP.hull;
  context.globalAlpha = dim ? 0.45 : 1;
  context.fillStyle = world.hullDark;
  context.fill(shape.hull);
  context.fillStyle = ink;
  context.globalAlpha *= 0.88 - worn * 0.5;
  context.fill(shape.wing);
  context.globalAlpha = dim ? 0.45 : 1;
  context.strokeStyle = ink;
  context.lineWidth = ship.own ? 0.2 : 0.16;
  context.lineJoin = 'round';
  context.stroke(shape.hull);
  context.fillStyle = world.beam;
  context.fill(shape.canopy);
  context.globalAlpha = 1;
}

function drawFlame(context: CanvasRenderingContext2D, ship: ShipPose, shape: Silhouette, nowMs: number): void {
  const boosted = ship.row.boostAt > 0 ? Math.max(0, 1 - (ship.tick - ship.row.boostAt) / 14) : 0;
  const power = Math.max(0, ship.engine) + boosted * 1.6;
  if (ship.engine < 0) drawBrake(context, nowMs);
  if (power <= 0.01) return;
  const flicker = 0.86 + 0.14 * Math.sin(nowMs / 23 + ship.seat * 9) + 0.08 * Math.sin(nowMs / 9.7);
  const length = (1.2 + power * 1.9) * flicker;
  for (const [x, y] of shape.nozzles) {
    glow(context, world.ember, x - length * 0.35, y, 1.4 + power * 1.3, 0.6);
    tongue(context, world.ember, x, y, length, 0.42);
    tongue(context, world.flame, x, y, length * 0.6, 0.24);
  }
}

function tongue(
  context: CanvasRenderingContext2D,
  ink: string,
  x: number,
  y: number,
  length: number,
  half: number,
): void {
  context.fillStyle = ink;
  context.beginPath();
  context.moveTo(x, y - half);
  context.quadraticCurveTo(x - length * 0.35, y - half * 0.9, x - length, y);
  context.quadraticCurveTo(x - length * 0.35, y + half * 0.9, x, y + half);
  context.fill();
}

function drawBrake(context: CanvasRenderingContext2D, nowMs: number): void {
  const length = 0.7 + 0.2 * Math.sin(nowMs / 21);
  context.strokeStyle = world.shield;
  context.lineWidth = 0.18;
  context.globalAlpha = 0.7;
  context.beginPath();
  for (let side = -1; side <= 1; side += 2) {
    context.moveTo(0.9, side * 0.8);
    context.lineTo(0.9 + length, side * 1.15);
  }
  context.stroke();
  context.globalAlpha = 1;
}

/** The warning before a beam: light gathers at the nose. */
function drawCharge(context: CanvasRenderingContext2D, ship: ShipPose, nowMs: number): void {
  const charge = ship.row.beamCharge / BEAM.charge;
  if (charge <= 0) return;
  const pulse = 1 + 0.15 * Math.sin(nowMs / 18);
  glow(context, world.beam, 2.7, 0, (1 + charge * 3.2) * pulse, 0.4 + charge * 0.6);
  context.strokeStyle = world.beam;
  context.lineWidth = 0.12;
  context.globalAlpha = charge;
  context.beginPath();
  context.arc(2.7, 0, (1 - charge) * 3 + 0.5, 0, Math.PI * 2);
  context.stroke();
  context.globalAlpha = 1;
}

/** Faint while whole; three rings sound out when struck. */
function drawShield(context: CanvasRenderingContext2D, ship: ShipPose, safe: boolean): void {
  const share = ship.row.shield / SHIP.shield;
  const flash = ship.row.hurtAt > 0 ? Math.max(0, 1 - (ship.tick - ship.row.hurtAt) / FLASH_TICKS) : 0;
  context.strokeStyle = safe ? world.beam : world.shield;
  if (share > 0.01 || safe) {
    context.lineWidth = 0.1 + flash * 0.22;
    context.globalAlpha = (safe ? 0.55 : 0.12 + share * 0.16) + flash * 0.6;
    context.beginPath();
    context.arc(0, 0, 3, 0, Math.PI * 2);
    context.stroke();
  }
  if (flash > 0 && share > 0.01) {
    for (let ring = 1; ring <= 2; ring++) {
      context.globalAlpha = (flash * 0.5) / ring;
      context.beginPath();
      context.arc(0, 0, 3 + ring * 0.5 * (1.4 - flash), 0, Math.PI * 2);
      context.stroke();
    }
  }
  context.globalAlpha = 1;
}

/** Names and the state of others, in CSS pixels. */
export function drawNames(
  context: CanvasRenderingContext2D,
  camera: Camera,
  scene: Scene,
  nameOf: (seat: number) => string,
): void {
  for (let at = 0; at < scene.shipCount; at++) {
    const ship = scene.ships[at];
    if (!ship?.row.alive || ship.own || !camera.sees(ship.x, ship.y, 4)) continue;
    const [x, y] = [camera.screenX(ship.x), camera.screenY(ship.y) - camera.scale * 3.6];
    context.globalAlpha = 0.92;
    text(context, nameOf(ship.seat), x, y - 7, seatInk(ship.seat), NAME);
    bar(context, x, y, ship.row.hull / SHIP.hull, ship.row.shield / SHIP.shield);
    context.globalAlpha = 1;
  }
}

const BAR_PX = 38;
const NAME: TextStyle = { size: 12, weight: 600, align: 'center' };

function bar(context: CanvasRenderingContext2D, x: number, y: number, hull: number, shield: number): void {
  context.fillStyle = world.glass;
  context.fillRect(x - BAR_PX / 2, y - 2, BAR_PX, 5);
  context.fillStyle = hull < 0.34 ? world.bad : world.good;
  context.fillRect(x - BAR_PX / 2, y + 1, BAR_PX * hull, 2);
  context.fillStyle = world.shield;
  context.fillRect(x - BAR_PX / 2, y - 2, BAR_PX * shield, 2);
}
