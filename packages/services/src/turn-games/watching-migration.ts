import type { Migration } from '../schema/migration.ts';

/** Watching turn games: how far behind, since when the last turn is shown, and what players that left have seen. */
export const watchingMigration: Migration = {
  number: 7401,
  name: 'watching turn games',
  statements: [
    'alter table turn_game add column watch_delay integer not null default 1',
    'alter table turn_game add column closed_ms bigint',
    'alter table turn_seat add column left_turn integer',
    'alter table turn_seat add column last_turn integer not null default 0',
    // Nobody is taken for out of a game because of when this step was taken.
    'update turn_seat set last_turn = (select g.turn from turn_game g where g.id = turn_seat.game_id)',
    'create index turn_game_join_code on turn_game (join_code)',
  ],
};
