import type { Migration } from '../schema/migration.ts';

export const secretKeysMigration: Migration = {
  number: 6001,
  name: 'secret keys',
  statements: [
    `create table secret_key (
      character_id text primary key references character (id) on delete cascade,
      public_key text not null,
      changed_ms bigint not null)`,
  ],
};
