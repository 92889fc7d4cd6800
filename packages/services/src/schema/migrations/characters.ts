import type { Migration } from '../migration.ts';

export const characters: Migration = {
  number: 2,
  name: 'characters',
  statements: [
    `create table character (
      id text primary key,
      account_id text not null references account (id) on delete cascade,
      name text not null,
      name_key text not null unique,
      faction text not null,
      level integer not null default 1 check (level >= 1),
      location_id text not null,
      data text not null default '{}',
      version bigint not null default 1,
      created_ms bigint not null,
      deleted_ms bigint,
      lease_node text,
      lease_fence bigint not null default 0)`,
    'create index character_account on character (account_id)',
    'create index character_deleted on character (deleted_ms)',
  ],
};
