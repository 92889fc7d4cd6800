// The closed sets of words that fights are told in. Their order is what a journal stores: add at the end only.
import { oneOf, type ValueOf } from '@rubato/schema';
import { FACTIONS } from '../world/factions.ts';

/** A faction's people fight in its way. */
export const factionName = oneOf(...FACTIONS);
export const damageType = oneOf('steel', 'fire', 'frost', 'storm', 'shade');
export const statusKind = oneOf('burning', 'mending', 'shielded', 'stunned', 'chilled', 'weakened');

export const abilityName = oneOf(
  'cinder-lash',
  'banked-coals',
  'kiln-breath',
  'rekindle',
  'rime-dart',
  'mending-spring',
  'undertow',
  'high-water',
  'oakfall',
  'bark-ward',
  'quake-step',
  'deep-roots',
  'hush-blade',
  'numbing-hymn',
  'breaking-note',
  'borrowed-breath',
  'gnaw',
  'ember-spit',
  'stone-gaze',
  'tempest-roar',
  'shard-song',
);

export const creatureName = oneOf(
  'mire-rat',
  'ash-wolf',
  'cinder-imp',
  'bog-lurker',
  'glass-golem',
  'hollow-knight',
  'storm-drake',
  'shard-warden',
);

/** Who stands there: somebody's character, or a creature of that name. */
export const fighterKind = oneOf('character', ...(creatureName.values as readonly CreatureName[]));

/** Things that can be used up in a fight. */
export const supplyName = oneOf('healing-draught', 'spirit-draught', 'clear-salts');

/** What can be won beside gold and experience. */
export const lootName = oneOf(
  'none',
  'healing-draught',
  'spirit-draught',
  'clear-salts',
  'ash-pelt',
  'imp-horn',
  'lurker-eye',
  'golem-splinter',
  'hollow-helm',
  'drake-scale',
  'shard-dust',
);

/** Where a fight comes from: a creature, two sides that agreed, or one side that struck first. */
export const fightKind = oneOf('creature', 'duel', 'attack');

export type DamageType = ValueOf<typeof damageType>;
export type StatusKind = ValueOf<typeof statusKind>;
export type AbilityName = ValueOf<typeof abilityName>;
export type CreatureName = ValueOf<typeof creatureName>;
export type FighterKind = ValueOf<typeof fighterKind>;
export type SupplyName = ValueOf<typeof supplyName>;
export type LootName = ValueOf<typeof lootName>;
