/** Turn games that a service opens for people it has brought together: private, all seats taken, begun by the next sweep. */
import type { Transaction } from '@rubato/ports';
import type { ServiceContext } from '../service-context.ts';
import { FULL } from './game-rows.ts';
import { hexOf, insertGame, newSeed } from './insert-game.ts';
import { checkFrame, type NewTurnGame } from './new-game.ts';
import type { Positions } from './positions.ts';

export interface SeatedGame {
  /** The caller's, so that it can note it in the same transaction. */
  readonly id: string;
  readonly wanted: Omit<NewTurnGame, 'seats' | 'open'>;
  /** Accounts by seat. */
  readonly players: readonly string[];
}

export interface SeatingContext extends Pick<ServiceContext, 'clock' | 'random'> {
  readonly positions: Positions;
}

/**
 * Throws Refused `not-found` for a game that this server doesn't have, `bad-value` for what none may be opened with. The
 * settings are the caller's to check before: rules may run in a thread, for which no transaction should wait.
 */
export async function openSeatedGame(
  transaction: Transaction,
  { clock, random, positions }: SeatingContext,
  { id, wanted, players }: SeatedGame,
): Promise<void> {
  const rules = positions.rules(wanted.game);
  const seed = newSeed(random);
  checkFrame({ ...wanted, seats: players.length, open: false }, rules);
  // No seat is free: the code is for watching alone, and told by whoever opens the game to whom it likes.
  const joinCode = hexOf(random.bytes(8));
  await insertGame(transaction, { id, rules, wanted, seed, joinCode, players }, clock.wallMs());
  await transaction.query(FULL, [id]);
}
