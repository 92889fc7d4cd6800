/**
 * A call whose work is more than one transaction. It is claimed before the work begins, so that the same call waits,
 * on whichever server it arrives, until there is an answer to repeat:
 *
 *   free → claimed → kept       kept: by the transaction that does the last of the work, which fails without the claim
 *            └→ free            refused: the next one may try
 *            └→ claimed anew    by another one, CLAIM_MS later: whoever claimed it is dead
 */
import type { Clock, Database, Random, Statement } from '@rubato/ports';
import { newId } from '../uuid.ts';
import { hashed, keptReply, type Call } from './once.ts';
import { Refused } from './refused.ts';

/** A call that is not done by then was claimed by a server that is no more. */
export const CLAIM_MS = 10_000;
/** Between two looks at a call that another server does. */
export const CLAIM_POLL_MS = 25;
/** How long a call waits for another one to be done; then it is refused with `overloaded`. */
export const CLAIM_WAIT_MS = 2 * CLAIM_MS;

export interface Claim {
  readonly call: Call;
  /** Stands in place of the reply. */
  readonly mark: string;
}

interface ClaimContext {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
}

const CLAIM = `insert into call (actor_id, call_key, request_sha256, reply, kept, created_ms) values (?, ?, ?, ?, 0, ?)
  on conflict (actor_id, call_key) do update set reply = excluded.reply, created_ms = excluded.created_ms
  where call.request_sha256 = excluded.request_sha256 and call.reply like '{"claim":%' and call.created_ms <= ?`;
const KEEP = `update call set reply = ?, created_ms = ? where actor_id = ? and call_key = ? and reply = ?`;
const RELEASE = 'delete from call where actor_id = ? and call_key = ? and reply = ?';

/**
 * Claims a call, or resolves with what it answered before, waiting for whoever does it now. Throws Refused `key-reused`,
 * `bad-value`, or `overloaded` after CLAIM_WAIT_MS.
 */
export async function claimCall<R>(
  context: ClaimContext,
  call: Call,
): Promise<{ readonly claim: Claim } | { readonly reply: R }> {
  const { database, clock } = context;
  const known = hashed(call);
  const claim: Claim = { call, mark: JSON.stringify({ claim: newId(context) }) };
  const untilMs = clock.now() + CLAIM_WAIT_MS;
  while (clock.now() < untilMs) {
    const kept = await keptReply<R | { readonly claim: string }>(database, known);
    if (kept && !isClaim(kept.reply)) return { reply: kept.reply };
    const nowMs = clock.wallMs();
    const values = [call.actorId, call.key, known.hash, claim.mark, nowMs, nowMs - CLAIM_MS];
    const [claimed] = await database.batch([{ sql: CLAIM, values }], { locks: [] });
    if (claimed?.changes === 1) return { claim };
    await new Promise<void>((done) => void clock.after(CLAIM_POLL_MS, done));
  }
  throw new Refused('overloaded', 'this very call is still being done; try again soon');
}

/** Within the transaction that does the last of the work: whoever lost the claim meanwhile breaks it (`unexpected-rows`). */
export function keepClaimed({ call, mark }: Claim, reply: unknown, atMs: number): Statement {
  return { sql: KEEP, values: [JSON.stringify(reply), atMs, call.actorId, call.key, mark], expect: 1 };
}

/**
 * After the work failed: the call is free again, unless it was kept after all (the failure came later, or was in doubt),
 * or another one has claimed it meanwhile. Resolves with what it answered, if it did.
 */
export async function releaseClaim<R>(database: Database, { call, mark }: Claim): Promise<R | undefined> {
  await database.batch([{ sql: RELEASE, values: [call.actorId, call.key, mark] }], { locks: [] });
  const kept = await keptReply<R | { readonly claim: string }>(database, hashed(call));
  return kept && !isClaim(kept.reply) ? kept.reply : undefined;
}

function isClaim(reply: unknown): reply is { readonly claim: string } {
  return typeof reply === 'object' && reply !== null && 'claim' in reply;
}
