import type { Migration } from '../schema/migration.ts';

/** Friends are characters, blocks are between accounts: whoever is blocked is so with every character. */
export const socialMigration: Migration = {
  number: 3201,
  name: 'social',
  statements: [
    `create table friendship (
      a_id text not null references character (id) on delete cascade,
      b_id text not null references character (id) on delete cascade,
      asked_by text not null,
      state text not null check (state in ('asked', 'friends')),
      created_ms bigint not null,
      primary key (a_id, b_id),
      check (a_id < b_id and (asked_by = a_id or asked_by = b_id)))`,
    'create index friendship_b on friendship (b_id)',
    // By character, so that what one sees of it doesn't tell which characters share an account.
    `create table block (
      account_id text not null references account (id) on delete cascade,
      character_id text not null,
      blocked_id text not null references account (id) on delete cascade,
      name text not null,
      created_ms bigint not null,
      primary key (account_id, character_id),
      check (account_id <> blocked_id))`,
    'create index block_account on block (account_id, blocked_id)',
    'create index block_blocked on block (blocked_id)',
    `create table report (
      id text primary key,
      reporter_id text not null,
      reporter_account_id text not null,
      accused_id text not null,
      accused_account_id text not null,
      accused_name text not null,
      about text not null,
      reason text not null,
      context text not null,
      state text not null check (state in ('open', 'upheld', 'dismissed')),
      created_ms bigint not null,
      handled_by text,
      handled_ms bigint,
      note text)`,
    `create unique index report_about on report (reporter_account_id, about) where state = 'open'`,
    'create index report_open on report (state, id)',
    'create index report_handled on report (handled_ms)',
  ],
};
