import type { Migration } from '../schema/migration.ts';

/**
 * A fight's turns are its match's journal; here is who takes part, and what came of it:
 *
 *   running → ended → settled     ended: experience and wounds are written; settled: rewards and supplies are in the ledger
 *
 * That a character fights in one fight at a time is a unique index.
 */
export const fightsMigration: Migration = {
  number: 4101,
  name: 'fights',
  statements: [
    `create table fight (
      id text primary key,
      kind text not null check (kind in ('creature', 'duel', 'attack')),
      state text not null check (state in ('running', 'ended', 'settled')),
      node text not null,
      location_id text not null,
      entrants text not null,
      outcome text,
      created_ms bigint not null,
      ended_ms bigint)`,
    `create index fight_open on fight (node, id) where state in ('running', 'ended')`,
    'create index fight_ended on fight (ended_ms)',
    `create table fight_member (
      character_id text not null,
      fight_id text not null references fight (id) on delete cascade,
      active integer not null check (active in (0, 1)),
      primary key (character_id, fight_id))`,
    'create unique index fight_member_active on fight_member (character_id) where active = 1',
    'create index fight_member_fight on fight_member (fight_id)',
    // health, mana, stamina: percent of the full at changed_ms; they come back with time.
    `create table fighter (
      character_id text primary key,
      experience bigint not null check (experience >= 0),
      health integer not null check (health between 0 and 100),
      mana integer not null check (mana between 0 and 100),
      stamina integer not null check (stamina between 0 and 100),
      changed_ms bigint not null)`,
    `create table duel_challenge (
      from_id text not null,
      to_id text not null,
      expires_ms bigint not null,
      primary key (from_id, to_id))`,
    'create index duel_challenge_expires on duel_challenge (expires_ms)',
  ],
};
