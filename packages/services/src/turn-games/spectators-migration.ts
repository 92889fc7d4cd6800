import type { Migration } from '../schema/migration.ts';

/** Whoever looks on at a turn game now, and until when they are told of its turns unless they ask again. */
export const spectatorsMigration: Migration = {
  number: 7601,
  name: 'turn game spectators',
  statements: [
    `create table turn_spectator (
      game_id text not null references turn_game (id) on delete cascade,
      account_id text not null references account (id) on delete cascade,
      until_ms bigint not null,
      primary key (game_id, account_id))`,
    'create index turn_spectator_account on turn_spectator (account_id)',
    'create index turn_spectator_until on turn_spectator (until_ms)',
  ],
};
