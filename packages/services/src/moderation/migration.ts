/** Who runs the house, and what they did: each act a row that contains the hash of the row before it. */
export const moderationMigration = {
  number: 5301,
  name: 'moderation',
  statements: [
    `create table operator (
      id text primary key,
      name text not null unique,
      role text not null check (role in ('viewer', 'moderator', 'admin')),
      token_sha256 text not null unique,
      created_ms bigint not null,
      expires_ms bigint not null,
      revoked_ms bigint)`,
    // One row at most: the newest token for whoever comes first.
    `create table first_run (
      id integer primary key check (id = 1),
      token_sha256 text not null,
      expires_ms bigint not null,
      used_ms bigint)`,
    `create table audit (
      seq bigint primary key,
      actor_id text not null,
      actor_name text not null,
      action text not null,
      target text not null,
      data text not null,
      at_ms bigint not null,
      prev_sha256 text not null,
      sha256 text not null unique)`,
    'create index audit_target on audit (target, seq)',
    // For those who look through what holds and what was appealed against.
    'create index ban_created on ban (created_ms)',
  ],
} as const;
