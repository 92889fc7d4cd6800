// Ship classes and weapons as data: another ship is a few lines here.
import { TICKS_PER_SECOND } from './balance.ts';

export const SHIP_CLASSES = ['scout', 'frigate', 'destroyer', 'cruiser', 'freighter'] as const;
export type ShipClassName = (typeof SHIP_CLASSES)[number];

export const WEAPONS = ['laser', 'lance', 'cannon', 'torpedo', 'point'] as const;
export type WeaponName = (typeof WEAPONS)[number];

/** Directions of a ship: the nose points along its own +z, its top along +y, port along +x. */
export const FACINGS = ['fore', 'aft', 'port', 'starboard', 'dorsal', 'ventral'] as const;
export type Facing = (typeof FACINGS)[number];

export const SUBSYSTEMS = ['impulse', 'warp', 'weapons', 'shields', 'sensors', 'reactor'] as const;
export type Subsystem = (typeof SUBSYSTEMS)[number];

export interface Mount {
  readonly weapon: WeaponName;
  /** The middle of its arc. */
  readonly facing: Facing;
  /** Half the arc's opening, degrees; 180 is all around. */
  readonly arcDegrees: number;
}

export interface ShipClass {
  readonly hull: number;
  /** Of each of the six shields. */
  readonly shield: number;
  /** Shield points that each facing regains per second. */
  readonly recharge: number;
  /** Units of power to share out. */
  readonly reactor: number;
  /** Units per second. */
  readonly speed: number;
  /** Units per second, per second. */
  readonly acceleration: number;
  readonly turnDegrees: number;
  /** Distance at which a ship of signature 1 is seen. */
  readonly sensors: number;
  readonly signature: number;
  readonly radius: number;
  /** Warp jumps that its fuel lasts for. */
  readonly jumps: number;
  /** Points that its loss is worth. */
  readonly value: number;
  readonly mounts: readonly Mount[];
}

export interface Weapon {
  readonly kind: 'beam' | 'slug' | 'torpedo';
  readonly damage: number;
  readonly range: number;
  readonly cooldownTicks: number;
  /** Units per tick; beams are instant. */
  readonly speed: number;
  /** Ticks that its projectile lasts. */
  readonly lifeTicks: number;
  /** Rounds aboard; 0: no limit. */
  readonly ammunition: number;
}

const mount = (weapon: WeaponName, facing: Facing, arcDegrees: number): Mount => ({ weapon, facing, arcDegrees });
const secondsOf = (seconds: number): number => seconds * TICKS_PER_SECOND;

export const classOf: Readonly<Record<ShipClassName, ShipClass>> = {
  scout: {
    hull: 60,
    shield: 20,
    recharge: 1,
    reactor: 8,
    speed: 24,
    acceleration: 9,
    turnDegrees: 50,
    sensors: 420,
    signature: 0.65,
    radius: 4,
    jumps: 3,
    value: 40,
    mounts: [mount('laser', 'fore', 70), mount('point', 'dorsal', 180)],
  },
  frigate: {
    hull: 110,
    shield: 32,
    recharge: 1.2,
    reactor: 10,
    speed: 19,
    acceleration: 7,
    turnDegrees: 40,
    sensors: 340,
    signature: 0.85,
    radius: 5,
    jumps: 2,
    value: 70,
    mounts: [mount('laser', 'fore', 70), mount('cannon', 'fore', 35), mount('torpedo', 'fore', 40)],
  },
  destroyer: {
    hull: 150,
    shield: 40,
    recharge: 1.3,
    reactor: 12,
    speed: 16,
    acceleration: 5.5,
    turnDegrees: 32,
    sensors: 330,
    signature: 1,
    radius: 6,
    jumps: 2,
    value: 100,
    mounts: [
      mount('cannon', 'port', 100),
      mount('cannon', 'starboard', 100),
      mount('torpedo', 'fore', 45),
      mount('point', 'dorsal', 180),
    ],
  },
  cruiser: {
    hull: 230,
    shield: 60,
    recharge: 1.6,
    reactor: 16,
    speed: 13,
    acceleration: 4,
    turnDegrees: 24,
    sensors: 350,
    signature: 1.2,
    radius: 8,
    jumps: 1,
    value: 160,
    mounts: [
      mount('lance', 'fore', 20),
      mount('laser', 'port', 95),
      mount('laser', 'starboard', 95),
      mount('torpedo', 'fore', 45),
      mount('point', 'dorsal', 180),
    ],
  },
  freighter: {
    hull: 210,
    shield: 44,
    recharge: 1.4,
    reactor: 7,
    speed: 13,
    acceleration: 3.5,
    turnDegrees: 20,
    sensors: 240,
    signature: 1.3,
    radius: 9,
    jumps: 0,
    value: 130,
    mounts: [mount('point', 'dorsal', 180)],
  },
};

const beam = { kind: 'beam', speed: 0, lifeTicks: 0, ammunition: 0 } as const;

export const weaponOf: Readonly<Record<WeaponName, Weapon>> = {
  laser: { ...beam, damage: 15, range: 220, cooldownTicks: secondsOf(2.5) },
  lance: { ...beam, damage: 42, range: 320, cooldownTicks: secondsOf(6) },
  cannon: {
    kind: 'slug',
    damage: 20,
    range: 260,
    cooldownTicks: secondsOf(2),
    speed: 110 / TICKS_PER_SECOND,
    lifeTicks: 75,
    ammunition: 0,
  },
  torpedo: {
    kind: 'torpedo',
    damage: 75,
    range: 480,
    cooldownTicks: secondsOf(8),
    speed: 45 / TICKS_PER_SECOND,
    lifeTicks: secondsOf(12),
    ammunition: 3,
  },
  point: { ...beam, damage: 6, range: 90, cooldownTicks: secondsOf(1.5) },
};
