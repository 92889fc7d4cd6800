/** Each transaction: as many entries and moves as it was written with, and a sum of 0 per asset. */
import type { SqlRow } from '@rubato/ports';
import type { Verification } from './verification.ts';

interface TxRow extends SqlRow {
  readonly id: string;
  readonly entries: number;
  readonly moves: number;
  readonly moved: number;
}

interface EntryRow extends SqlRow {
  readonly tx_id: string;
  readonly asset: string;
  readonly delta: number;
}

const PAGE = `select t.id, t.entries, t.moves, (select count(*) from item_move m where m.tx_id = t.id) as moved
  from ledger_tx t where t.id > ? order by t.id limit ?`;
const ENTRIES = 'select tx_id, asset, delta from ledger_entry where tx_id > ? and tx_id <= ?';
const TRADES = `select t.id, x.kind, x.ref from trade t left join ledger_tx x on x.id = t.tx_id
  where t.state = 'done' and t.id > ? and (x.id is null or x.kind <> 'trade' or x.ref is null or x.ref <> t.id)
  order by t.id limit ?`;

/** Transactions read at once: their entries, two per move at most, must fit one answer. */
const TX_PAGE = 50;

export async function verifyTransactions(verification: Verification): Promise<void> {
  const { database } = verification;
  const pageRows = Math.min(verification.pageRows, TX_PAGE);
  for (let after = ''; ;) {
    const { rows: transactions } = await database.query<TxRow>(PAGE, [after, pageRows]);
    const last = transactions.at(-1);
    if (!last) break;
    const { rows: entries } = await database.query<EntryRow>(ENTRIES, [after, last.id]);
    // One with an id between them may have been written between the two readings.
    const known = new Set(transactions.map(({ id }) => id));
    const ofThese = entries.filter(({ tx_id }) => known.has(tx_id));
    checkPage(verification, transactions, ofThese);
    after = last.id;
  }
  await verifyTrades(verification);
}

function checkPage(verification: Verification, transactions: readonly TxRow[], entries: readonly EntryRow[]): void {
  verification.checked.transactions += transactions.length;
  const sums = new Map(transactions.map(({ id }) => [id, { count: 0, byAsset: new Map<string, number>() }]));
  for (const { tx_id, asset, delta } of entries) {
    const sum = sums.get(tx_id)!;
    sum.count++;
    sum.byAsset.set(asset, (sum.byAsset.get(asset) ?? 0) + delta);
  }
  for (const { id, entries: written, moves, moved } of transactions) {
    const { count, byAsset } = sums.get(id)!;
    const where = `transaction ${id}`;
    if (count !== written) verification.found('incomplete', where, `has ${count} of ${written} entries`);
    if (moved !== moves) verification.found('incomplete', where, `has ${moved} of ${moves} moves`);
    for (const [asset, sum] of byAsset)
      if (sum !== 0) verification.found('unbalanced', where, `its entries of ${asset} sum up to ${sum}, not 0`);
  }
}

async function verifyTrades(verification: Verification): Promise<void> {
  for (let after = ''; ;) {
    const { rows } = await verification.database.query<{ id: string; kind: string | null; ref: string | null }>(
      TRADES,
      [after, verification.pageRows],
    );
    for (const { id, kind, ref } of rows) {
      const what = kind === null ? 'has no transaction' : `names a transaction of ${kind} ${ref}`;
      verification.found('wrong-trade', `trade ${id}`, `is done, but ${what}`);
    }
    const last = rows.at(-1);
    if (!last || rows.length < verification.pageRows) return;
    after = last.id;
  }
}
