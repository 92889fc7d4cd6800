// The creatures of the realm: how strong, what they can do, what they leave.
import type { AbilityName, CreatureName, DamageType, LootName } from './names.ts';

export interface Creature {
  readonly level: number;
  readonly health: number;
  readonly might: number;
  readonly wits: number;
  readonly speed: number;
  readonly armour: number;
  /** Percent that is taken off damage of that type; negative: it hurts more. */
  readonly resists: Readonly<Partial<Record<DamageType, number>>>;
  readonly abilities: readonly AbilityName[];
  readonly gold: readonly [least: number, most: number];
  readonly experience: number;
  /** Chances in percent, each rolled by itself. */
  readonly loot: readonly { readonly item: Exclude<LootName, 'none'>; readonly chance: number }[];
}

export const CREATURES: Readonly<Record<CreatureName, Creature>> = {
  'mire-rat': {
    ...body(1, { health: 50, might: 10, wits: 5, speed: 11, armour: 2 }),
    resists: { fire: -20 },
    abilities: ['gnaw'],
    gold: [1, 4],
    experience: 20,
    loot: [{ item: 'healing-draught', chance: 15 }],
  },
  'ash-wolf': {
    ...body(2, { health: 65, might: 14, wits: 6, speed: 14, armour: 5 }),
    resists: { fire: 30, frost: -25 },
    abilities: ['gnaw'],
    gold: [3, 8],
    experience: 35,
    loot: [{ item: 'ash-pelt', chance: 40 }],
  },
  'cinder-imp': {
    ...body(3, { health: 62, might: 10, wits: 18, speed: 13, armour: 4 }),
    resists: { fire: 60, frost: -40 },
    abilities: ['ember-spit'],
    gold: [5, 12],
    experience: 50,
    loot: [
      { item: 'imp-horn', chance: 30 },
      { item: 'spirit-draught', chance: 20 },
    ],
  },
  'bog-lurker': {
    ...body(4, { health: 115, might: 18, wits: 12, speed: 8, armour: 10 }),
    resists: { frost: 25, storm: -30 },
    abilities: ['gnaw', 'stone-gaze'],
    gold: [6, 16],
    experience: 70,
    loot: [
      { item: 'lurker-eye', chance: 30 },
      { item: 'clear-salts', chance: 25 },
    ],
  },
  'glass-golem': {
    ...body(6, { health: 148, might: 21, wits: 10, speed: 6, armour: 28 }),
    resists: { fire: 30, frost: 30, storm: -25 },
    abilities: ['quake-step'],
    gold: [10, 25],
    experience: 110,
    loot: [{ item: 'golem-splinter', chance: 45 }],
  },
  'hollow-knight': {
    ...body(8, { health: 188, might: 28, wits: 20, speed: 11, armour: 24 }),
    resists: { shade: 50, fire: -20 },
    abilities: ['hush-blade', 'stone-gaze'],
    gold: [15, 40],
    experience: 170,
    loot: [{ item: 'hollow-helm', chance: 20 }],
  },
  'storm-drake': {
    ...body(12, { health: 325, might: 38, wits: 38, speed: 15, armour: 30 }),
    resists: { storm: 75, steel: 10, frost: -20 },
    abilities: ['gnaw', 'tempest-roar'],
    gold: [40, 90],
    experience: 360,
    loot: [{ item: 'drake-scale', chance: 50 }],
  },
  'shard-warden': {
    ...body(15, { health: 525, might: 42, wits: 45, speed: 13, armour: 36 }),
    resists: { fire: 20, frost: 20, storm: 20, shade: 20 },
    abilities: ['oakfall', 'tempest-roar', 'shard-song'],
    gold: [90, 160],
    experience: 650,
    loot: [{ item: 'shard-dust', chance: 100 }],
  },
};

type Body = Pick<Creature, 'health' | 'might' | 'wits' | 'speed' | 'armour'>;

function body(level: number, strength: Body): Body & { readonly level: number } {
  return { level, ...strength };
}
