// The stronger opponent: one target for all guns, courses tried before they are flown, power where it is needed.
import type { Draws } from '@rubato/game';
import { chooseMove, movement, type Purpose } from './bot-moves.ts';
import { shotOrders, shotsFrom } from './bot-shots.ts';
import { focusOf, STRIDE, vigour, type Foe, type Situation } from './bot-situation.ts';
import { classOf } from './classes.ts';
import type { PowerShares } from './drive.ts';
import { distance, type Point } from './geometry.ts';
import { jumpRange, planRefusal } from './orders.ts';
import { previewMove, previewStanding } from './preview.ts';
import type { ArgsOf, ShipView, TacticsOrder } from './state.ts';

/** Beyond this distance a foe is approached rather than fought. */
const ENGAGED = 380;

export function captainOrders(situation: Situation, random: Draws): TacticsOrder[] {
  const focus = focusOf(situation);
  return situation.own.flatMap((ship) => orderShip(situation, ship, focus, random));
}

function orderShip(situation: Situation, ship: ShipView, focus: Foe | undefined, random: Draws): TacticsOrder[] {
  const foe = foeFor(situation, ship, focus);
  const power = powerFor(ship, foe !== undefined && distance(ship, foe.ship) < ENGAGED);
  const move =
    escapeJump(situation, ship) ?? chooseMove(situation, ship, purposeOf(situation, ship, foe, random), power, random);
  const orders: TacticsOrder[] = [{ name: 'PowerAllocated', args: { ship: ship.id, ...power } }];
  if (foe !== undefined) orders.push({ name: 'SubsystemTargeted', args: { ship: ship.id, subsystem: aimFor(foe) } });
  if (move !== undefined)
    orders.push({ name: 'MovementPlanned', args: move }, { name: 'MovementConfirmed', args: { ship: ship.id } });
  // Who jumps has no time to shoot before, and another view after.
  if (move?.mode === 'Warp') return orders;
  const path =
    move === undefined
      ? previewStanding(situation.view, ship.id)
      : previewMove(situation.view, move, { every: STRIDE, power });
  return [...orders, ...shotOrders(situation.view, ship, shotsFrom(situation, ship, path, foe))];
}

/** The common target, unless another is much nearer. */
function foeFor({ foes }: Situation, ship: ShipView, focus: Foe | undefined): Foe | undefined {
  let best = focus;
  let nearest = focus === undefined ? Infinity : distance(ship, focus.ship) - 140;
  for (const foe of foes) {
    const away = distance(ship, foe.ship);
    if (away >= nearest) continue;
    nearest = away;
    best = foe;
  }
  return best;
}

function powerFor({ kind }: ShipView, engaged: boolean): PowerShares {
  const { reactor, mounts } = classOf[kind];
  const armed = mounts.length > 1;
  const quarter = Math.floor(reactor / 4);
  if (!engaged || !armed) {
    const screens = engaged ? quarter + 1 : quarter;
    const scanners = engaged ? quarter - 1 : quarter;
    return { engines: reactor - quarter - screens - scanners, guns: quarter, screens, scanners };
  }
  const scanners = Math.max(1, quarter - 1);
  const engines = quarter;
  const screens = quarter;
  return { engines, guns: reactor - engines - screens - scanners, screens, scanners };
}

/** Slow ships lose their guns first, what runs away its engine. */
const aimFor = ({ ship }: Foe): ArgsOf<'SubsystemTargeted'>['subsystem'] =>
  ship.kind === 'freighter' ? 'impulse' : ship.kind === 'cruiser' && ship.weapons > 0 ? 'weapons' : 'hull';

function purposeOf(situation: Situation, ship: ShipView, foe: Foe | undefined, random: Draws): Purpose {
  const { task, goal, view, friends } = situation;
  if (task === 'escort' && ship.kind === 'freighter') return { foe, place: goal, pull: 1.5 };
  if (task === 'hold') return { foe, place: nearGoal(goal, view.battle.goalRadius, ship), pull: foe ? 0.25 : 1 };
  if (foe !== undefined && distance(ship, foe.ship) > ENGAGED) return { foe, place: foe.ship, pull: 0.5 };
  if (foe !== undefined) return { foe, place: undefined, pull: 0 };
  const charge = task === 'escort' ? friends.find(({ kind }) => kind === 'freighter') : undefined;
  if (charge !== undefined) return { foe, place: ahead(charge, goal), pull: 1 };
  return { foe, place: searchPlace(situation, ship, random), pull: 1 };
}

/** Spread about the beacon, so that nobody is in anybody's way. */
const nearGoal = (goal: Readonly<Point>, radius: number, { number }: ShipView): Point => {
  return { x: goal.x + ((number % 3) - 1) * radius * 0.5, y: goal.y, z: goal.z + ((number % 2) - 0.5) * radius * 0.8 };
};

/** A little before a ship on its way. */
function ahead(ship: ShipView, goal: Readonly<Point>): Point {
  const far = Math.max(1, distance(ship, goal));
  const step = Math.min(far, 110) / far;
  return {
    x: ship.x + (goal.x - ship.x) * step + (ship.number % 2 === 0 ? 30 : -30),
    y: ship.y + (goal.y - ship.y) * step,
    z: ship.z + (goal.z - ship.z) * step,
  };
}

/** Where a foe was seen last, else somewhere not yet looked at. */
function searchPlace({ rumours, goal, view, task }: Situation, ship: ShipView, random: Draws): Point {
  const near = [...rumours]
    .sort((a, b) => distance(a, ship) - distance(b, ship))
    .find((place) => distance(place, ship) > 60);
  if (near !== undefined) return near;
  if (task === 'intercept') return towardsConvoy(goal, view.battle.turn);
  const reach = view.battle.radius * 0.6;
  return { x: (random.float() * 2 - 1) * reach, y: 0, z: (random.float() * 2 - 1) * reach };
}

/** The convoy comes from the far side of space: look closer to where it began, the longer it isn't seen. */
function towardsConvoy(goal: Readonly<Point>, turn: number): Point {
  const part = Math.max(-0.9, 0.5 - turn * 0.1);
  return { x: goal.x * part, y: goal.y * part, z: goal.z * part };
}

/** A ship that is nearly lost jumps away from those who shoot at it. */
function escapeJump({ view, foes }: Situation, ship: ShipView): ArgsOf<'MovementPlanned'> | undefined {
  const near = foes.filter((foe) => distance(foe.ship, ship) < 260);
  if (vigour(ship) > 0.35 || near.length === 0) return undefined;
  const away = near.reduce((sum, foe) => ({ x: sum.x + ship.x - foe.ship.x, z: sum.z + ship.z - foe.ship.z }), {
    x: 0,
    z: 0,
  });
  const length = Math.max(1, Math.sqrt(away.x * away.x + away.z * away.z));
  const reach = jumpRange(ship) * 0.95;
  const limit = view.battle.radius * 0.85;
  for (const part of [1, 0.75, 0.5]) {
    const place = {
      x: ship.x + (away.x / length) * reach * part,
      y: ship.y,
      z: ship.z + (away.z / length) * reach * part,
    };
    if (Math.sqrt(place.x * place.x + place.y * place.y + place.z * place.z) > limit) continue;
    const order = movement(ship, 'Warp', place, { x: away.x, y: 0, z: away.z });
    if (planRefusal(view, ship.owner, order) === undefined) return order;
  }
  return undefined;
}
