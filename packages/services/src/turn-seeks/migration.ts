/** Tickets of those who look for opponents in turn games. A ticket is used by whoever writes `matched` where it still waits. */
export const turnSeeksMigration = {
  number: 7501,
  name: 'turn seeks',
  statements: [
    `create table turn_seek (
      id text primary key,
      account_id text not null references account (id) on delete cascade,
      game text not null,
      seats integer not null check (seats >= 2),
      settings text,
      least_ms bigint not null,
      most_ms bigint not null check (most_ms >= least_ms),
      ladder text,
      only_rated integer not null check (only_rated in (0, 1)),
      gap integer not null,
      most_gap integer not null check (most_gap >= gap),
      state text not null check (state in ('waiting', 'matched', 'expired')),
      game_id text,
      since_ms bigint not null,
      expires_ms bigint not null,
      ended_ms bigint)`,
    'create index turn_seek_waiting on turn_seek (state, game, seats)',
    'create index turn_seek_expiry on turn_seek (state, expires_ms)',
    'create index turn_seek_ended on turn_seek (ended_ms)',
    'create index turn_seek_account on turn_seek (account_id)',
  ],
} as const;
