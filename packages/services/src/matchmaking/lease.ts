/**
 * Leases in the database: of several servers one does what must not be done twice. The clocks of the servers may differ by
 * less than a lease lasts; whatever matters is decided by conditional writes besides, so that a lease held twice costs
 * work and nothing else. `fence` rises with each new holder.
 */
import type { Database } from '@rubato/ports';

export interface LeaseWish {
  readonly name: string;
  /** Differs for each process, and for each life of it. */
  readonly holder: string;
  readonly nowMs: number;
  readonly holdMs: number;
}

const TAKE = `insert into lease (name, holder, fence, expires_ms) values (?, ?, 1, ?) on conflict (name) do update
  set holder = excluded.holder, expires_ms = excluded.expires_ms,
    fence = lease.fence + (case when lease.holder = excluded.holder then 0 else 1 end)
  where lease.holder = excluded.holder or lease.expires_ms <= ? returning fence`;
// The row stays, so that its fence never falls.
const GIVE_BACK = 'update lease set expires_ms = 0 where name = ? and holder = ?';

/** Takes or renews it; returns its fence, or undefined while somebody else holds it. */
export async function takeLease(
  database: Database,
  { name, holder, nowMs, holdMs }: LeaseWish,
): Promise<number | undefined> {
  const values = [name, holder, nowMs + holdMs, nowMs];
  const [result] = await database.batch([{ sql: TAKE, values }], { locks: [] });
  const fence = result!.rows[0]?.['fence'];
  return fence === undefined ? undefined : Number(fence);
}

/** So that the next one need not wait. */
export async function giveBackLease(
  database: Database,
  { name, holder }: Pick<LeaseWish, 'name' | 'holder'>,
): Promise<void> {
  await database.batch([{ sql: GIVE_BACK, values: [name, holder] }], { locks: [] });
}
