import type { Migration } from '../schema/migration.ts';

/** Turn games that come from files, or went into them: cards of their players, and the files themselves. */
export const movesMigration: Migration = {
  number: 7102,
  name: 'turn games by letters',
  statements: [
    `create table turn_card (
      game_id text not null references turn_game (id) on delete cascade,
      seat integer not null,
      card text not null,
      primary key (game_id, seat))`,
    `create table turn_file (
      game_id text not null references turn_game (id) on delete cascade,
      way text not null check (way in ('in', 'out')),
      match_id text not null,
      head text not null,
      turn integer not null,
      bytes text not null,
      primary key (game_id, way),
      unique (way, match_id, head))`,
    `create table letter_key (
      one integer primary key check (one = 1),
      public_key text not null,
      private_key text not null)`,
  ],
};
