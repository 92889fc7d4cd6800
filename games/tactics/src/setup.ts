// The opening of a battle: teams, rocks, ships. All dice are rolled here, from the match's seed.
import { cos, sin, TAU } from '@rubato/game';
import type { Draws } from '@rubato/game';
import type { Seat } from '@rubato/schema';
import { MAX_SEATS } from './balance.ts';
import { classOf, weaponOf, type ShipClassName } from './classes.ts';
import { evenPower } from './drive.ts';
import { fillField } from './field.ts';
import { distance, facingAlong, NO_ROTATION, type Point, type Rotation } from './geometry.ts';
import { fleetSize, scenarioOf, type Belt, type Role, type Scenario, type Start } from './scenarios.ts';
import { sweep } from './sensors.ts';
import type { TacticsContext } from './state.ts';

export function openBattle(ctx: TacticsContext, seats: readonly Seat[]): void {
  const { settings, state } = ctx;
  const scenario = scenarioOf[settings.scenario];
  const players = seats.slice(0, MAX_SEATS);
  const teams = teamCount(settings.teams === 'scenario' ? scenario.teams : settings.teams, players.length);
  setBattle(ctx, scenario, teams);
  for (let number = 1; number <= teams; number++)
    state.teams.add({ number, role: roleOfTeam(scenario, number, teams) });
  players.forEach((owner, i) => state.sides.add({ owner, team: (i % teams) + 1 }));
  for (const belt of scenario.belts) strew(ctx, belt, scenario);
  const size = fleetSize(teams, Math.ceil(players.length / teams));
  for (let team = 1; team <= teams; team++)
    muster(ctx, scenario, team, teams, sizeOf(scenario, roleOfTeam(scenario, team, teams), size));
  setGoal(ctx, scenario);
  for (const team of state.teams) team.ships = [...state.ships].filter((ship) => ship.team === team.number).length;
  fillField(state.rocks);
  sweep(ctx);
}

function teamCount(wanted: 'two' | 'three' | 'free', seats: number): number {
  const count = wanted === 'two' ? 2 : wanted === 'three' ? 3 : seats;
  return Math.max(1, Math.min(count, seats));
}

const sizeOf = ({ attackers }: Scenario, role: Role, size: number): number =>
  role === 'attacker' ? Math.ceil(size * attackers) : size;

/** Attackers and defenders are two teams; among more, or with one alone, everybody is a rival. */
function roleOfTeam({ roles }: Scenario, team: number, teams: number): Role {
  return teams === 2 ? (roles[Math.min(team, roles.length) - 1] ?? roles[0]) : 'rival';
}

function setBattle({ state: { battle }, settings }: TacticsContext, scenario: Scenario, teams: number): void {
  battle.scenario = settings.scenario;
  battle.phase = 'planning';
  battle.turn = 1;
  battle.turnLimit = settings.turnLimit === 0 ? scenario.turnLimit : settings.turnLimit;
  battle.radius = scenario.radius;
  battle.fog = settings.fog;
  battle.bots = settings.bots;
  // A flight needs those who flee and those who hunt them.
  battle.victory = scenario.victory === 'flight' && teams !== 2 ? 'elimination' : scenario.victory;
  battle.goalX = scenario.goal.x;
  battle.goalY = scenario.goal.y;
  battle.goalZ = scenario.goal.z;
  battle.goalRadius = scenario.goal.radius;
}

/** A flight is won with a part of the freighters that set out, and at least one. */
function setGoal({ state }: TacticsContext, { goalCount }: Scenario): void {
  const freighters = [...state.ships].filter(({ kind }) => kind === 'freighter').length;
  state.battle.goalCount =
    state.battle.victory === 'flight' ? Math.max(1, Math.ceil(freighters * goalCount)) : goalCount;
}

/** Lays rocks that neither overlap nor close the goal off. */
function strew({ state, random }: TacticsContext, belt: Belt, { goal }: Scenario): void {
  const dice = random('rocks');
  for (let laid = 0, tries = 0; laid < belt.count && tries < belt.count * 8 && !state.rocks.full; tries++) {
    const bearing = dice.float() * TAU;
    const away = belt.inner + dice.float() * (belt.outer - belt.inner);
    const place = { x: cos(bearing) * away, y: (dice.float() * 2 - 1) * belt.height, z: sin(bearing) * away };
    const radius = belt.smallest + dice.float() * (belt.largest - belt.smallest);
    const look = dice.int(0, 255);
    if (goal.radius > 0 && distance(place, goal) < goal.radius + radius) continue;
    if (!isFree(state.rocks, place, radius + 14)) continue;
    state.rocks.add({ ...place, radius, look });
    laid += 1;
  }
}

function isFree(rocks: Iterable<Point & { readonly radius: number }>, place: Readonly<Point>, room: number): boolean {
  for (const rock of rocks) if (distance(rock, place) < rock.radius + room) return false;
  return true;
}

