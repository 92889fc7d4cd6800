/** The journals of worlds that servers share, read from their database; also beside the server that writes them. */
import type { Database, JournalRecord, RoomRecord, RoomStatus, SqlRow } from '@rubato/ports';

/** Segments read in one answer; a world's whole journal may be longer than an answer may be. */
const SEGMENTS_AT_ONCE = 16;

const ROOMS = `select id, game, game_version as "gameVersion", status, created_ms as "createdMs",
  changed_ms as "changedMs", segment, epoch, meta from world_room`;
const READ = `select segment, kind, bytes from world_record where room_id = ? and segment >= ? and segment < ?
  order by segment, place`;
const RANGE = `select min(segment) as "first", max(segment) as "last" from world_record
  where room_id = ? and segment >= ?`;
export async function worldRooms(database: Database, status?: RoomStatus): Promise<readonly RoomRecord[]> {
  const where = status === undefined ? '' : ' where status = ?';
  const sql = `${ROOMS}${where} order by created_ms, id`;
  const { rows } = await database.query(sql, status === undefined ? [] : [status]);
  return rows as unknown as readonly RoomRecord[];
}

export async function worldRoom(database: Database, id: string): Promise<RoomRecord | undefined> {
  const { rows } = await database.query(`${ROOMS} where id = ?`, [id]);
  return rows[0] as unknown as RoomRecord | undefined;
}

/** In their order. */
export async function worldRecords(
  database: Database,
  room: string,
  fromSegment = 0,
): Promise<readonly JournalRecord[]> {
  const range = (await database.query<{ first: number | null; last: number | null }>(RANGE, [room, fromSegment]))
    .rows[0];
  const records: JournalRecord[] = [];
  for (let from = range?.first ?? 0; from <= (range?.last ?? -1); from += SEGMENTS_AT_ONCE) {
    const { rows } = await database.query(READ, [room, from, from + SEGMENTS_AT_ONCE]);
    records.push(...rows.map((row) => recordOf(room, row)));
  }
  return records;
}

function recordOf(room: string, { segment, kind, bytes }: SqlRow): JournalRecord {
  const from = new Uint8Array(Buffer.from(String(bytes), 'base64'));
  return { room, segment: Number(segment), kind: kind as JournalRecord['kind'], bytes: from };
}
