/**
 * What accounts are told beside the sockets: each a `notification`, written in the transaction that makes it true. Once its
 * owner's choices are applied it is `routed`, and has a `notification_delivery` for each way by which it still has to go.
 */
export const notificationsMigration = {
  number: 7201,
  name: 'notifications',
  statements: [
    `create table notification (
      id text primary key,
      account_id text not null references account (id) on delete cascade,
      kind text not null,
      title text not null,
      body text not null,
      link text not null,
      created_ms bigint not null,
      expires_ms bigint not null,
      read_ms bigint,
      shown integer not null default 0 check (shown in (0, 1)),
      routed integer not null default 0 check (routed in (0, 1)))`,
    'create index notification_account on notification (account_id, created_ms)',
    'create index notification_routed on notification (routed, created_ms)',
    `create table notification_delivery (
      notification_id text not null references notification (id) on delete cascade,
      way text not null,
      due_ms bigint not null,
      attempts integer not null default 0,
      primary key (notification_id, way))`,
    'create index notification_delivery_due on notification_delivery (due_ms)',
    `create table notification_choice (
      account_id text not null references account (id) on delete cascade,
      kind text not null,
      ways text not null,
      primary key (account_id, kind))`,
    `create table notification_quiet (
      account_id text primary key references account (id) on delete cascade,
      from_minute integer not null,
      until_minute integer not null,
      zone text not null)`,
    `create table notification_address (
      account_id text not null references account (id) on delete cascade,
      way text not null,
      address text not null,
      verified_ms bigint,
      code_sha256 text,
      code_until_ms bigint not null,
      tries integer not null default 0,
      unsubscribe text not null unique,
      primary key (account_id, way))`,
  ],
} as const;
