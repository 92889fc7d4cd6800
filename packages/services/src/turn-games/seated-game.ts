/** Turn games that a service opens for people it has brought together: private, all seats taken, begun at once. */
import type { Transaction } from '@rubato/ports';
import type { ServiceContext } from '../service-context.ts';
import { gameOf, openTurn } from './game-rows.ts';
import { checkNewGame, type NewTurnGame } from './new-game.ts';
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

const SEED_BYTES = 16;
const INSERT = `insert into turn_game (id, game, game_version, title, settings, seed, seat_count, join_code, turn_ms, early,
  missed_most, stand_in, vacations, ladder, phase, turn, created_ms)
  values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'gathering', 0, ?)`;
const INSERT_SEAT = 'insert into turn_seat (game_id, seat, player_id, owner_id) values (?, ?, ?, ?)';

const hexOf = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');

/** Throws Refused `not-found` for a game that this server doesn't have, `bad-value` for what its rules don't offer. */
export async function openSeatedGame(
  transaction: Transaction,
  { clock, random, positions }: SeatingContext,
  { id, wanted, players }: SeatedGame,
): Promise<void> {
  const rules = positions.rules(wanted.game);
  const seed = hexOf(random.bytes(SEED_BYTES));
  const seats = players.length;
  checkNewGame({ ...wanted, seats, open: false }, rules, seed);
  const { title, settings, turnMs, early, missedMost, standIn, vacations, ladder = null } = wanted;
  // Nobody ever needs the code: no seat is free.
  const game = [id, rules.game, rules.version, title, settings, seed, seats, hexOf(random.bytes(8)), turnMs];
  const rest = [Number(early), missedMost, standIn, Number(vacations), ladder, clock.wallMs()];
  await transaction.batch([
    { sql: INSERT, values: [...game, ...rest] },
    ...players.map((player, at) => ({ sql: INSERT_SEAT, values: [id, at + 1, player, player] })),
  ]);
  const row = await gameOf(transaction, id);
  const awaits = await rules.begin(row).awaits();
  await openTurn(transaction, row, { turn: 1, awaits, nowMs: clock.wallMs() });
}
