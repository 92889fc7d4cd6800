// What lives in the world: creatures roam at their place, are fought, and come back.
import { places } from './places.ts';
import type { RealmContext } from './state.ts';

/** Lets every den be full. */
export function fillDens({ state }: RealmContext): void {
  for (const { id, dens } of places.values())
    for (const { kind, count } of dens)
      for (let n = 0; n < count; n++) if (!state.creatures.full) state.creatures.add({ kind, place: id });
}

/** The slain come back, and whoever is in a fight that nobody ended goes free. */
export function wakeCreatures({ state, tick }: RealmContext): void {
  for (const creature of state.creatures) {
    if (creature.state === 'roaming' || tick < creature.until) continue;
    creature.state = 'roaming';
    creature.fight = '';
    creature.until = 0;
    state.world.version += 1;
  }
}
