/** Who is online where, as rows that every server reads and writes. */
import type { SqlValue, Statement } from '@rubato/ports';
import type { Queryable } from '../schema/query-builder.ts';
import { isOnline, onlineSince } from './online.ts';
import type { NearbyPlayer, Point } from './whereabouts.ts';

const CHARACTER = `select c.id as "characterId", c.account_id as "accountId", c.name, c.faction, c.level,
    c.location_id as "locationId", p.x, p.y, p.z, p.location_id as "seenAt"
  from character c left join presence p on p.character_id = c.id where c.id = ? and c.deleted_ms is null`;
/** Where the character is is what its row says; a position belongs to the location that it was of. */
const COORDINATE = `case when c.location_id = ? then cast(? as double precision) end`;
const ENTER = `insert into presence (character_id, node, online, location_id, x, y, z, seen_ms)
  select c.id, cast(? as text), 1, c.location_id, ${COORDINATE}, ${COORDINATE}, ${COORDINATE}, cast(? as bigint)
  from character c where c.id = ? and c.deleted_ms is null
  on conflict (character_id) do update set node = excluded.node, online = 1, location_id = excluded.location_id,
    x = excluded.x, y = excluded.y, z = excluded.z, seen_ms = excluded.seen_ms
  returning character_id as "characterId", location_id as "locationId"`;
/** Only by the server that saw it last: elsewhere it may have come back meanwhile. */
const LEAVE = 'update presence set online = 0, seen_ms = ? where character_id = ? and node = ?';
const NEAR = `select c.id as "characterId", c.name, c.faction, c.level, p.x, p.y, p.z, p.seen_ms as "lastSeenMs"
  from presence p join character c on c.id = p.character_id
  where p.location_id = ? and ${isOnline('p')} = 1 and p.character_id <> ? and c.deleted_ms is null
    and not exists (select 1 from block b where b.account_id = ? and b.blocked_id = c.account_id)
  order by p.seen_ms desc, p.character_id limit ?`;

interface Place {
  readonly x: number | null;
  readonly y: number | null;
  readonly z: number | null;
}

export interface CharacterPlace {
  readonly characterId: string;
  readonly accountId: string;
  readonly name: string;
  readonly faction: string;
  readonly level: number;
  readonly locationId: string;
  /** Where it stood when it was last seen there. */
  readonly position: Point | undefined;
}

export async function findPlace(queryable: Queryable, characterId: string): Promise<CharacterPlace | undefined> {
  const [row] = (await queryable.query(CHARACTER, [characterId])).rows;
  if (!row) return undefined;
  const { x, y, z, seenAt, ...place } = row as unknown as Omit<CharacterPlace, 'position'> &
    Place & { seenAt: unknown };
  return { ...place, position: seenAt === place.locationId ? pointOf({ x, y, z }) : undefined };
}

export interface SeenAt {
  readonly characterId: string;
  readonly locationId: string;
  readonly position: Point | undefined;
}

/** Returns the row's `characterId` and `locationId`; none for a character that is deleted. */
export function enter({ characterId, locationId, position }: SeenAt, node: string, nowMs: number): Statement {
  const coordinates = coordinatesOf(position).flatMap((one) => [locationId, one]);
  return { sql: ENTER, values: [node, ...coordinates, nowMs, characterId] };
}

export function leave(characterId: string, node: string, nowMs: number): Statement {
  return { sql: LEAVE, values: [nowMs, characterId, node] };
}

export async function findNear(
  queryable: Queryable,
  reader: { readonly accountId: string; readonly characterId: string; readonly locationId: string },
  { nowMs, limit }: { readonly nowMs: number; readonly limit: number },
): Promise<readonly NearbyPlayer[]> {
  const values = [reader.locationId, onlineSince(nowMs), reader.characterId, reader.accountId, limit];
  const { rows } = await queryable.query(NEAR, values);
  return (rows as unknown as readonly (Omit<NearbyPlayer, 'position'> & Place)[]).map(({ x, y, z, ...player }) => {
    const position = pointOf({ x, y, z });
    return position ? { ...player, position } : player;
  });
}

export function coordinatesOf(position: Point | undefined): readonly SqlValue[] {
  return position ? [position.x, position.y, position.z] : [null, null, null];
}

function pointOf({ x, y, z }: Place): Point | undefined {
  return x === null || y === null || z === null ? undefined : { x, y, z };
}
