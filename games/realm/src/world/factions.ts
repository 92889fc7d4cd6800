// Who contends for the shards, where their people begin, and what reality looks like where they prevail.

/** In the order in which the state names them; 'none' is nobody's. */
export const FACTIONS = ['ember-court', 'tidebound', 'verdant-pact', 'pale-choir'] as const;

export type FactionId = (typeof FACTIONS)[number];

export interface Faction {
  readonly id: FactionId;
  readonly name: string;
  readonly creed: string;
  /** Where new characters begin: a safe place. */
  readonly home: string;
  /** The layer of reality that spreads where the faction prevails. */
  readonly layer: string;
}

export const factions: readonly Faction[] = [
  {
    id: 'ember-court',
    name: 'The Ember Court',
    creed: 'What burns is true; the rest is ash that has not fallen yet.',
    home: 'cinder-gate',
    layer: 'furnace',
  },
  {
    id: 'tidebound',
    name: 'The Tidebound',
    creed: 'Every shore is a promise that the sea keeps.',
    home: 'lantern-quay',
    layer: 'drowned',
  },
  {
    id: 'verdant-pact',
    name: 'The Verdant Pact',
    creed: 'Nothing is lost that takes root.',
    home: 'rootmarket',
    layer: 'overgrown',
  },
  {
    id: 'pale-choir',
    name: 'The Pale Choir',
    creed: 'Silence was first, and silence will have the last word.',
    home: 'quiet-abbey',
    layer: 'hushed',
  },
];

/** Faction → where its characters begin. */
export const startingLocations: ReadonlyMap<string, string> = new Map(factions.map(({ id, home }) => [id, home]));
