/** The list of what happened in the world, the newest first. */
import type { Database } from '@rubato/ports';

export interface WorldEvent {
  readonly id: string;
  readonly kind: string;
  readonly text: string;
  readonly atMs: number;
  readonly locationId?: string;
  readonly faction?: string;
}

/** Events of one page. */
export const EVENTS_PER_PAGE = 50;

export interface WorldEventRow {
  readonly match_id: string;
  readonly turn: number;
  readonly event_index: number;
  readonly kind: string;
  readonly told: string;
  readonly location_id: string | null;
  readonly faction: string | null;
  readonly at_ms: number;
  readonly [column: string]: string | number | null;
}

const COLUMNS = 'match_id, turn, event_index, kind, told, location_id, faction, at_ms';
const PAGE = `select ${COLUMNS} from world_event where match_id = ? and (turn < ? or (turn = ? and event_index < ?))
  order by turn desc, event_index desc limit ?`;

/** @param before the id of the last event of the page before; one that is none begins with the newest */
export async function worldEvents(
  database: Database,
  match: string,
  {
    before = '',
    limit = EVENTS_PER_PAGE,
  }: { readonly before?: string | undefined; readonly limit?: number | undefined } = {},
): Promise<readonly WorldEvent[]> {
  const [turn, index] = placeOf(before) ?? [Number.MAX_SAFE_INTEGER, 0];
  const most = Math.max(1, Math.min(limit, EVENTS_PER_PAGE));
  const { rows } = await database.query<WorldEventRow>(PAGE, [match, turn, turn, index, most]);
  return rows.map(shownEvent);
}

export function shownEvent({ turn, event_index, kind, told, location_id, faction, at_ms }: WorldEventRow): WorldEvent {
  return {
    id: `${turn}-${event_index}`,
    kind,
    text: told,
    atMs: at_ms,
    ...(location_id === null ? {} : { locationId: location_id }),
    ...(faction === null ? {} : { faction }),
  };
}

function placeOf(id: string): readonly [number, number] | undefined {
  const [, turn, index] = /^(\d{1,15})-(\d{1,9})$/.exec(id) ?? [];
  return turn === undefined ? undefined : [Number(turn), Number(index)];
}
