/** Parties as rows; every statement that changes one runs under the party's lock. */
import { isOnline, onlineSince } from '../presence/online.ts';
import type { Queryable } from '../schema/query-builder.ts';
import type { Party, PartyInvite, PartyMember } from './party.ts';

/** Changes of one party go one after the other, on every server. */
export const partyLock = (partyId: string): string => `party ${partyId}`;
/** Invitations to one character are counted one after the other. */
export const inviteeLock = (characterId: string): string => `party invitee ${characterId}`;

const PARTY = `select id, name, leader_id as "leaderId", max_size as "maxSize", version, created_ms as "createdMs"
  from party where id = ?`;
const MEMBERS = `select c.id as "characterId", c.name, c.faction, c.level, m.joined_ms as "joinedMs",
    ${isOnline('p')} as online
  from party_member m join character c on c.id = m.character_id left join presence p on p.character_id = c.id
  where m.party_id = ? order by m.place`;
const INVITES = `select i.id as "inviteId", i.party_id as "partyId", p.name as "partyName",
    i.inviter_id as "inviterId", c.name as "inviterName", i.expires_ms as "expiresMs"
  from party_invite i join party p on p.id = i.party_id join character c on c.id = i.inviter_id`;
const INVITES_TO = `${INVITES} where i.invitee_id = ? and i.expires_ms > ? order by i.expires_ms, i.id limit ?`;
const INVITE = `${INVITES} where i.id = ? and i.invitee_id = ? and i.expires_ms > ?`;
const PARTY_OF = 'select party_id as "partyId" from party_member where character_id = ?';

export async function findParty(queryable: Queryable, id: string, nowMs: number): Promise<Party | undefined> {
  const party = await one<Omit<Party, 'members'>>(queryable, PARTY, [id]);
  if (!party) return undefined;
  const found = await all<Omit<PartyMember, 'online'> & { readonly online: number }>(queryable, MEMBERS, [
    onlineSince(nowMs),
    id,
  ]);
  const members = found.map((member) => ({ ...member, online: member.online === 1 }));
  if (members.length === 0) return undefined;
  // A leader whose row is gone for good has gone with it: whoever joined next leads.
  const leads = members.find(({ characterId }) => characterId === party.leaderId) ?? members[0]!;
  return { ...party, leaderId: leads.characterId, members };
}

export async function partyIdOf(queryable: Queryable, characterId: string): Promise<string | undefined> {
  return (await one<{ readonly partyId: string }>(queryable, PARTY_OF, [characterId]))?.partyId;
}

export function invitesTo(
  queryable: Queryable,
  characterId: string,
  { nowMs, limit }: { readonly nowMs: number; readonly limit: number },
): Promise<readonly PartyInvite[]> {
  return all<PartyInvite>(queryable, INVITES_TO, [characterId, nowMs, limit]);
}

/** An open invitation, if it is to this character. */
export function findInvite(
  queryable: Queryable,
  which: { readonly inviteId: string; readonly inviteeId: string; readonly nowMs: number },
): Promise<PartyInvite | undefined> {
  return one<PartyInvite>(queryable, INVITE, [which.inviteId, which.inviteeId, which.nowMs]);
}

export async function countOf(
  queryable: Queryable,
  sql: string,
  values: readonly (string | number)[],
): Promise<number> {
  return (await one<{ readonly count: number }>(queryable, sql, values))!.count;
}

/** Values: party, name, leader, size, now. */
export const INSERT_PARTY = `insert into party (id, name, leader_id, max_size, version, created_ms)
  values (?, ?, ?, ?, 1, ?)`;
/** Meets no row when the character is in a party, or deleted. Values: party, party, now, character. */
export const INSERT_MEMBER = `insert into party_member (character_id, party_id, place, joined_ms)
  select c.id, cast(? as text), (select coalesce(max(m.place), 0) + 1 from party_member m where m.party_id = ?),
    cast(? as bigint) from character c where c.id = ? and c.deleted_ms is null on conflict (character_id) do nothing`;
export const DELETE_MEMBER = 'delete from party_member where character_id = ? and party_id = ?';
export const DELETE_PARTY = 'delete from party where id = ?';
export const CHANGE_PARTY = 'update party set version = version + 1, leader_id = ? where id = ?';
/** A second invitation of the same character takes the place of the first. Values: invite, party, inviter, expires, invitee. */
export const INSERT_INVITE = `insert into party_invite (id, party_id, invitee_id, inviter_id, expires_ms)
  select cast(? as text), cast(? as text), c.id, cast(? as text), cast(? as bigint)
  from character c where c.id = ? and c.deleted_ms is null
  on conflict (party_id, invitee_id)
  do update set id = excluded.id, inviter_id = excluded.inviter_id, expires_ms = excluded.expires_ms`;
/** Takes an invitation while it is open. */
export const USE_INVITE = 'delete from party_invite where id = ? and invitee_id = ? and expires_ms > ?';
/** Others than to this invitee, who only gets a new one. */
export const COUNT_INVITES_OF = `select count(*) as count from party_invite
  where party_id = ? and invitee_id <> ? and expires_ms > ?`;
/** From other parties than this one. */
export const COUNT_INVITES_TO = `select count(*) as count from party_invite
  where invitee_id = ? and party_id <> ? and expires_ms > ?`;
export const FORGET_INVITES = `delete from party_invite where id in
  (select id from party_invite where expires_ms <= ? order by expires_ms limit ?)`;
/** Left over when all characters of a party were removed for good. */
export const FORGET_EMPTY = `delete from party where id in (select p.id from party p where not exists
  (select 1 from party_member m where m.party_id = p.id) limit ?)`;

async function one<R>(queryable: Queryable, sql: string, values: readonly (string | number)[]): Promise<R | undefined> {
  return (await all<R>(queryable, sql, values))[0];
}

async function all<R>(queryable: Queryable, sql: string, values: readonly (string | number)[]): Promise<readonly R[]> {
  return (await queryable.query(sql, values)).rows as unknown as readonly R[];
}
