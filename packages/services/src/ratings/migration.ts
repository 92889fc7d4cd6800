/** Strengths by ladder; each match that was rated, once; and what it changed. */
export const ratingsMigration = {
  number: 5101,
  name: 'ratings',
  statements: [
    `create table rating (
      ladder text not null,
      account_id text not null references account (id) on delete cascade,
      rating double precision not null,
      deviation double precision not null check (deviation > 0),
      volatility double precision not null check (volatility > 0),
      matches integer not null check (matches > 0),
      rated_ms bigint not null,
      primary key (ladder, account_id))`,
    'create index rating_account on rating (account_id)',
    `create table rated_match (
      id text primary key,
      ladder text not null,
      rated_ms bigint not null)`,
    `create table rating_change (
      ladder text not null,
      account_id text not null references account (id) on delete cascade,
      number integer not null,
      match_id text not null references rated_match (id),
      place integer not null,
      rating_before double precision not null,
      deviation_before double precision not null,
      rating double precision not null,
      deviation double precision not null,
      volatility double precision not null,
      rated_ms bigint not null,
      primary key (ladder, account_id, number))`,
    'create index rating_change_match on rating_change (match_id)',
    'create index rating_change_account on rating_change (account_id)',
  ],
} as const;
