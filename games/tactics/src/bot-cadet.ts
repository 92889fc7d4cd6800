// The weaker opponent: flies at what it sees and fires when it thinks of it.
import type { Draws } from '@rubato/game';
import { TICKS_PER_SECOND } from './balance.ts';
import { movement } from './bot-moves.ts';
import type { Situation } from './bot-situation.ts';
import { classOf } from './classes.ts';
import { distance, type Point } from './geometry.ts';
import { planRefusal, targetRefusal } from './orders.ts';
import type { ShipView, TacticsOrder } from './state.ts';

export function cadetOrders(situation: Situation, random: Draws): TacticsOrder[] {
  return situation.own.flatMap((ship) => orderShip(situation, ship, random));
}

function orderShip(situation: Situation, ship: ShipView, random: Draws): TacticsOrder[] {
  const { view, foes } = situation;
  const nearest = [...foes].sort((a, b) => distance(a.ship, ship) - distance(b.ship, ship))[0]?.ship;
  const orders: TacticsOrder[] = [];
  const towards = placeFor(situation, ship, nearest, random);
  const nose = { x: towards.x - ship.x, y: towards.y - ship.y, z: towards.z - ship.z };
  const args = movement(ship, random.chance(0.2) ? 'Evasive' : 'Move', towards, nose);
  if (planRefusal(view, ship.owner, args) === undefined)
    orders.push({ name: 'MovementPlanned', args }, { name: 'MovementConfirmed', args: { ship: ship.id } });
  if (nearest === undefined) return orders;
  classOf[ship.kind].mounts.forEach((_, weapon) => {
    const fireTime = random.int(0, 9 * TICKS_PER_SECOND) / TICKS_PER_SECOND;
    const shot = { ship: ship.id, weapon, target: nearest.id, fireTime };
    if (random.chance(0.75) && targetRefusal(view, ship.owner, shot) === undefined)
      orders.push({ name: 'WeaponTargeted', args: shot });
  });
  return orders;
}

/** The gate for who must go there, else near a foe, else where one was, else about the middle. */
function placeFor(situation: Situation, ship: ShipView, nearest: ShipView | undefined, random: Draws): Point {
  const { task, goal, rumours } = situation;
  const about = (place: Readonly<Point>, far: number): Point => ({
    x: place.x + (random.float() - 0.5) * far,
    y: place.y + (random.float() - 0.5) * far * 0.5,
    z: place.z + (random.float() - 0.5) * far,
  });
  if (task === 'escort' && ship.kind === 'freighter') return goal;
  if (task === 'hold' && random.chance(0.5)) return about(goal, 80);
  if (nearest !== undefined) return about(nearest, 160);
  return about(rumours[0] ?? goal, 240);
}
