// What people are called who aren't people, and what ships are called when nobody named them.

/** Commanders, for seats without a player. */
export const botNames = ['Ansa', 'Brandt', 'Castellan', 'Dvorak', 'Esteban', 'Farrow'] as const;

/** By number, from 1; all different, none above MAX_SHIPS. */
const SHIP_NAMES = [
  'Resolute',
  'Vulture',
  'Antares',
  'Kestrel',
  'Meridian',
  'Corsair',
  'Halcyon',
  'Lodestar',
  'Obsidian',
  'Perihelion',
  'Quicksilver',
  'Rampart',
  'Solstice',
  'Tempest',
  'Umbra',
  'Vanguard',
  'Wayfarer',
  'Xanthe',
  'Yarrow',
  'Zephyr',
  'Brightwater',
  'Cinder',
  'Driftwood',
  'Ember',
] as const;

/** The name of a ship by its number; 0 is nobody in sight. */
export const shipName = (number: number): string => SHIP_NAMES[number - 1] ?? 'someone unseen';

const FACTIONS = ['Terran', 'Alien', 'Corvan', 'Ilyari', 'Drifter', 'Ember'] as const;

/** What a team fights for, by its number. */
export const factionOf = (team: number): string => FACTIONS[team - 1] ?? 'Unaligned';
