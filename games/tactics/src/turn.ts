// The turn around the ticks: orders become courses at its first tick, and at its last one is settled who has won what.
import { REPAIR, TURN_TICKS, WARP } from './balance.ts';
import { SUBSYSTEMS } from './classes.ts';
import { clearShots } from './gunnery.ts';
import { escape } from './movement.ts';
import { travels } from './orders.ts';
import { BEACON_POINTS } from './scenarios.ts';
import type { Plan, Ship, TacticsContext, TeamRow } from './state.ts';
import { decide } from './victory.ts';

/** Orders are taken between turns only. */
export const isFirstTick = (tick: number): boolean => (tick - 1) % TURN_TICKS === 0;
export const isLastTick = (tick: number): boolean => tick % TURN_TICKS === 0;

export function openTurn({ state, tick }: TacticsContext): void {
  state.battle.phase = 'running';
  for (const ship of state.ships) {
    const plan = state.plans.get(ship.plan);
    if (plan === undefined || ship.status !== 'active') continue;
    if (plan.planned && plan.confirmed) adopt(plan);
    if (plan.mode === 'Warp' && plan.jumpAt === 0) plan.jumpAt = tick - 1 + WARP.chargeTicks;
    forget(plan);
  }
}

function adopt(plan: Plan): void {
  plan.mode = plan.nextMode;
  plan.tx = plan.nextX;
  plan.ty = plan.nextY;
  plan.tz = plan.nextZ;
  plan.rx = plan.nextRx;
  plan.ry = plan.nextRy;
  plan.rz = plan.nextRz;
  plan.rw = plan.nextRw;
}

/** What wasn't confirmed is not flown, then or later. */
function forget(plan: Plan): void {
  plan.planned = false;
  plan.confirmed = false;
  plan.nextMode = 'Hold';
  plan.nextX = plan.nextY = plan.nextZ = 0;
  plan.nextRx = plan.nextRy = plan.nextRz = plan.nextRw = 0;
}

export function closeTurn(ctx: TacticsContext): void {
  const { state, emit } = ctx;
  for (const mount of state.mounts) clearShots(mount);
  for (const ship of state.ships) {
    if (ship.status !== 'active') continue;
    repair(ship);
    anchor(ctx, ship);
  }
  surrender(ctx);
  holdGoal(ctx);
  for (const team of state.teams) team.ships = activeOf(ctx, team.number);
  emit('turnEnded', { turn: state.battle.turn });
  decide(ctx);
  if (state.battle.phase === 'over') return;
  state.battle.phase = 'planning';
  state.battle.turn += 1;
}

/** Whoever holds or turns, and is later told to fly on, flies on from here. */
function anchor({ state }: TacticsContext, ship: Ship): void {
  const plan = state.plans.get(ship.plan);
  if (plan === undefined || travels(plan.mode)) return;
  plan.tx = ship.x;
  plan.ty = ship.y;
  plan.tz = ship.z;
}

function repair(ship: Ship): void {
  for (const subsystem of SUBSYSTEMS)
    if (ship[subsystem] < 1) ship[subsystem] = Math.min(1, ship[subsystem] + REPAIR.perTurn);
}

/** Whoever has left and isn't back when a turn ends strikes the colours. */
function surrender(ctx: TacticsContext): void {
  for (const side of ctx.state.sides) {
    if (!side.gone) continue;
    for (const ship of ctx.state.ships)
      if (ship.owner === side.owner && ship.status === 'active') escape(ctx, ship, 'surrendered');
  }
}

/** Points for the team that alone has ships at the beacon. */
function holdGoal(ctx: TacticsContext): void {
  const { battle, ships, teams } = ctx.state;
  if (battle.victory !== 'points' || battle.goalRadius === 0) return;
  let holder = 0;
  for (const ship of ships) {
    if (ship.status !== 'active' || !isAtGoal(ctx, ship)) continue;
    if (holder !== 0 && holder !== ship.team) return;
    holder = ship.team;
  }
  for (const team of teams) if (team.number === holder) reward(ctx, team);
}

function isAtGoal({ state: { battle } }: TacticsContext, ship: Ship): boolean {
  const dx = ship.x - battle.goalX;
  const dy = ship.y - battle.goalY;
  const dz = ship.z - battle.goalZ;
  return dx * dx + dy * dy + dz * dz < battle.goalRadius * battle.goalRadius;
}

function reward({ emit }: TacticsContext, team: TeamRow): void {
  team.points += BEACON_POINTS;
  emit('goalHeld', { team: team.number, points: team.points });
}

function activeOf({ state }: TacticsContext, team: number): number {
  let count = 0;
  for (const ship of state.ships) if (ship.team === team && ship.status === 'active') count += 1;
  return count;
}
