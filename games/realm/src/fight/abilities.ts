// What can be done beside striking with what is in the hand. A new ability is a name in names.ts and a row here.
import type { FactionId } from '../world/factions.ts';
import type { AbilityName, DamageType, StatusKind } from './names.ts';

export interface StatusGift {
  readonly kind: StatusKind;
  /** Turns of the one who has it. */
  readonly turns: number;
  /** Of the giver's stat, in percent: damage or health per turn, or what a shield takes; for weakened and chilled percent as it is. */
  readonly strength: number;
  /** Percent. */
  readonly chance: number;
}

export interface Ability {
  /** Whose it is; creatures' own have none. */
  readonly faction?: FactionId;
  /** From this level on. */
  readonly level: number;
  readonly mana: number;
  readonly stamina: number;
  /** Rounds until it can be used again. */
  readonly rest: number;
  readonly target: 'foe' | 'foes' | 'ally' | 'allies' | 'self';
  readonly stat: 'might' | 'wits';
  readonly damage?: { readonly type: DamageType; readonly percent: number };
  /** Percent of the stat that is healed. */
  readonly heal?: number;
  /** Percent of the damage that comes back as health. */
  readonly drain?: number;
  readonly status?: StatusGift;
}

const FREE = { mana: 0, stamina: 0, rest: 0 } as const;

export const ABILITIES: Readonly<Record<AbilityName, Ability>> = {
  'cinder-lash': {
    ...own('ember-court', 1, 'wits', 'foe'),
    mana: 6,
    damage: { type: 'fire', percent: 115 },
    status: { kind: 'burning', turns: 2, strength: 25, chance: 40 },
  },
  'banked-coals': {
    ...own('ember-court', 2, 'wits', 'self'),
    mana: 7,
    rest: 2,
    status: { kind: 'shielded', turns: 3, strength: 120, chance: 100 },
  },
  'kiln-breath': {
    ...own('ember-court', 4, 'wits', 'foes'),
    mana: 12,
    rest: 2,
    damage: { type: 'fire', percent: 75 },
    status: { kind: 'burning', turns: 2, strength: 20, chance: 30 },
  },
  rekindle: { ...own('ember-court', 8, 'wits', 'ally'), mana: 14, rest: 4, heal: 150 },
  'rime-dart': {
    ...own('tidebound', 1, 'wits', 'foe'),
    mana: 6,
    damage: { type: 'frost', percent: 118 },
    status: { kind: 'chilled', turns: 2, strength: 15, chance: 50 },
  },
  'mending-spring': { ...own('tidebound', 2, 'wits', 'ally'), mana: 8, rest: 2, heal: 130 },
  undertow: {
    ...own('tidebound', 4, 'wits', 'foe'),
    mana: 10,
    rest: 3,
    damage: { type: 'frost', percent: 80 },
    status: { kind: 'stunned', turns: 1, strength: 1, chance: 65 },
  },
  'high-water': {
    ...own('tidebound', 8, 'wits', 'allies'),
    mana: 16,
    rest: 3,
    status: { kind: 'mending', turns: 3, strength: 40, chance: 100 },
  },
  oakfall: { ...own('verdant-pact', 1, 'might', 'foe'), stamina: 7, damage: { type: 'steel', percent: 150 } },
  'bark-ward': {
    ...own('verdant-pact', 2, 'might', 'ally'),
    stamina: 8,
    rest: 2,
    status: { kind: 'shielded', turns: 3, strength: 120, chance: 100 },
  },
  'quake-step': {
    ...own('verdant-pact', 4, 'might', 'foes'),
    stamina: 14,
    rest: 3,
    damage: { type: 'steel', percent: 90 },
    status: { kind: 'stunned', turns: 1, strength: 1, chance: 25 },
  },
  'deep-roots': {
    ...own('verdant-pact', 8, 'might', 'self'),
    stamina: 12,
    rest: 3,
    status: { kind: 'mending', turns: 3, strength: 45, chance: 100 },
  },
  'hush-blade': { ...own('pale-choir', 1, 'might', 'foe'), stamina: 6, damage: { type: 'shade', percent: 115 } },
  'numbing-hymn': {
    ...own('pale-choir', 2, 'might', 'foe'),
    stamina: 6,
    rest: 2,
    damage: { type: 'shade', percent: 60 },
    status: { kind: 'weakened', turns: 3, strength: 30, chance: 90 },
  },
  'breaking-note': {
    ...own('pale-choir', 4, 'might', 'foe'),
    stamina: 10,
    rest: 2,
    damage: { type: 'storm', percent: 140 },
  },
  'borrowed-breath': {
    ...own('pale-choir', 8, 'might', 'foe'),
    stamina: 12,
    rest: 2,
    damage: { type: 'shade', percent: 105 },
    drain: 50,
  },
  gnaw: { ...wild('might', 'foe'), stamina: 5, damage: { type: 'steel', percent: 130 } },
  'ember-spit': {
    ...wild('wits', 'foe'),
    mana: 5,
    damage: { type: 'fire', percent: 110 },
    status: { kind: 'burning', turns: 2, strength: 25, chance: 50 },
  },
  'stone-gaze': {
    ...wild('wits', 'foe'),
    mana: 8,
    rest: 3,
    damage: { type: 'shade', percent: 60 },
    status: { kind: 'stunned', turns: 1, strength: 1, chance: 50 },
  },
  'tempest-roar': {
    ...wild('wits', 'foes'),
    mana: 10,
    rest: 2,
    damage: { type: 'storm', percent: 80 },
    status: { kind: 'chilled', turns: 2, strength: 15, chance: 40 },
  },
  'shard-song': {
    ...wild('wits', 'self'),
    mana: 10,
    rest: 4,
    status: { kind: 'mending', turns: 3, strength: 45, chance: 100 },
  },
};

/** What a faction teaches up to a level, the first learnt first. */
export function learnt(faction: FactionId, level: number): readonly AbilityName[] {
  return TAUGHT[faction].filter((name) => ABILITIES[name].level <= level);
}

const TAUGHT: Readonly<Record<FactionId, readonly AbilityName[]>> = {
  'ember-court': ['cinder-lash', 'banked-coals', 'kiln-breath', 'rekindle'],
  tidebound: ['rime-dart', 'mending-spring', 'undertow', 'high-water'],
  'verdant-pact': ['oakfall', 'bark-ward', 'quake-step', 'deep-roots'],
  'pale-choir': ['hush-blade', 'numbing-hymn', 'breaking-note', 'borrowed-breath'],
};

function own(faction: FactionId, level: number, stat: Ability['stat'], target: Ability['target']) {
  return { ...FREE, faction, level, stat, target } as const;
}

function wild(stat: Ability['stat'], target: Ability['target']) {
  return { ...FREE, level: 1, stat, target } as const;
}
