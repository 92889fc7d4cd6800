/** Matches that somebody else arranged, as matchmaking does: a private room whose seats wait for their players. */
import type { Room } from './room.ts';

/** An account for each seat, from seat 1 on; null for a seat that waits for nobody. */
export type KeptSeats = readonly (string | null)[];

/** A match that ended with a result, which is on disk. */
export interface EndedMatch {
  readonly room: string;
  readonly game: string;
  readonly result: unknown;
  /** Accounts that hold a seat at the end, by seat; also of those whose connection is gone. */
  readonly seated: ReadonlyMap<number, string>;
}

export function endedMatch(room: Room, result: unknown): EndedMatch {
  return { room: room.id, game: room.hosted.game.name, result, seated: seatedAccounts(room) };
}

/** Accounts that hold a seat of a room, by seat. */
export function seatedAccounts({ slots }: Pick<Room, 'slots'>): ReadonlyMap<number, string> {
  const seated = new Map<number, string>();
  for (const { seat, viewer } of slots) {
    const accountId = viewer?.session.accountId;
    if (accountId !== undefined) seated.set(seat, accountId);
  }
  return seated;
}
