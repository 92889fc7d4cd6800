import type { Clock, Database, Random, Transaction } from '@rubato/ports';
import { Refused } from '../ledger/refused.ts';
import { builderOver, type Queryable } from '../schema/query-builder.ts';
import type { BanKind, BanScope } from '../schema/tables.ts';
import type { ServiceResult } from '../service-context.ts';
import { newId } from '../uuid.ts';
import { accountLock, endSessions } from './session-rows.ts';

export interface Ban {
  readonly id: string;
  readonly scope: BanScope;
  /** An account's id, or an address. */
  readonly subject: string;
  readonly kind: BanKind;
  readonly reason: string;
  readonly createdMs: number;
  /** Undefined: for good. */
  readonly expiresMs: number | undefined;
  /** What the banned have to say to it. */
  readonly appeal: string | undefined;
}

export interface NewBan {
  readonly scope: BanScope;
  readonly subject: string;
  readonly kind: BanKind;
  readonly reason: string;
  readonly actorId: string;
  /** Undefined: for good. */
  readonly durationMs?: number;
}

interface BanContext {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
}

export type Banned = { readonly accountId: string; readonly address: string };

/** Bans one; a ban from logging in ends the account's sessions in the same transaction. */
export async function ban(context: BanContext, wanted: NewBan): Promise<ServiceResult<Ban>> {
  const { reply, ended } = await context.database.transaction((transaction) => banIn(transaction, context, wanted), {
    locks: [accountLock(wanted.subject)],
  });
  return {
    reply,
    notify: ended.length > 0 ? [{ kind: 'sessions-ended', sessionIds: ended, reason: 'banned' }] : [],
  };
}

/** `ban` within a transaction that holds the account's lock; returns the sessions that ended besides. */
export async function banIn(
  transaction: Transaction,
  context: Pick<BanContext, 'clock' | 'random'>,
  { scope, subject, kind, reason, actorId, durationMs }: NewBan,
): Promise<{ readonly reply: Ban; readonly ended: readonly string[] }> {
  const nowMs = context.clock.wallMs();
  const expiresMs = durationMs === undefined ? undefined : nowMs + durationMs;
  const id = newId(context);
  await builderOver(transaction)
    .insertInto('ban')
    .values({
      id,
      scope,
      subject,
      kind,
      reason,
      actor_id: actorId,
      created_ms: nowMs,
      expires_ms: expiresMs ?? null,
    })
    .execute();
  const ends = kind === 'login' && scope === 'account';
  const ended = ends ? await endSessions(transaction, { accountId: subject, nowMs, reason: 'banned' }) : [];
  return { reply: { id, scope, subject, kind, reason, createdMs: nowMs, expiresMs, appeal: undefined }, ended };
}

const LIFT = 'update ban set lifted_ms = ? where id = ? and lifted_ms is null returning scope, subject, kind';

/** Throws Refused `not-found` when there is no such ban in force. */
export async function liftBan({ database, clock }: BanContext, id: string): Promise<void> {
  await database.transaction((transaction) => liftIn(transaction, id, clock.wallMs()), { locks: [] });
}

/** `liftBan` within a transaction; returns what it was. */
export async function liftIn(
  transaction: Transaction,
  id: string,
  nowMs: number,
): Promise<Pick<Ban, 'scope' | 'subject' | 'kind'>> {
  const { rows } = await transaction.query(LIFT, [nowMs, id]);
  if (!rows[0]) throw new Refused('not-found', 'there is no such ban in force');
  return rows[0] as unknown as Pick<Ban, 'scope' | 'subject' | 'kind'>;
}

/** Adds the banned account's note; throws Refused `not-found` for somebody else's ban. */
export async function appeal(
  { database }: BanContext,
  { banId, accountId, note }: { readonly banId: string; readonly accountId: string; readonly note: string },
): Promise<void> {
  const sql = `update ban set appeal = ? where id = ? and scope = 'account' and subject = ? and lifted_ms is null`;
  const [result] = await database.batch([{ sql, values: [note, banId, accountId] }], { locks: [] });
  if (result!.changes === 0) throw new Refused('not-found', 'there is no such ban of this account');
}

/** The ban of this kind that holds longest. */
export async function activeBan(
  queryable: Queryable,
  { accountId, address }: Banned,
  { kind, nowMs }: { readonly kind: BanKind; readonly nowMs: number },
): Promise<Ban | undefined> {
  const found = await bansOf(queryable, { accountId, address });
  const active = found.filter((one) => one.kind === kind && (one.expiresMs ?? Infinity) > nowMs);
  return active.sort((a, b) => (b.expiresMs ?? Infinity) - (a.expiresMs ?? Infinity))[0];
}

/** All that were not lifted, the newest first. */
export async function bansOf(queryable: Queryable, { accountId, address }: Banned): Promise<readonly Ban[]> {
  const rows = await builderOver(queryable)
    .selectFrom('ban')
    .selectAll()
    .where('lifted_ms', 'is', null)
    .where((where) =>
      where.or([
        where.and([where('scope', '=', 'account'), where('subject', '=', accountId)]),
        where.and([where('scope', '=', 'address'), where('subject', '=', address)]),
      ]),
    )
    .orderBy('created_ms', 'desc')
    .limit(100)
    .execute();
  return rows.map(({ id, scope, subject, kind, reason, created_ms, expires_ms, appeal: note }) => {
    return {
      id,
      scope,
      subject,
      kind,
      reason,
      createdMs: created_ms,
      expiresMs: expires_ms ?? undefined,
      appeal: note ?? undefined,
    };
  });
}

/** Throws Refused `banned`, which says from what, why and until when. */
export async function refuseBanned(
  queryable: Queryable,
  banned: Banned,
  options: { readonly kind: BanKind; readonly nowMs: number },
): Promise<void> {
  const found = await activeBan(queryable, banned, options);
  if (!found) return;
  const until = found.expiresMs === undefined ? 'for good' : `until ${new Date(found.expiresMs).toISOString()}`;
  throw new Refused('banned', `banned from ${found.kind} ${until}: ${found.reason}`);
}
