import type { Migration } from '../schema/migration.ts';

/** Where each character was last seen, and by which server; positions are as old as the last heartbeat. */
export const presenceMigration: Migration = {
  number: 3301,
  name: 'presence',
  statements: [
    `create table presence (
      character_id text primary key references character (id) on delete cascade,
      node text not null,
      online integer not null check (online in (0, 1)),
      location_id text not null,
      x double precision,
      y double precision,
      z double precision,
      seen_ms bigint not null)`,
    'create index presence_location on presence (location_id, seen_ms)',
  ],
};
