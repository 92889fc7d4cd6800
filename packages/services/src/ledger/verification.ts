import type { Database } from '@rubato/ports';

export type LedgerProblem =
  /** A transaction's entries of one asset don't sum up to 0. */
  | 'unbalanced'
  /** A transaction has another number of entries or moves than it was written with. */
  | 'incomplete'
  /** A balance's history has a gap, or an entry that doesn't follow from the one before. */
  | 'broken-chain'
  /** A balance differs from what its history says. */
  | 'wrong-balance'
  /** A balance below 0 that isn't the system's, or beyond 2^53−1. */
  | 'out-of-bounds'
  /** An item's history has a gap, or a move from a holder who didn't have it: two claim to hold it. */
  | 'two-holders'
  /** An item is not where its history says, or has no history. */
  | 'wrong-holder'
  /** A holder's count of items is wrong. */
  | 'wrong-count'
  /** A trade that is done without a transaction of its own, or with one that belongs to something else. */
  | 'wrong-trade';

export interface LedgerFinding {
  readonly problem: LedgerProblem;
  /** Where: `balance <holder> <asset>`, `transaction <id>`, `item <id>`, `holder <id>`, `trade <id>`. */
  readonly where: string;
  /** What was found and what it should be, for people. */
  readonly message: string;
}

export const MOST_FINDINGS = 100;

/** Collects what the checks find and count. */
export class Verification {
  readonly database: Database;
  readonly pageRows: number;
  readonly checked = { transactions: 0, entries: 0, balances: 0, items: 0, moves: 0 };
  readonly findings: LedgerFinding[] = [];
  problems = 0;

  constructor(database: Database, pageRows: number) {
    this.database = database;
    this.pageRows = pageRows;
  }

  found(problem: LedgerProblem, where: string, message: string): void {
    this.problems++;
    if (this.findings.length < MOST_FINDINGS) this.findings.push({ problem, where, message });
  }
}