/** A team's ships, dealt to its seats in turn. */
function muster(ctx: TacticsContext, scenario: Scenario, team: number, teams: number, size: number): void {
  const { state, random } = ctx;
  const role = roleOfTeam(scenario, team, teams);
  const owners = [...state.sides].filter((side) => side.team === team).map(({ owner }) => owner);
  const dice = random('starts');
  for (let i = 0; i < size; i++) {
    const kind = scenario.fleets[role][i % scenario.fleets[role].length] ?? 'frigate';
    const owner = owners[i % owners.length];
    if (owner === undefined) return;
    const place = startOf(ctx, scenario, { role, team, teams, index: i, kind }, dice);
    commission(ctx, { owner, team, kind, place });
  }
}

interface Berth {
  readonly role: Role;
  readonly team: number;
  readonly teams: number;
  readonly index: number;
  readonly kind: ShipClassName;
}

const TRIES = 40;

/** A free place in the team's part of space; ambushers look for one behind a rock. */
function startOf({ state }: TacticsContext, scenario: Scenario, berth: Berth, dice: Draws): Point {
  const start = scenario.starts[berth.role];
  // Team 1 begins at -z, opposite of a goal at +z; the others follow around the circle.
  const bearing = -TAU / 4 + ((berth.team - 1) / berth.teams + start.aside) * TAU;
  const along = { x: cos(bearing), y: 0, z: sin(bearing) };
  const cover = start.inCover ? [...state.rocks].filter((rock) => rock.x * along.x + rock.z * along.z > 30) : [];
  const { radius } = classOf[berth.kind];
  let place = berthIn(start, berth, along, dice, 0);
  for (let tries = 0; tries < TRIES; tries++) {
    const behind = tries < TRIES / 2 && cover.length > 0 ? dice.pick(cover) : undefined;
    place = behind ? placeBehind(behind, along, radius) : berthIn(start, berth, along, dice, tries);
    const inside = distance(place, NOWHERE) < scenario.radius * 0.9;
    const apart = ![...state.ships].some((ship) => distance(ship, place) < SHIPS_APART);
    if (inside && apart && isFree(state.rocks, place, radius + ROOM)) break;
  }
  return place;
}

const NOWHERE: Readonly<Point> = Object.freeze({ x: 0, y: 0, z: 0 });
/** Kept free around a ship at the start, against rocks and against ships. */
const ROOM = 4;
const SHIPS_APART = 24;

/** In line with the others of the team; less orderly the more often it is tried. */
function berthIn(start: Start, berth: Berth, along: Readonly<Point>, dice: Draws, tries: number): Point {
  const spacing = start.spacing * (1 + tries / 20);
  const side = (berth.index - 2.5) * start.spacing + (dice.float() - 0.5) * spacing;
  const depth = start.distance + (dice.float() - 0.5) * spacing;
  return {
    x: along.x * depth - along.z * side,
    y: (dice.float() - 0.5) * spacing,
    z: along.z * depth + along.x * side,
  };
}

/** On the far side of a rock, seen from the middle of space. */
function placeBehind(rock: Readonly<Point & { radius: number }>, along: Readonly<Point>, radius: number): Point {
  const away = rock.radius + radius + ROOM + 1;
  return { x: rock.x + along.x * away, y: rock.y, z: rock.z + along.z * away };
}

interface Commission {
  readonly owner: Seat;
  readonly team: number;
  readonly kind: ShipClassName;
  readonly place: Readonly<Point>;
}

const rotation: Rotation = { ...NO_ROTATION };

function commission({ state }: TacticsContext, { owner, team, kind, place }: Commission): void {
  const { hull, shield, jumps, reactor, mounts } = classOf[kind];
  const whole = { impulse: 1, warp: 1, weapons: 1, shields: 1, sensors: 1, reactor: 1 };
  const shields = { fore: shield, aft: shield, port: shield, starboard: shield, dorsal: shield, ventral: shield };
  // The nose points at the middle.
  facingAlong(-place.x, -place.y, -place.z, rotation);
  const number = state.ships.size + 1;
  const ship = state.ships.add({ number, owner, team, kind, ...place, ...rotation, hull, ...shields, ...whole });
  const { x: tx, y: ty, z: tz, qx: rx, qy: ry, qz: rz, qw: rw } = ship;
  const course = { mode: 'Hold', tx, ty, tz, rx, ry, rz, rw } as const;
  ship.plan = state.plans.add({ ship: ship.id, team, ...course, ...evenPower(reactor), jumps }).id;
  ship.spotting = state.spotting.add({ ship: ship.id }).id;
  mounts.forEach(({ weapon }, index) => {
    state.mounts.add({ ship: ship.id, team, index, weapon, rounds: weaponOf[weapon].ammunition });
  });
}
