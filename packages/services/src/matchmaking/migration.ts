/**
 * Tickets, the matches made of them with the reasons, and leases: who of several servers does what only one should.
 * `queue_member` leads from an account to its latest ticket; `found_match.players` has one account or null for each seat,
 * team by team.
 */
export const matchmakingMigration = {
  number: 5001,
  name: 'matchmaking',
  statements: [
    `create table lease (
      name text primary key,
      holder text not null,
      fence bigint not null,
      expires_ms bigint not null)`,
    `create table found_match (
      id text primary key,
      queue text not null,
      region text not null,
      state text not null check (state in ('offered', 'formed', 'placing', 'placed', 'ended', 'failed')),
      players text not null,
      rating double precision not null,
      why text not null,
      room text unique,
      code text,
      url text,
      free text,
      newcomers text,
      created_ms bigint not null,
      deadline_ms bigint not null,
      ended_ms bigint)`,
    'create index found_match_state on found_match (state, region)',
    'create index found_match_ended on found_match (ended_ms)',
    `create table queue_ticket (
      id text primary key,
      queue text not null,
      party_id text,
      members text not null,
      size integer not null check (size > 0),
      rating double precision not null,
      regions text not null,
      state text not null check (state in ('waiting', 'offered', 'matched', 'cancelled', 'expired')),
      why text,
      match_id text references found_match (id) on delete set null,
      since_ms bigint not null,
      expires_ms bigint not null,
      ended_ms bigint)`,
    'create index queue_ticket_state on queue_ticket (queue, state, since_ms)',
    'create index queue_ticket_match on queue_ticket (match_id)',
    'create index queue_ticket_ended on queue_ticket (ended_ms)',
    `create table queue_member (
      account_id text primary key references account (id) on delete cascade,
      ticket_id text not null references queue_ticket (id) on delete cascade,
      accepted integer not null default 0 check (accepted in (0, 1)))`,
    'create index queue_member_ticket on queue_member (ticket_id)',
  ],
} as const;
