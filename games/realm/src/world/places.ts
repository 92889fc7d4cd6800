// The map: where one can be, what lies beside it, and what is there.
import { oneOf, type ValueOf } from '@rubato/schema';
import type { CreatureName } from '../fight/names.ts';
import type { FactionId } from './factions.ts';

/** Their order is what a journal stores: add at the end only. */
export const placeName = oneOf(
  'stillpoint',
  'riven-causeway',
  'mirror-fen',
  'starfall-crater',
  'underhour',
  'cinder-gate',
  'ashfall-terraces',
  'kiln-of-oaths',
  'glasswind-ridge',
  'lantern-quay',
  'saltmirror-flats',
  'drowned-mile',
  'bell-reef',
  'rootmarket',
  'thornway',
  'moss-cathedral',
  'hollow-orchard',
  'quiet-abbey',
  'frost-cloister',
  'snowblind-stair',
  'unsung-halls',
);

export type PlaceId = ValueOf<typeof placeName>;

export interface Place {
  readonly id: PlaceId;
  readonly name: string;
  /** On a map of 100 by 100, y down. */
  readonly x: number;
  readonly y: number;
  /** Whose land it is; the riven lands in the middle are nobody's, and break away while the Aetherfall lasts. */
  readonly land: FactionId | 'riven';
  /** Nobody may strike another here. */
  readonly safe: boolean;
  /** Characters below this level are turned back. */
  readonly leastLevel: number;
  readonly neighbours: readonly PlaceId[];
  /** What lives here, how many at most. */
  readonly dens: readonly { readonly kind: CreatureName; readonly count: number }[];
}

type Site = Omit<Place, 'neighbours' | 'safe' | 'leastLevel' | 'dens'> &
  Partial<Pick<Place, 'safe' | 'leastLevel' | 'dens'>>;

const den = (kind: CreatureName, count: number) => ({ kind, count });

const SITES: readonly Site[] = [
  { id: 'stillpoint', name: 'The Stillpoint', x: 50, y: 50, land: 'riven', safe: true },
  { id: 'riven-causeway', name: 'Riven Causeway', x: 50, y: 35, land: 'riven', dens: [den('hollow-knight', 2)] },
  { id: 'mirror-fen', name: 'Mirror Fen', x: 65, y: 50, land: 'riven', dens: [den('bog-lurker', 3)] },
  { id: 'starfall-crater', name: 'Starfall Crater', x: 50, y: 65, land: 'riven', dens: [den('glass-golem', 2)] },
  { id: 'underhour', name: 'The Underhour', x: 35, y: 50, land: 'riven', leastLevel: 5, dens: [den('storm-drake', 1)] },
  { id: 'cinder-gate', name: 'Cinder Gate', x: 80, y: 12, land: 'ember-court', safe: true },
  { id: 'ashfall-terraces', name: 'Ashfall Terraces', x: 90, y: 26, land: 'ember-court', dens: [den('ash-wolf', 3)] },
  { id: 'kiln-of-oaths', name: 'The Kiln of Oaths', x: 66, y: 14, land: 'ember-court', dens: [den('cinder-imp', 3)] },
  { id: 'glasswind-ridge', name: 'Glasswind Ridge', x: 74, y: 30, land: 'ember-court', dens: [den('glass-golem', 1)] },
  { id: 'lantern-quay', name: 'Lantern Quay', x: 88, y: 80, land: 'tidebound', safe: true },
  { id: 'saltmirror-flats', name: 'Saltmirror Flats', x: 92, y: 60, land: 'tidebound', dens: [den('mire-rat', 4)] },
  { id: 'drowned-mile', name: 'The Drowned Mile', x: 74, y: 88, land: 'tidebound', dens: [den('bog-lurker', 2)] },
  { id: 'bell-reef', name: 'Bell Reef', x: 74, y: 70, land: 'tidebound', dens: [den('bog-lurker', 1)] },
  { id: 'rootmarket', name: 'Rootmarket', x: 14, y: 84, land: 'verdant-pact', safe: true },
  { id: 'thornway', name: 'The Thornway', x: 32, y: 90, land: 'verdant-pact', dens: [den('mire-rat', 4)] },
  { id: 'moss-cathedral', name: 'Moss Cathedral', x: 10, y: 66, land: 'verdant-pact', dens: [den('ash-wolf', 2)] },
  {
    id: 'hollow-orchard',
    name: 'The Hollow Orchard',
    x: 28,
    y: 70,
    land: 'verdant-pact',
    dens: [den('cinder-imp', 2)],
  },
  { id: 'quiet-abbey', name: 'Quiet Abbey', x: 12, y: 14, land: 'pale-choir', safe: true },
  { id: 'frost-cloister', name: 'Frost Cloister', x: 8, y: 34, land: 'pale-choir', dens: [den('ash-wolf', 3)] },
  { id: 'snowblind-stair', name: 'Snowblind Stair', x: 30, y: 10, land: 'pale-choir', dens: [den('hollow-knight', 1)] },
  { id: 'unsung-halls', name: 'The Unsung Halls', x: 27, y: 30, land: 'pale-choir', dens: [den('hollow-knight', 1)] },
];

/** Walked both ways. */
const ROADS: readonly (readonly [PlaceId, PlaceId])[] = [
  ['stillpoint', 'riven-causeway'],
  ['stillpoint', 'mirror-fen'],
  ['stillpoint', 'starfall-crater'],
  ['stillpoint', 'underhour'],
  ['cinder-gate', 'kiln-of-oaths'],
  ['cinder-gate', 'ashfall-terraces'],
  ['cinder-gate', 'glasswind-ridge'],
  ['ashfall-terraces', 'glasswind-ridge'],
  ['lantern-quay', 'saltmirror-flats'],
  ['lantern-quay', 'drowned-mile'],
  ['lantern-quay', 'bell-reef'],
  ['saltmirror-flats', 'bell-reef'],
  ['rootmarket', 'thornway'],
  ['rootmarket', 'moss-cathedral'],
  ['rootmarket', 'hollow-orchard'],
  ['thornway', 'hollow-orchard'],
  ['quiet-abbey', 'frost-cloister'],
  ['quiet-abbey', 'snowblind-stair'],
  ['quiet-abbey', 'unsung-halls'],
  ['frost-cloister', 'unsung-halls'],
  // Every home has a road to the Stillpoint that leads through its own land only.
  ['glasswind-ridge', 'stillpoint'],
  ['bell-reef', 'stillpoint'],
  ['hollow-orchard', 'stillpoint'],
  ['unsung-halls', 'stillpoint'],
  // Around the riven lands.
  ['kiln-of-oaths', 'riven-causeway'],
  ['snowblind-stair', 'riven-causeway'],
  ['saltmirror-flats', 'mirror-fen'],
  ['ashfall-terraces', 'mirror-fen'],
  ['drowned-mile', 'starfall-crater'],
  ['thornway', 'starfall-crater'],
  ['moss-cathedral', 'underhour'],
  ['frost-cloister', 'underhour'],
];

export const places: ReadonlyMap<string, Place> = new Map(SITES.map((site) => [site.id, placeOf(site)]));

function placeOf(site: Site): Place {
  const neighbours = ROADS.flatMap(([a, b]) => (a === site.id ? [b] : b === site.id ? [a] : []));
  return { safe: false, leastLevel: 1, dens: [], ...site, neighbours };
}
