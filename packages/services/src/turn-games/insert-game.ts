/** The rows of a new turn game, whoever opens it, and room for one more. */
import type { Random, Transaction } from '@rubato/ports';
import { Refused } from '../ledger/refused.ts';
import { WATCH_DELAY, type NewTurnGame } from './new-game.ts';
import type { TurnRules } from './turn-rules.ts';

/** Matches that an account plays or has opened at a time; one more is refused as `limit-reached`. */
export const MOST_TURN_GAMES = 50;
const SEED_BYTES = 16;

const INSERT = `insert into turn_game (id, game, game_version, title, settings, seed, seat_count, join_code, turn_ms, early,
  missed_most, stand_in, vacations, ladder, watch_delay, phase, turn, created_ms)
  values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'gathering', 0, ?)`;
const INSERT_SEAT = 'insert into turn_seat (game_id, seat, player_id, owner_id) values (?, ?, ?, ?)';
/** Games that an account, by `?`, plays now. */
export const RUNNING = `select count(*) as n from turn_seat s join turn_game g on g.id = s.game_id
  where s.player_id = ? and g.phase <> 'over'`;

export interface InsertedGame {
  readonly id: string;
  readonly rules: Pick<TurnRules, 'game' | 'version'>;
  readonly wanted: Omit<NewTurnGame, 'seats' | 'open'>;
  readonly seed: string;
  /** Null: anybody may join. */
  readonly joinCode: string | null;
  /** Accounts by seat; null for a seat that is free. */
  readonly players: readonly (string | null)[];
}

export const hexOf = (bytes: Uint8Array): string =>
  [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');

export const newSeed = (random: Random): string => hexOf(random.bytes(SEED_BYTES));

/** It gathers; the caller has it begin (`FULL`) when no seat is free. */
export async function insertGame(
  transaction: Transaction,
  { id, rules, wanted, seed, joinCode, players }: InsertedGame,
  nowMs: number,
): Promise<void> {
  const { title, settings, turnMs, early, missedMost, standIn, vacations, ladder = null } = wanted;
  const { watchDelay = WATCH_DELAY.usual } = wanted;
  const game = [id, rules.game, rules.version, title, settings, seed, players.length, joinCode, turnMs];
  const rest = [Number(early), missedMost, standIn, Number(vacations), ladder, watchDelay, nowMs];
  await transaction.batch([
    { sql: INSERT, values: [...game, ...rest] },
    ...players.map((player, at) => ({ sql: INSERT_SEAT, values: [id, at + 1, player, player] })),
  ]);
}

/** What a transaction that adds to an account's games holds. */
export const gamesLock = (accountId: string): string => `turn games of ${accountId}`;

/** Throws Refused `limit-reached`. */
export async function roomForGame(transaction: Transaction, accountId: string): Promise<void> {
  const { rows } = await transaction.query(RUNNING, [accountId]);
  if (Number(rows[0]!['n']) >= MOST_TURN_GAMES)
    throw new Refused('limit-reached', `nobody plays more than ${MOST_TURN_GAMES} games at a time`);
}
