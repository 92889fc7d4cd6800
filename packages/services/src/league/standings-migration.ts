/**
 * Elo beside each rating, from now on; and who stands where in a season as rows in their order, so that a page of standings
 * reads no more than its own places.
 */
import type { Migration } from '../schema/migration.ts';
import { seasonAt } from './season.ts';

/** Seasons that may have matches when a database takes this step; later ones are written match by match. */
const FIRST_YEAR = 2024;
const YEARS = 12;

const seasons = Array.from({ length: 4 * YEARS }, (_, at) =>
  seasonAt(Date.UTC(FIRST_YEAR + Math.floor(at / 4), 3 * (at % 4))),
);

export const standingsMigration: Migration = {
  number: 7503,
  name: 'elo and standings of seasons',
  statements: [
    'alter table rating add column elo double precision not null default 1200',
    'alter table rating_change add column elo_before double precision not null default 1200',
    'alter table rating_change add column elo double precision not null default 1200',
    `create table season_place (
      ladder text not null,
      season_ms bigint not null,
      account_id text not null references account (id) on delete cascade,
      unplaced integer not null check (unplaced in (0, 1)),
      rating double precision not null,
      deviation double precision not null,
      elo double precision not null,
      matches integer not null,
      rated_ms bigint not null,
      primary key (ladder, season_ms, account_id))`,
    'create index season_place_rank on season_place (ladder, season_ms, unplaced, rating desc, account_id)',
    'create index season_place_account on season_place (account_id)',
    ...seasons.map(
      ({ startMs, endMs }) => `insert into season_place
        select c.ladder, ${startMs}, c.account_id, case when c.deviation > 150 then 1 else 0 end, c.rating, c.deviation,
        c.elo, c.number, c.rated_ms from rating_change c where c.rated_ms >= ${startMs} and c.rated_ms < ${endMs}
        and not exists (select 1 from rating_change n where n.ladder = c.ladder and n.account_id = c.account_id
        and n.number = c.number + 1 and n.rated_ms < ${endMs})`,
    ),
  ],
};
