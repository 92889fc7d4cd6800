import type { Migration } from '../schema/migration.ts';

/**
 * A channel's `last_seq` is locked by whoever speaks until that message is committed, so sequences have no holes and appear
 * in their order. No foreign keys: a message is kept as it was said, whatever becomes of whoever said it.
 */
export const chatMigration: Migration = {
  number: 3101,
  name: 'chat',
  statements: [
    'create table chat_channel (id text primary key, last_seq bigint not null, slow_ms bigint not null default 0)',
    `create table chat_message (
      channel text not null,
      seq bigint not null,
      id text not null unique,
      sender_id text,
      sender_account_id text not null,
      sender_name text not null,
      title text,
      body text not null,
      sent_ms bigint not null,
      removed_by text,
      primary key (channel, seq))`,
    'create index chat_message_sent on chat_message (sent_ms)',
    // When each bucket would be full again, and what was said last.
    `create table chat_pace (
      account_id text primary key,
      messages_ms bigint not null,
      characters_ms bigint not null,
      said text not null,
      said_ms bigint not null)`,
    'create index chat_pace_said on chat_pace (said_ms)',
    `create table chat_slow (
      channel text not null,
      account_id text not null,
      said_ms bigint not null,
      primary key (channel, account_id))`,
    'create index chat_slow_said on chat_slow (said_ms)',
  ],
};
