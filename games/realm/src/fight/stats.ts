// How strong a fighter is, and how a character grows.
import type { FactionId } from '../world/factions.ts';
import { CREATURES } from './creatures.ts';
import type { DamageType, FighterKind } from './names.ts';

export interface Stats {
  readonly health: number;
  readonly mana: number;
  readonly stamina: number;
  /** What blows grow with. */
  readonly might: number;
  /** What spells and healing grow with. */
  readonly wits: number;
  /** Decides who acts first, who is hit, who gets away. */
  readonly speed: number;
  readonly armour: number;
}

/** Characters grow up to here. */
export const MOST_LEVEL = 20;

const CHARACTERS: Readonly<Record<FactionId, { readonly first: Stats; readonly growth: Stats }>> = {
  'ember-court': {
    first: { health: 78, mana: 40, stamina: 20, might: 10, wits: 15, speed: 11, armour: 6 },
    growth: { health: 12, mana: 5, stamina: 2, might: 1, wits: 2, speed: 0, armour: 1 },
  },
  tidebound: {
    first: { health: 84, mana: 42, stamina: 20, might: 10, wits: 14, speed: 10, armour: 8 },
    growth: { health: 13, mana: 5, stamina: 2, might: 1, wits: 2, speed: 0, armour: 1 },
  },
  'verdant-pact': {
    first: { health: 92, mana: 12, stamina: 40, might: 12, wits: 7, speed: 8, armour: 14 },
    growth: { health: 17, mana: 1, stamina: 4, might: 2, wits: 1, speed: 0, armour: 2 },
  },
  'pale-choir': {
    first: { health: 80, mana: 16, stamina: 40, might: 13, wits: 10, speed: 15, armour: 7 },
    growth: { health: 11, mana: 1, stamina: 4, might: 2, wits: 1, speed: 0, armour: 1 },
  },
};

const RESISTS: Readonly<Record<FactionId, Readonly<Partial<Record<DamageType, number>>>>> = {
  'ember-court': { fire: 30, frost: -10 },
  tidebound: { frost: 30 },
  'verdant-pact': { steel: 10 },
  'pale-choir': { shade: 30, fire: -10 },
};

/** What a character of this faction can do at a level, 1 to MOST_LEVEL. */
export function characterStats(faction: FactionId, level: number): Stats {
  const { first, growth } = CHARACTERS[faction];
  const grown = (stat: keyof Stats) => first[stat] + growth[stat] * (level - 1);
  return {
    health: grown('health'),
    mana: grown('mana'),
    stamina: grown('stamina'),
    might: grown('might'),
    wits: grown('wits'),
    speed: first.speed + Math.floor(level / 4),
    armour: grown('armour'),
  };
}

export function statsOf(kind: FighterKind, faction: FactionId, level: number): Stats {
  if (kind === 'character') return characterStats(faction, level);
  const { health, might, wits, speed, armour } = CREATURES[kind];
  return { health, mana: 20 + wits, stamina: 20 + might, might, wits, speed, armour };
}

/** Percent that is taken off damage of that type. */
export function resistance(kind: FighterKind, faction: FactionId, type: DamageType): number {
  return (kind === 'character' ? RESISTS[faction] : CREATURES[kind].resists)[type] ?? 0;
}

/** Experience at which a level is reached: 0, 100, 300, 600, 1000 … */
export function experienceAt(level: number): number {
  return 50 * level * (level - 1);
}

/** The level that so much experience makes. */
export function levelAt(experience: number): number {
  let level = 1;
  while (level < MOST_LEVEL && experience >= experienceAt(level + 1)) level += 1;
  return level;
}
