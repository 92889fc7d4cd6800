/**
 * Who holds what, and every change of it. A row of `ledger_tx` explains its entries and moves; nothing is ever deleted.
 *
 *   holder ─┬─ balance (holder, asset) amount, version ── ledger_entry seq 1 … version: delta, balance_after
 *           └─ item    one holder,     version ────────── item_move    version 1 … : from → to
 *
 * `call` keeps the answer of each mutating call under its caller's key.
 */
const MOST = Number.MAX_SAFE_INTEGER;

export const ledgerMigration = {
  number: 2001,
  name: 'ledger',
  statements: [
    `create table call (
      actor_id text not null,
      call_key text not null,
      request_sha256 text not null,
      reply text not null,
      kept integer not null check (kept in (0, 1)),
      created_ms bigint not null,
      primary key (actor_id, call_key))`,
    `create index call_created on call (created_ms) where kept = 0`,
    `create table holder (
      id text primary key,
      kind text not null check (kind in ('character', 'escrow', 'system')),
      items bigint not null default 0,
      capacity bigint not null,
      created_ms bigint not null,
      check (items between 0 and capacity),
      check ((kind = 'system') = (substr(id, 1, 7) = 'system:')))`,
    `create table ledger_tx (
      id text primary key,
      kind text not null,
      actor_id text not null,
      ref text,
      entries integer not null check (entries >= 0),
      moves integer not null check (moves >= 0),
      created_ms bigint not null,
      check (entries + moves > 0))`,
    `create index ledger_tx_ref on ledger_tx (ref)`,
    `create table balance (
      holder_id text not null references holder (id),
      asset text not null,
      amount bigint not null check (amount <= ${MOST}),
      version bigint not null,
      primary key (holder_id, asset),
      check (amount >= 0 or (substr(holder_id, 1, 7) = 'system:' and amount >= -${MOST})))`,
    `create table ledger_entry (
      holder_id text not null,
      asset text not null,
      seq bigint not null,
      tx_id text not null references ledger_tx (id),
      delta bigint not null check (delta <> 0),
      balance_after bigint not null,
      primary key (holder_id, asset, seq),
      foreign key (holder_id, asset) references balance (holder_id, asset))`,
    `create unique index ledger_entry_tx on ledger_entry (tx_id, holder_id, asset)`,
    `create table item (
      id text primary key,
      template text not null,
      data text not null,
      holder_id text not null references holder (id),
      version bigint not null)`,
    `create index item_holder on item (holder_id, id)`,
    `create table item_move (
      item_id text not null references item (id),
      version bigint not null,
      tx_id text not null references ledger_tx (id),
      from_holder text references holder (id),
      to_holder text not null references holder (id),
      primary key (item_id, version))`,
    `create index item_move_tx on item_move (tx_id)`,
  ],
} as const;
