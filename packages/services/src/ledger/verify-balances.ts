/** Each balance: a history without gaps, in which every entry follows from the one before, up to the balance itself. */
import type { SqlRow } from '@rubato/ports';
import { isSystem } from './holders.ts';
import type { Verification } from './verification.ts';

interface EntryRow extends SqlRow {
  readonly holder_id: string;
  readonly asset: string;
  readonly seq: number;
  readonly delta: number;
  readonly balance_after: number;
  readonly amount: number | null;
  readonly version: number | null;
}

interface BalanceRow extends SqlRow {
  readonly holder_id: string;
  readonly asset: string;
  readonly amount: number;
}

const ENTRIES = `select e.holder_id, e.asset, e.seq, e.delta, e.balance_after, b.amount, b.version
  from ledger_entry e left join balance b on b.holder_id = e.holder_id and b.asset = e.asset
  where (e.holder_id, e.asset, e.seq) > (?, ?, ?) order by e.holder_id, e.asset, e.seq limit ?`;
const BALANCES = `select holder_id, asset, amount from balance b where (holder_id, asset) > (?, ?)
  and not exists (select 1 from ledger_entry e where e.holder_id = b.holder_id and e.asset = b.asset)
  order by holder_id, asset limit ?`;

export async function verifyBalances(verification: Verification): Promise<void> {
  await verifyHistories(verification);
  await verifyUnexplained(verification);
}

async function verifyHistories(verification: Verification): Promise<void> {
  const { database, pageRows } = verification;
  let last: EntryRow | undefined;
  for (;;) {
    const from = [last?.holder_id ?? '', last?.asset ?? '', last?.seq ?? 0, pageRows];
    const { rows } = await database.query<EntryRow>(ENTRIES, from);
    for (const row of rows) {
      last = checkEntry(verification, row, last);
    }
    if (rows.length < pageRows) break;
  }
  if (last) checkEnd(verification, last);
}

function checkEntry(verification: Verification, row: EntryRow, last: EntryRow | undefined): EntryRow {
  verification.checked.entries++;
  const same = last?.holder_id === row.holder_id && last.asset === row.asset;
  if (last && !same) checkEnd(verification, last);
  const [seq, before] = same ? [last.seq, last.balance_after] : [0, 0];
  const where = placeOf(row);
  if (row.seq !== seq + 1)
    verification.found('broken-chain', where, `entry ${row.seq} comes after ${seq}: entries are missing between them`);
  else if (before + row.delta !== row.balance_after)
    verification.found('broken-chain', where, `entry ${row.seq}: ${before} and ${row.delta} make ${row.balance_after}`);
  return row;
}

function checkEnd(verification: Verification, { seq, balance_after, amount, version, ...row }: EntryRow): void {
  verification.checked.balances++;
  const where = placeOf(row);
  if (amount === null) return verification.found('wrong-balance', where, 'has entries, but no balance');
  if (version !== seq)
    verification.found('broken-chain', where, `changed ${version} times, but its last entry is ${seq}`);
  if (amount !== balance_after)
    verification.found('wrong-balance', where, `is ${amount}; its history says ${balance_after}`);
  if (amount < 0 && !isSystem(row.holder_id as string)) verification.found('out-of-bounds', where, `is ${amount}`);
}

async function verifyUnexplained(verification: Verification): Promise<void> {
  const { database, pageRows } = verification;
  let last: BalanceRow | undefined;
  for (;;) {
    const from = [last?.holder_id ?? '', last?.asset ?? '', pageRows];
    const { rows } = await database.query<BalanceRow>(BALANCES, from);
    for (const row of rows)
      verification.found('wrong-balance', placeOf(row), `is ${row.amount}; it has no history at all`);
    last = rows.at(-1);
    if (rows.length < pageRows) return;
  }
}

const placeOf = ({ holder_id, asset }: SqlRow): string => `balance ${holder_id} ${asset}`;
