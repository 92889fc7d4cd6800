/** Where the others are: a small chart of the arena and arrows at the screen's edge. In CSS pixels. */
import { text, type Camera, type TextStyle } from '@rubato/web';
import { HALF_HEIGHT, HALF_WIDTH } from './balance.ts';
import { pickupInk, seatInk, world } from './view-palette.ts';
import type { Scene, ShipPose } from './view-scene.ts';

export interface Insets {
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly left: number;
}

/** Where the chart's right bottom corner goes, and how wide it is; 0: no room for it. */
export interface ChartPlace {
  readonly chartRight: number;
  readonly chartBottom: number;
  readonly chartWidth: number;
}

export function drawChart(
  context: CanvasRenderingContext2D,
  camera: Camera,
  scene: Scene,
  { chartRight: right, chartBottom: bottom, chartWidth: width }: ChartPlace,
): void {
  if (!scene.own || width === 0) return;
  const scale = width / (HALF_WIDTH * 2);
  const height = HALF_HEIGHT * 2 * scale;
  const [centreX, centreY] = [right - width / 2, bottom - height / 2];
  context.fillStyle = world.glass;
  context.strokeStyle = world.glassEdge;
  context.lineWidth = 1;
  context.beginPath();
  context.roundRect(centreX - width / 2 - 5, centreY - height / 2 - 5, width + 10, height + 10, 8);
  context.fill();
  context.stroke();
  context.save();
  context.translate(centreX, centreY);
  context.scale(scale, scale);
  context.strokeStyle = world.wallFaint;
  context.lineWidth = 1 / scale;
  const [halfX, halfY] = [camera.width / 2 / camera.scale, camera.height / 2 / camera.scale];
  const [left, top] = [Math.max(-HALF_WIDTH, camera.x - halfX), Math.max(-HALF_HEIGHT, camera.y - halfY)];
  context.strokeRect(
    left,
    top,
    Math.min(HALF_WIDTH, camera.x + halfX) - left,
    Math.min(HALF_HEIGHT, camera.y + halfY) - top,
  );
  context.fillStyle = world.rockLine;
  for (let at = 0; at < scene.rockCount; at++) {
    const rock = scene.rocks[at]!;
    disc(context, rock.x, rock.y, rock.radius);
  }
  for (const pickup of scene.view.pickups) {
    if (pickup.readyAt > scene.ownTick) continue;
    context.fillStyle = pickupInk[pickup.kind];
    disc(context, pickup.x, pickup.y, 2);
  }
  for (let at = 0; at < scene.shipCount; at++) drawBlip(context, scene.ships[at]!);
  context.restore();
}

function disc(context: CanvasRenderingContext2D, x: number, y: number, radius: number): void {
  context.beginPath();
  context.arc(x, y, radius, 0, Math.PI * 2);
  context.fill();
}

function drawBlip(context: CanvasRenderingContext2D, ship: ShipPose): void {
  if (!ship.row.alive) return;
  const size = ship.own ? 6.5 : 5;
  const [dx, dy] = [Math.cos(ship.heading) * size, Math.sin(ship.heading) * size];
  context.fillStyle = ship.own ? '#ffffff' : seatInk(ship.seat);
  context.beginPath();
  context.moveTo(ship.x + dx, ship.y + dy);
  context.lineTo(ship.x - dx * 0.7 - dy * 0.7, ship.y - dy * 0.7 + dx * 0.7);
  context.lineTo(ship.x - dx * 0.7 + dy * 0.7, ship.y - dy * 0.7 - dx * 0.7);
  context.fill();
}

const ARROW_PX = 11;
const DISTANCE: TextStyle = { size: 11, weight: 600, align: 'center', baseline: 'middle' };

/** One arrow per ship outside the screen, with its distance. */
export function drawArrows(context: CanvasRenderingContext2D, camera: Camera, scene: Scene, insets: Insets): void {
  const own = scene.own;
  if (!own) return;
  for (let at = 0; at < scene.shipCount; at++) {
    const ship = scene.ships[at]!;
    if (ship.own || !ship.row.alive || camera.sees(ship.x, ship.y, -1)) continue;
    const [dx, dy] = [ship.x - camera.x, ship.y - camera.y];
    const reachX = dx > 0 ? camera.width / 2 - insets.right : camera.width / 2 - insets.left;
    const reachY = dy > 0 ? camera.height / 2 - insets.bottom : camera.height / 2 - insets.top;
    const share = Math.min(reachX / Math.abs(dx || 1e-6), reachY / Math.abs(dy || 1e-6));
    const [x, y] = [camera.width / 2 + dx * share, camera.height / 2 + dy * share];
    drawArrow(context, seatInk(ship.seat), x, y, Math.atan2(dy, dx));
    const distance = Math.sqrt((ship.x - own.x) ** 2 + (ship.y - own.y) ** 2);
    const inward = 22 / Math.sqrt(dx * dx + dy * dy);
    text(context, String(Math.round(distance)), x - dx * inward, y - dy * inward, world.inkSoft, DISTANCE);
  }
}

function drawArrow(context: CanvasRenderingContext2D, ink: string, x: number, y: number, angle: number): void {
  context.save();
  context.translate(x, y);
  context.rotate(angle);
  context.fillStyle = ink;
  context.beginPath();
  context.moveTo(ARROW_PX, 0);
  context.lineTo(-ARROW_PX * 0.5, ARROW_PX * 0.62);
  context.lineTo(-ARROW_PX * 0.15, 0);
  context.lineTo(-ARROW_PX * 0.5, -ARROW_PX * 0.62);
  context.fill();
  context.restore();
}
