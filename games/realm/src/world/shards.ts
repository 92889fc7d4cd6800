// The twelve crystal shards: what is left of the Aether that held the world together.
import type { FactionId } from './factions.ts';
import type { PlaceId } from './places.ts';

export interface Shard {
  /** 1 to 12. */
  readonly number: number;
  readonly id: string;
  readonly name: string;
  readonly place: PlaceId;
  /** Who keeps it when the world begins. */
  readonly keeper: FactionId | 'none';
}

type Site = readonly [name: string, place: PlaceId, keeper: FactionId | 'none'];

const SITES: readonly Site[] = [
  ['Shard of Oaths', 'kiln-of-oaths', 'ember-court'],
  ['Shard of Embers', 'glasswind-ridge', 'ember-court'],
  ['Shard of Tides', 'drowned-mile', 'tidebound'],
  ['Shard of Bells', 'bell-reef', 'tidebound'],
  ['Shard of Roots', 'moss-cathedral', 'verdant-pact'],
  ['Shard of Seasons', 'hollow-orchard', 'verdant-pact'],
  ['Shard of Snow', 'snowblind-stair', 'pale-choir'],
  ['Shard of Silence', 'unsung-halls', 'pale-choir'],
  ['Shard of Ways', 'riven-causeway', 'none'],
  ['Shard of Mirrors', 'mirror-fen', 'none'],
  ['Shard of Stars', 'starfall-crater', 'none'],
  ['Shard of Hours', 'underhour', 'none'],
];

export const shards: readonly Shard[] = SITES.map(([name, place, keeper], at) => {
  return { number: at + 1, id: `shard-${at + 1}`, name, place, keeper };
});

/** How many there are, now and for ever. */
export const SHARD_COUNT = 12;

export function shardNumbered(number: number): Shard | undefined {
  return shards[number - 1];
}
