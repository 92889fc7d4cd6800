/**
 * Leaderboards. `rank_key` is the score turned so that the better is the smaller: one index serves both orders and is read
 * forwards and backwards. `board_log` holds what was submitted, from which `board_score` can be made again at any time.
 */
export const boardsMigration = {
  number: 5201,
  name: 'boards',
  statements: [
    `create table board_score (
      board text not null,
      period_ms bigint not null,
      account_id text not null references account (id) on delete cascade,
      rank_key bigint not null,
      score bigint not null,
      reached_ms bigint not null,
      entries bigint not null check (entries > 0),
      primary key (board, period_ms, account_id))`,
    'create unique index board_rank on board_score (board, period_ms, rank_key, reached_ms, account_id)',
    'create index board_score_account on board_score (account_id)',
    `create table board_log (
      board text not null,
      period_ms bigint not null,
      account_id text not null references account (id) on delete cascade,
      number bigint not null,
      amount bigint not null,
      entry_key text not null,
      at_ms bigint not null,
      primary key (board, period_ms, account_id, number),
      unique (board, account_id, entry_key))`,
    'create index board_log_account on board_log (account_id)',
  ],
} as const;
