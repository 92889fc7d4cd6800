// The battles on offer, as data.
import type { ShipClassName } from './classes.ts';

export type Role = 'attacker' | 'defender' | 'rival';

/** Rocks strewn over a flattened ring or ball. */
export interface Belt {
  readonly count: number;
  /** Distance from the middle. */
  readonly inner: number;
  readonly outer: number;
  /** Height above and below the plane. */
  readonly height: number;
  readonly smallest: number;
  readonly largest: number;
}

export interface Start {
  /** Distance from the middle. */
  readonly distance: number;
  /** Of the ships of a team among each other. */
  readonly spacing: number;
  /** Part of a full turn away from the team's own bearing: on a flank. */
  readonly aside: number;
  /** Waits behind rocks rather than in the open. */
  readonly inCover: boolean;
}

export interface Scenario {
  readonly title: string;
  readonly briefing: string;
  readonly radius: number;
  readonly turnLimit: number;
  readonly victory: 'elimination' | 'flight' | 'points';
  readonly goal: { readonly x: number; readonly y: number; readonly z: number; readonly radius: number };
  /** Points that win; of a flight: the part of the freighters that must get away. */
  readonly goalCount: number;
  readonly teams: 'two' | 'free';
  /** By team; further teams take the last. */
  readonly roles: readonly [Role, ...Role[]];
  /** A team takes the first few, as many as the number of seats asks for. */
  readonly fleets: Readonly<Record<Role, readonly ShipClassName[]>>;
  /** What an attacking team has of a full fleet. */
  readonly attackers: number;
  readonly starts: Readonly<Record<Role, Start>>;
  readonly belts: readonly Belt[];
}

export const SCENARIO_NAMES = ['asteroid-belt-ambush', 'convoy-run', 'beacon'] as const;
export type ScenarioName = (typeof SCENARIO_NAMES)[number];

const patrol = [
  'cruiser',
  'frigate',
  'destroyer',
  'scout',
  'frigate',
  'destroyer',
  'frigate',
  'cruiser',
  'scout',
] as const;
const raiders = [
  'destroyer',
  'frigate',
  'destroyer',
  'frigate',
  'scout',
  'frigate',
  'destroyer',
  'frigate',
  'scout',
] as const;
const convoy = [
  'freighter',
  'freighter',
  'cruiser',
  'destroyer',
  'freighter',
  'frigate',
  'frigate',
  'freighter',
  'destroyer',
] as const;
const wolves = [
  'destroyer',
  'frigate',
  'scout',
  'frigate',
  'destroyer',
  'frigate',
  'scout',
  'destroyer',
  'frigate',
] as const;
const squadron = [
  'destroyer',
  'frigate',
  'frigate',
  'scout',
  'destroyer',
  'frigate',
  'scout',
  'frigate',
  'destroyer',
] as const;

const open: Start = { distance: 330, spacing: 40, aside: 0, inCover: false };
const nowhere = { x: 0, y: 0, z: 0, radius: 0 };

export const scenarioOf: Readonly<Record<ScenarioName, Scenario>> = {
  'asteroid-belt-ambush': {
    title: 'Asteroid Belt Ambush',
    briefing: 'A patrol crosses the belt. Raiders wait behind its rocks. Whoever has ships left at the end wins.',
    radius: 620,
    turnLimit: 24,
    victory: 'elimination',
    goal: nowhere,
    goalCount: 0,
    teams: 'two',
    roles: ['defender', 'attacker'],
    fleets: { attacker: raiders, defender: patrol, rival: squadron },
    attackers: 1,
    starts: { attacker: { distance: 240, spacing: 60, aside: 0, inCover: true }, defender: open, rival: open },
    belts: [
      { count: 22, inner: 90, outer: 300, height: 70, smallest: 12, largest: 34 },
      { count: 8, inner: 320, outer: 520, height: 160, smallest: 16, largest: 44 },
    ],
  },
  'convoy-run': {
    title: 'Convoy Run',
    briefing: 'Freighters make for the gate on the far side. Half of them through it, and the convoy has won.',
    radius: 700,
    turnLimit: 20,
    victory: 'flight',
    goal: { x: 0, y: 0, z: 330, radius: 50 },
    goalCount: 1 / 2,
    teams: 'two',
    roles: ['defender', 'attacker'],
    fleets: { attacker: wolves, defender: convoy, rival: squadron },
    attackers: 0.75,
    starts: {
      attacker: { distance: 300, spacing: 50, aside: 0.2, inCover: false },
      defender: { distance: 360, spacing: 40, aside: 0, inCover: false },
      rival: open,
    },
    belts: [{ count: 20, inner: 60, outer: 360, height: 110, smallest: 12, largest: 38 }],
  },
  beacon: {
    title: 'The Beacon',
    briefing: 'Hold the beacon alone at the end of a turn for points. Losses count too. First to 250.',
    radius: 560,
    turnLimit: 18,
    victory: 'points',
    goal: { x: 0, y: 0, z: 0, radius: 90 },
    goalCount: 250,
    teams: 'free',
    roles: ['rival'],
    fleets: { attacker: squadron, defender: squadron, rival: squadron },
    attackers: 1,
    starts: { attacker: open, defender: open, rival: open },
    belts: [{ count: 24, inner: 130, outer: 320, height: 90, smallest: 10, largest: 30 }],
  },
};

/** Points for holding a beacon at the end of a turn. */
export const BEACON_POINTS = 25;

/** Ships of each team: many seats share larger fleets, many teams have smaller ones. */
export function fleetSize(teams: number, seatsPerTeam: number): number {
  if (teams > 3) return Math.max(3, Math.min(4, seatsPerTeam * 3));
  const size = seatsPerTeam <= 1 ? 4 : seatsPerTeam === 2 ? 6 : 8;
  return Math.min(size, Math.floor(24 / teams));
}
