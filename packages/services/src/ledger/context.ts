import type { Clock, Database, Random } from '@rubato/ports';

/** What the ledger and its users need of the world. */
export interface LedgerContext {
  readonly database: Database;
  readonly clock: Pick<Clock, 'wallMs'>;
  readonly random: Random;
}
