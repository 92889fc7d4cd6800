/** Each item: a history of moves without gaps, each from the holder that the one before left it with, up to where it is. */
import type { SqlRow } from '@rubato/ports';
import type { Verification } from './verification.ts';

interface MoveRow extends SqlRow {
  readonly item_id: string;
  readonly version: number;
  readonly from_holder: string | null;
  readonly to_holder: string;
  readonly holder_id: string | null;
  readonly item_version: number | null;
}

const MOVES = `select m.item_id, m.version, m.from_holder, m.to_holder, i.holder_id, i.version as item_version
  from item_move m left join item i on i.id = m.item_id
  where (m.item_id, m.version) > (?, ?) order by m.item_id, m.version limit ?`;
const UNEXPLAINED = `select id, holder_id from item i where id > ?
  and not exists (select 1 from item_move m where m.item_id = i.id) order by id limit ?`;
/** Items of the system's own holders are not counted: they are no one's to carry. */
const COUNTS = `select id, items, counted from
  (select h.id, h.items, (select count(*) from item i where i.holder_id = h.id) as counted
    from holder h where h.kind <> 'system' and h.id > ? order by h.id limit ?) c`;

export async function verifyItems(verification: Verification): Promise<void> {
  await verifyMoves(verification);
  const found: Verification['found'] = (...finding) => verification.found(...finding);
  await eachPage<{ id: string; holder_id: string }>(verification, UNEXPLAINED, ({ id, holder_id }) =>
    found('wrong-holder', `item ${id}`, `is with ${holder_id}; it has no history at all`),
  );
  await eachPage<{ id: string; items: number; counted: number }>(verification, COUNTS, ({ id, items, counted }) => {
    if (items !== counted) found('wrong-count', `holder ${id}`, `counts ${items} items and has ${counted}`);
  });
}

async function verifyMoves(verification: Verification): Promise<void> {
  const { database, pageRows } = verification;
  let last: MoveRow | undefined;
  for (;;) {
    const from = [last?.item_id ?? '', last?.version ?? 0, pageRows];
    const { rows } = await database.query<MoveRow>(MOVES, from);
    for (const row of rows) {
      checkMove(verification, row, last);
      last = row;
    }
    if (rows.length < pageRows) break;
  }
  if (last) checkEnd(verification, last);
}

function checkMove(verification: Verification, row: MoveRow, last: MoveRow | undefined): void {
  verification.checked.moves++;
  const same = last?.item_id === row.item_id;
  if (last && !same) checkEnd(verification, last);
  const [version, holder] = same ? [last.version, last.to_holder] : [0, null];
  const where = `item ${row.item_id}`;
  if (row.version !== version + 1)
    verification.found(
      'two-holders',
      where,
      `move ${row.version} comes after ${version}: moves are missing between them`,
    );
  else if (row.from_holder !== holder)
    verification.found('two-holders', where, `move ${row.version} is from ${row.from_holder}, but ${holder} had it`);
}

function checkEnd(verification: Verification, { item_id, version, to_holder, holder_id, item_version }: MoveRow): void {
  verification.checked.items++;
  const where = `item ${item_id}`;
  if (holder_id === null) return verification.found('wrong-holder', where, 'has moves, but is gone');
  if (item_version !== version)
    verification.found('two-holders', where, `changed ${item_version} times, but its last move is ${version}`);
  if (holder_id !== to_holder)
    verification.found('wrong-holder', where, `is with ${holder_id}; its history says ${to_holder}`);
}

async function eachPage<R extends SqlRow & { readonly id: string }>(
  { database, pageRows }: Verification,
  sql: string,
  check: (row: R) => void,
): Promise<void> {
  for (let after = ''; ;) {
    const { rows } = await database.query<R>(sql, [after, pageRows]);
    rows.forEach(check);
    const last = rows.at(-1);
    if (!last || rows.length < pageRows) return;
    after = last.id;
  }
}
