// A player made of arithmetic: sees what a player sees, holds the same stick, and errs on purpose.
import { angleBetween, atan2, cos, defineBot, sin } from '@rubato/game';
import type { Draws } from '@rubato/game';
import type { Seat } from '@rubato/schema';
import { BEAM, BOOST, SHOT } from './balance.ts';
import { chooseTarget, clearLine, distance, lead } from './bot-aim.ts';
import { plotCourse, type Course } from './bot-fly.ts';
import { inWindow, skillOf, wobble, type Skill } from './bot-skill.ts';
import { boostRefusal, emoteRefusal } from './orders.ts';
import type { arena } from './rules.ts';
import { shipOf, type ArenaFrame, type ArenaView, type ShipView } from './state.ts';
import { beamReady } from './weapons.ts';

/** Fills a seat: fights the nearest rival, fetches what it needs, keeps off rocks. Skill by the match's `bots` setting. */
export const bot = defineBot<typeof arena>((view, who, random) => {
  const ship = shipOf(view, who);
  if (!ship) return {};
  const orders = errands(view, ship, random);
  if (!ship.alive) return { orders };
  const skill = skillOf(view, who);
  const target = chooseTarget(view, ship);
  const course = plotCourse(view, ship, target, skill);
  const attack = target && view.round.phase === 'play' ? aimAt(view, ship, target, skill) : undefined;
  const frame = hold(view, ship, course, attack, skill);
  if (skill.boosts && wantsBoost(view, ship, course, frame))
    return { frame, orders: [...orders, { name: 'boost', args: {} }] };
  return { frame, orders };
});

type Errand =
  | { readonly name: 'ready'; readonly args: Record<string, never> }
  | { readonly name: 'emote'; readonly args: { kind: 'nice' | 'hello' } };

/** What a polite player does between rounds. */
function errands(view: ArenaView, ship: ShipView, random: Draws): Errand[] {
  const { round } = view;
  if (round.phase !== 'warmup' && round.phase !== 'pause') return [];
  if (!ship.ready) return [{ name: 'ready', args: {} }];
  if (!random.chance(1 / 400) || emoteRefusal(view, ship.owner)) return [];
  return [{ name: 'emote', args: { kind: round.phase === 'pause' ? 'nice' : 'hello' } }];
}

interface Attack {
  /** Where to point, radians, error included. */
  readonly heading: number;
  readonly fire: boolean;
  readonly beam: boolean;
}

function aimAt(view: ArenaView, ship: ShipView, target: ShipView, skill: Skill): Attack | undefined {
  const { now } = view.round;
  const who: Seat = ship.owner;
  if (now < target.safeUntil || !clearLine(view, ship, target)) return undefined;
  const error = wobble(skill, who, now);
  const charging = ship.beamCharge > 0;
  const mayStart = inWindow(who, now, skill.beamWindow, 150) && ship.energy >= BEAM.energy + SHOT.energy * 2;
  if ((charging || mayStart) && beamReady(ship, now) && distance(ship, target) < BEAM.range * 0.9) {
    const heading = atan2(target.y - ship.y, target.x - ship.x) + error * 0.7;
    return { heading, fire: false, beam: aligned(ship, heading, charging ? 1 : skill.fireCone * 2) };
  }
  const solution = lead(ship, target);
  if (!solution || solution.flight > SHOT.life) return undefined;
  const heading = solution.heading + error;
  const close = solution.flight <= skill.fireWithin;
  const fire = close && inWindow(who, now, skill.burst, 90) && aligned(ship, heading, skill.fireCone);
  return { heading, fire, beam: false };
}

function aligned(ship: ShipView, heading: number, cone: number): boolean {
  return Math.abs(angleBetween(ship.heading, heading)) < cone;
}

/** The stick: face the target or the way, and push when that points where the course needs. */
function hold(view: ArenaView, ship: ShipView, course: Course, attack: Attack | undefined, skill: Skill): ArenaFrame {
  const facing = attack !== undefined && (attack.beam || inWindow(ship.owner, view.round.now, skill.facing, 120));
  const heading = attack && facing && !course.urgent ? attack.heading : atan2(course.dy, course.dx);
  const need = Math.sqrt(course.dx * course.dx + course.dy * course.dy);
  const along = cos(ship.heading) * course.dx + sin(ship.heading) * course.dy;
  const pushes = need > 0.1 && along > need * 0.6;
  const against = ship.vx * course.dx + ship.vy * course.dy;
  const braking = (course.urgent ? -0.3 : -0.7) * need * Math.sqrt(ship.vx * ship.vx + ship.vy * ship.vy);
  return {
    aimed: true,
    turn: 0,
    heading,
    thrust: pushes ? (course.urgent ? 1 : skill.throttle) : 0,
    brake: !pushes && need > 0.4 && against < braking,
    fire: attack?.fire ?? false,
    beam: attack?.beam ?? false,
  };
}

/** Far from where it wants to be, well pointed, and with energy to spare. */
function wantsBoost(view: ArenaView, ship: ShipView, course: Course, frame: ArenaFrame): boolean {
  if (frame.thrust === 0 || course.urgent || frame.fire || frame.beam || view.round.phase !== 'play') return false;
  if (ship.energy < BOOST.energy * 3 || boostRefusal(view, ship.owner)) return false;
  return course.dx * course.dx + course.dy * course.dy > 0.9;
}
