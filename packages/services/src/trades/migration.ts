/** One row per trade; `version` counts its changes, `revision` those of the offers, which void both confirmations. */
export const tradesMigration = {
  number: 2002,
  name: 'trades',
  statements: [
    `create table trade (
      id text primary key,
      a_id text not null references holder (id),
      b_id text not null references holder (id),
      state text not null check (state in ('requested', 'open', 'done', 'declined', 'cancelled', 'expired')),
      version integer not null,
      revision integer not null,
      a_offer text not null,
      b_offer text not null,
      a_confirmed integer not null check (a_confirmed in (0, 1)),
      b_confirmed integer not null check (b_confirmed in (0, 1)),
      tx_id text unique references ledger_tx (id),
      created_ms bigint not null,
      expires_ms bigint not null,
      check (a_id <> b_id),
      check ((state = 'done') = (tx_id is not null)))`,
    `create unique index trade_pair on trade (
      (case when a_id < b_id then a_id else b_id end), (case when a_id < b_id then b_id else a_id end))
      where state in ('requested', 'open')`,
    `create index trade_a on trade (a_id) where state in ('requested', 'open')`,
    `create index trade_b on trade (b_id) where state in ('requested', 'open')`,
    `create index trade_expires on trade (expires_ms) where state in ('requested', 'open')`,
  ],
} as const;
