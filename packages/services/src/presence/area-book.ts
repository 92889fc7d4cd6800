/** What one server knows of exact positions: its own players', and what it heard of others at the locations it follows. */
import { PRESENCE_FADE_MS } from './online.ts';
import type { Point } from './whereabouts.ts';

export interface Sighting {
  readonly characterId: string;
  readonly position?: Point;
  readonly velocity?: Point;
  readonly seenMs: number;
}

/** Characters remembered of one location; of more, the later ones have the positions of their last heartbeat. */
export const SIGHTINGS_PER_AREA = 2000;

export class AreaBook {
  readonly #areas = new Map<string, Map<string, Sighting>>();

  /** Keeps the newer of what it knows and hears. */
  saw(locationId: string, sighting: Sighting): void {
    const area = this.#areas.get(locationId) ?? new Map<string, Sighting>();
    const known = area.get(sighting.characterId);
    if (known ? known.seenMs > sighting.seenMs : area.size >= SIGHTINGS_PER_AREA) return;
    area.set(sighting.characterId, sighting);
    this.#areas.set(locationId, area);
  }

  left(locationId: string, characterId: string): void {
    const area = this.#areas.get(locationId);
    area?.delete(characterId);
    if (area?.size === 0) this.#areas.delete(locationId);
  }

  find(locationId: string, characterId: string): Sighting | undefined {
    return this.#areas.get(locationId)?.get(characterId);
  }

  forget(locationId: string): void {
    this.#areas.delete(locationId);
  }

  /** Entries of which nothing was heard for PRESENCE_FADE_MS. */
  fade(nowMs: number): void {
    for (const [locationId, area] of this.#areas)
      for (const { characterId, seenMs } of area.values())
        if (seenMs <= nowMs - PRESENCE_FADE_MS) this.left(locationId, characterId);
  }

  /** Characters remembered altogether. */
  get size(): number {
    let size = 0;
    for (const area of this.#areas.values()) size += area.size;
    return size;
  }
}
