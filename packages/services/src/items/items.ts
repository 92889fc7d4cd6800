/** Unique things. Each has one holder and a version that every move raises; it moves only through the ledger. */
import type { Database, SqlRow } from '@rubato/ports';
import { HOLDINGS_PER_PAGE } from '@rubato/protocol';
import { Refused } from '../ledger/refused.ts';

export interface Item {
  readonly id: string;
  /** What it is, as the game names it. */
  readonly template: string;
  /** The game's own facts about it, as JSON text. */
  readonly data: string;
  readonly holderId: string;
  readonly version: number;
}

interface ItemRow extends SqlRow {
  readonly id: string;
  readonly template: string;
  readonly data: string;
  readonly holder_id: string;
  readonly version: number;
}

/** Items of one page. */
export const ITEMS_PER_PAGE = HOLDINGS_PER_PAGE;

const COLUMNS = 'id, template, data, holder_id, version';
const PAGE = `select ${COLUMNS} from item where holder_id = ? and id > ? order by id limit ${ITEMS_PER_PAGE}`;

/** What a holder has, a page at a time, by id. @param after the last id of the page before */
export async function inventory(database: Database, holderId: string, after = ''): Promise<readonly Item[]> {
  const { rows } = await database.query<ItemRow>(PAGE, [holderId, after]);
  return rows.map(itemOf);
}

/** Undefined when there is no such item. */
export async function itemById(database: Database, id: string): Promise<Item | undefined> {
  const { rows } = await database.query<ItemRow>(`select ${COLUMNS} from item where id = ?`, [id]);
  return rows[0] && itemOf(rows[0]);
}

/** The items named, in the order named; throws Refused `not-held` unless the holder has all of them. */
export async function heldItems(
  database: Database,
  holderId: string,
  ids: readonly string[],
): Promise<readonly Pick<Item, 'id' | 'template' | 'version'>[]> {
  if (ids.length === 0) return [];
  const marks = ids.map(() => '?').join(', ');
  const sql = `select id, template, version from item where holder_id = ? and id in (${marks})`;
  const { rows } = await database.query<ItemRow>(sql, [holderId, ...ids]);
  const found = new Map(rows.map(({ id, template, version }) => [id, { id, template, version }]));
  return ids.map((id) => {
    const item = found.get(id);
    if (!item) throw new Refused('not-held', `item ${id} is not there to give`);
    return item;
  });
}

const itemOf = ({ id, template, data, holder_id, version }: ItemRow): Item => ({
  id,
  template,
  data,
  holderId: holder_id,
  version,
});
