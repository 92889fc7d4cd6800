/**
 * Proves the ledger from its own rows, page by page, also while it is in use: rows of history never change, and each page
 * comes with what it is compared with in one statement.
 */
import type { Database } from '@rubato/ports';
import { Verification, type LedgerFinding } from './verification.ts';
import { verifyBalances } from './verify-balances.ts';
import { verifyItems } from './verify-items.ts';
import { verifyTransactions } from './verify-transactions.ts';

export interface LedgerReport {
  readonly ok: boolean;
  readonly checked: Readonly<Record<'transactions' | 'entries' | 'balances' | 'items' | 'moves', number>>;
  /** The first 100 (MOST_FINDINGS). */
  readonly findings: readonly LedgerFinding[];
  /** Of all found, also those not kept. */
  readonly problems: number;
}

/** Rows read at once. */
export const VERIFY_PAGE = 2000;

/** Reads the whole history: about a second per 100,000 entries. @param options.pageRows default VERIFY_PAGE */
export async function verifyLedger(
  database: Database,
  options: { readonly pageRows?: number } = {},
): Promise<LedgerReport> {
  const verification = new Verification(database, options.pageRows ?? VERIFY_PAGE);
  await verifyTransactions(verification);
  await verifyBalances(verification);
  await verifyItems(verification);
  const { checked, findings, problems } = verification;
  return { ok: problems === 0, checked, findings, problems };
}
