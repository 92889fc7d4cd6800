/** Who is near, as far as this client was told. */
import type { movementMessages, NoticeData } from '@rubato/protocol';

export type NearbyPlayer = NoticeData<typeof movementMessages.LOCATION_UPDATE>['players'][number];

/** Players remembered at once; above it the one not heard of for longest is forgotten. */
export const MOST_NEARBY = 500;

export class NearbyPlayers {
  #locationId = '';
  /** The one heard of last is the last. */
  readonly #players = new Map<string, NearbyPlayer>();

  get locationId(): string {
    return this.#locationId;
  }
  get players(): readonly NearbyPlayer[] {
    return Array.from(this.#players.values());
  }

  /** Whoever is at this location, and nobody else. */
  replace(locationId: string, players: readonly NearbyPlayer[]): void {
    this.#locationId = locationId;
    this.#players.clear();
    for (const player of players) this.update(player);
  }

  /** Adds a player, or what is newer about one. */
  update(player: NearbyPlayer): void {
    const before = this.#players.get(player.characterId);
    this.#players.delete(player.characterId);
    this.#players.set(player.characterId, { ...before, ...player });
    if (this.#players.size > MOST_NEARBY) this.#players.delete(this.#players.keys().next().value!);
  }

  /** Of somebody who is known. */
  move(characterId: string, where: Pick<NearbyPlayer, 'position' | 'velocity'>, lastSeenMs: number): void {
    const player = this.#players.get(characterId);
    if (player !== undefined) this.update({ ...player, ...where, lastSeenMs });
  }

  remove(characterId: string): void {
    this.#players.delete(characterId);
  }
}
