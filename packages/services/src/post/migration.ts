import type { Migration } from '../schema/migration.ts';

/** Parcels of matches that are played by letters, each until whom it is for has it safe. Ids sort by the time of sending. */
export const postMigration: Migration = {
  number: 7101,
  name: 'post of letters',
  statements: [
    `create table parcel (
      id text primary key,
      to_id text not null references account (id) on delete cascade,
      from_id text references account (id) on delete set null,
      match_id text not null,
      name text not null,
      size integer not null,
      bytes text not null,
      sent_ms bigint not null,
      unique (to_id, name))`,
    'create index parcel_sender on parcel (to_id, from_id)',
  ],
};
