import type { Migration } from '../schema/migration.ts';

/** Who looks into a report, and which ones wait for an admin. */
export const reportDeskMigration: Migration = {
  number: 7701,
  name: 'report-desk',
  statements: [
    'alter table report add column taken_by text',
    'alter table report add column taken_ms bigint',
    'alter table report add column escalated_by text',
    'alter table report add column escalated_ms bigint',
    'alter table report add column escalation text',
  ],
};
