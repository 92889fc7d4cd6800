// Who may go where. The services know where a character is; the world knows which roads hold.
import { places } from './places.ts';
import type { Sky } from './state.ts';

export interface Traveller {
  readonly level: number;
  readonly from: string;
}

export type TravelRefusal = 'no-such-place' | 'no-road' | 'too-weak' | 'road-broken';

/** Why the traveller can't go there now; undefined when the road is open. */
export function travelRefusal(sky: Sky, { level, from }: Traveller, to: string): TravelRefusal | undefined {
  const [here, there] = [places.get(from), places.get(to)];
  if (there === undefined) return 'no-such-place';
  // Whoever is nowhere on the map (it changed since) may go to any safe place.
  if (here === undefined) return there.safe ? undefined : 'no-road';
  if (!here.neighbours.includes(there.id)) return 'no-road';
  if (level < there.leastLevel) return 'too-weak';
  // Nobody gets into the riven lands while they break away; whoever is there may leave.
  return sky === 'fall' && there.land === 'riven' && !there.safe ? 'road-broken' : undefined;
}
