import type { Migration } from '../schema/migration.ts';

/** How many turns late the matches of a tournament are watched; null: by their players alone, as of those before this step. */
export const tournamentWatchingMigration: Migration = {
  number: 7602,
  name: 'watching tournaments',
  statements: ['alter table tournament add column watch_delay integer'],
};
