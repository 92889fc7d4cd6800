/** What the adapters allow unless told otherwise. */
import type { DatabaseLimits } from '@rubato/ports';

export const DEFAULT_LIMITS: DatabaseLimits = {
  waiting: 10_000,
  rows: 10_000,
  statementMs: 5000,
  transactionMs: 10_000,
};

/** A database that takes no write within this is not healthy. */
export const HEALTH_MS = 5000;
/** How often a transaction that collided is run again, unless told otherwise. */
export const DEFAULT_RETRIES = 20;
