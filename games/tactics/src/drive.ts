// What a ship's condition and power make of its class: speed, damage, recharge, sight.
import { clamp } from '@rubato/game';
import { FLIGHT, TICKS_PER_SECOND } from './balance.ts';
import { classOf } from './classes.ts';
import type { PlanView, ShipView } from './state.ts';

const RADIANS = 3.141592653589793 / 180;

/** The four consumers of power. */
export const CONSUMERS = ['engines', 'guns', 'screens', 'scanners'] as const;
export type Consumer = (typeof CONSUMERS)[number];
export type PowerShares = Readonly<Record<Consumer, number>>;

/** What decides a ship's figures: its row, or a copy that a planner changed. */
export type Fitness = Pick<ShipView, 'kind' | 'impulse' | 'warp' | 'weapons' | 'shields' | 'sensors' | 'reactor'>;

/** What a subsystem in this condition (0..1) still does; nothing once it is destroyed. */
export const working = (condition: number): number => (condition <= 0 ? 0 : 0.3 + 0.7 * condition);

/** Units of power that the reactor gives now; batteries are left when it is destroyed. */
export function supply(ship: Pick<Fitness, 'kind' | 'reactor'>): number {
  return classOf[ship.kind].reactor * Math.max(0.25, working(ship.reactor));
}

/** The part of what was allocated that arrives: everybody gets less when the reactor is damaged. */
export function supplied(ship: Pick<Fitness, 'kind' | 'reactor'>, shares: PowerShares): number {
  const asked = shares.engines + shares.guns + shares.screens + shares.scanners;
  return asked === 0 ? 1 : Math.min(1, supply(ship) / asked);
}

/** The units that reach each consumer; together never more than the reactor supplies. */
export function powerOf(ship: Pick<Fitness, 'kind' | 'reactor'>, shares: PowerShares): PowerShares {
  const part = supplied(ship, shares);
  return {
    engines: shares.engines * part,
    guns: shares.guns * part,
    screens: shares.screens * part,
    scanners: shares.scanners * part,
  };
}

/** What a consumer does with so many units: 0.4 with none, 1 with a quarter of the reactor, 1.25 with half and more. */
export function effort(ship: Pick<Fitness, 'kind'>, units: number): number {
  const share = (units * 4) / classOf[ship.kind].reactor;
  return share <= 1 ? 0.4 + 0.6 * share : 1 + 0.25 * Math.min(1, share - 1);
}

const effortOf = (ship: Fitness, shares: PowerShares, consumer: Consumer): number =>
  effort(ship, shares[consumer] * supplied(ship, shares));

/** The most that a ship can do, per tick. */
export interface Drive {
  speed: number;
  acceleration: number;
  /** Radians. */
  turn: number;
}

export function driveOf(ship: Fitness, shares: PowerShares, out: Drive): Drive {
  const kind = classOf[ship.kind];
  const engines = effortOf(ship, shares, 'engines');
  const impulse = working(ship.impulse) * engines;
  out.speed = (kind.speed * impulse) / TICKS_PER_SECOND;
  // Without an engine nothing pushes, but thrusters still bring the ship to rest.
  out.acceleration = (kind.acceleration * Math.max(FLIGHT.thrusters, impulse)) / (TICKS_PER_SECOND * TICKS_PER_SECOND);
  out.turn = (kind.turnDegrees * RADIANS * Math.max(FLIGHT.thrusters, impulse)) / TICKS_PER_SECOND;
  return out;
}

/** What its weapons' damage is multiplied by; 0: they don't fire. */
export function firepower(ship: Fitness, shares: PowerShares): number {
  return working(ship.weapons) * effortOf(ship, shares, 'guns');
}

/** Shield points that each facing regains per tick. */
export function rechargeOf(ship: Fitness, shares: PowerShares): number {
  return (classOf[ship.kind].recharge * working(ship.shields) * effortOf(ship, shares, 'screens')) / TICKS_PER_SECOND;
}

/** Distance at which it sees a ship of signature 1. */
export function sightOf(ship: Fitness, shares: PowerShares): number {
  return classOf[ship.kind].sensors * Math.max(0.15, working(ship.sensors)) * effortOf(ship, shares, 'scanners');
}

/** An even allocation of the class's reactor; what is left over goes to the engines. */
export function evenPower(reactor: number): PowerShares {
  const quarter = Math.floor(reactor / 4);
  return { engines: reactor - 3 * quarter, guns: quarter, screens: quarter, scanners: quarter };
}

/** Whether an allocation keeps within what the class's reactor gives when whole. */
export function withinBudget(ship: Pick<Fitness, 'kind'>, shares: PowerShares): boolean {
  const asked = shares.engines + shares.guns + shares.screens + shares.scanners;
  return asked === clamp(asked, 0, classOf[ship.kind].reactor);
}

/** A plan's power. */
export const sharesOf = (plan: PlanView): PowerShares => plan;
