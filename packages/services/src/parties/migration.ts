import type { Migration } from '../schema/migration.ts';

/** That a character is in one party only is the key of `party_member`; a party that ends takes its rows along. */
export const partiesMigration: Migration = {
  number: 3001,
  name: 'parties',
  statements: [
    `create table party (
      id text primary key,
      name text not null,
      leader_id text not null,
      max_size integer not null check (max_size between 2 and 16),
      version integer not null,
      created_ms bigint not null)`,
    `create table party_member (
      character_id text primary key references character (id) on delete cascade,
      party_id text not null references party (id) on delete cascade,
      place integer not null,
      joined_ms bigint not null,
      unique (party_id, place))`,
    `create table party_invite (
      id text not null unique,
      party_id text not null references party (id) on delete cascade,
      invitee_id text not null references character (id) on delete cascade,
      inviter_id text not null,
      expires_ms bigint not null,
      primary key (party_id, invitee_id))`,
    'create index party_invite_invitee on party_invite (invitee_id)',
    'create index party_invite_expires on party_invite (expires_ms)',
  ],
};
