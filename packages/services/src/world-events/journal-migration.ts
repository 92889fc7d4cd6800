import type { Migration } from '../schema/migration.ts';

/**
 * The journals of worlds that servers share: whichever server holds the world's lease writes them, and whichever takes
 * it over goes on from them. `place` counts the records of a segment; their bytes are base64, as both engines have text.
 */
export const worldJournalMigration: Migration = {
  number: 4002,
  name: 'world journal',
  statements: [
    `create table world_room (
      id text primary key,
      game text not null,
      game_version integer not null,
      status text not null check (status in ('open', 'closed', 'frozen')),
      created_ms bigint not null,
      changed_ms bigint not null,
      segment bigint not null,
      epoch bigint not null,
      meta text not null)`,
    `create table world_record (
      room_id text not null,
      segment bigint not null,
      place bigint not null,
      kind text not null check (kind in ('head', 'block')),
      bytes text not null,
      at_ms bigint not null,
      primary key (room_id, segment, place))`,
  ],
};
