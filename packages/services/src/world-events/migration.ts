import type { Migration } from '../schema/migration.ts';

/** What happened in the world and what became of each character's quests, made from the journal's events alone. */
export const worldMigration: Migration = {
  number: 4001,
  name: 'world',
  statements: [
    // Which match is the world of a game: servers that share this database share one world, and one of them runs it.
    `create table world_home (
      game text primary key,
      match_id text not null)`,
    // How far the tables below follow a match: events up to this turn are in them, each once.
    `create table projected (
      match_id text primary key,
      turn bigint not null)`,
    `create table world_event (
      match_id text not null,
      turn bigint not null,
      event_index integer not null,
      kind text not null,
      told text not null,
      location_id text,
      faction text,
      at_ms bigint not null,
      primary key (match_id, turn, event_index))`,
    `create table quest (
      character_id text not null references character (id) on delete cascade,
      quest_id text not null,
      state text not null check (state in ('active', 'done', 'failed')),
      step integer not null,
      have integer not null,
      times integer not null,
      changed_ms bigint not null,
      primary key (character_id, quest_id))`,
    `create table reward (
      match_id text not null,
      turn bigint not null,
      reward_index bigint not null,
      character_id text not null,
      what text not null,
      paid_ms bigint,
      primary key (match_id, turn, reward_index))`,
    'create index reward_due on reward (match_id, turn, reward_index) where paid_ms is null',
  ],
};
