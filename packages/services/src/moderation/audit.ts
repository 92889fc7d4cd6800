/**
 * The acts of operators as a chain: each row's hash covers its content and the hash before it, so that changing, removing
 * or reordering rows shows. Only the end can be cut off unseen: keep the head that a verification prints, and expect it
 * the next time.
 */
import type { Transaction } from '@rubato/ports';
import { hex, sha256, utf8Encode } from '@rubato/schema';
import type { Queryable } from '../schema/query-builder.ts';
import type { Operator } from './operators.ts';

export interface AuditRow {
  readonly seq: number;
  readonly actorId: string;
  readonly actorName: string;
  readonly action: string;
  /** What it was done to: `account:…`, `ban:…`. */
  readonly target: string;
  /** JSON. */
  readonly data: string;
  readonly atMs: number;
  readonly prev: string;
  readonly sha256: string;
}

export interface AuditReport {
  readonly ok: boolean;
  /** Rows that were looked at. */
  readonly rows: number;
  /** Hash of the last good row. */
  readonly head: string;
  /** The first row that is not what it claims to be. */
  readonly broken?: { readonly seq: number; readonly why: string };
}

/** Held by every transaction that appends: one row follows the other. */
export const AUDIT_LOCK = 'audit';
/** What the first row follows. */
export const AUDIT_BEGIN = '0'.repeat(64);
/** Rows of one page. */
export const AUDIT_PAGE = 64;

const COLUMNS = `seq, actor_id as "actorId", actor_name as "actorName", action, target, data, at_ms as "atMs",
  prev_sha256 as "prev", sha256 from audit`;
const LAST = 'select seq, sha256 from audit order by seq desc limit 1';
const APPEND = `insert into audit (seq, actor_id, actor_name, action, target, data, at_ms, prev_sha256, sha256)
  values (?, ?, ?, ?, ?, ?, ?, ?, ?)`;

/** Within a transaction that holds AUDIT_LOCK. */
export async function appendAudit(
  transaction: Transaction,
  { id, name }: Pick<Operator, 'id' | 'name'>,
  act: { readonly action: string; readonly target: string; readonly data: unknown; readonly atMs: number },
): Promise<void> {
  const { rows } = await transaction.query<{ seq: number; sha256: string }>(LAST);
  const { seq, sha256: prev } = rows[0] ?? { seq: 0, sha256: AUDIT_BEGIN };
  const { action, target, atMs } = act;
  const row = {
    seq: seq + 1,
    actorId: id,
    actorName: name,
    action,
    target,
    data: JSON.stringify(act.data),
    atMs,
    prev,
  };
  const content = [row.seq, id, name, action, target, row.data, atMs, prev];
  await transaction.query(APPEND, [...content, hashOf(row)]);
}

/** Rows before a number, the newest first. */
export async function auditPage(
  queryable: Queryable,
  before: number = Number.MAX_SAFE_INTEGER,
): Promise<readonly AuditRow[]> {
  const { rows } = await queryable.query(`select ${COLUMNS} where seq < ? order by seq desc limit ?`, [
    before,
    AUDIT_PAGE,
  ]);
  return rows as unknown as readonly AuditRow[];
}

/** @param expected a head of an earlier verification: it must still be there. Cost: O(rows). */
export async function verifyAudit(queryable: Queryable, expected?: string): Promise<AuditReport> {
  let [seq, head, seen] = [0, AUDIT_BEGIN, expected === undefined || expected === AUDIT_BEGIN];
  for (;;) {
    const { rows } = await queryable.query(`select ${COLUMNS} where seq > ? order by seq limit ?`, [seq, AUDIT_PAGE]);
    for (const row of rows as unknown as readonly AuditRow[]) {
      const why = faultOf(row, seq, head);
      if (why !== undefined) return { ok: false, rows: seq, head, broken: { seq: row.seq, why } };
      ({ seq, sha256: head } = row);
      seen ||= head === expected;
    }
    if (rows.length < AUDIT_PAGE) break;
  }
  if (seen) return { ok: true, rows: seq, head };
  const why = `the row with the hash ${expected} is gone: the end was cut off, or the chain was written anew`;
  return { ok: false, rows: seq, head, broken: { seq: seq + 1, why } };
}

function faultOf(row: AuditRow, seq: number, head: string): string | undefined {
  if (row.seq !== seq + 1) return `row ${seq + 1} is missing`;
  if (row.prev !== head) return 'it does not follow the row before it';
  if (row.sha256 !== hashOf(row)) return 'its content is not what was written';
  return undefined;
}

function hashOf({ seq, actorId, actorName, action, target, data, atMs, prev }: Omit<AuditRow, 'sha256'>): string {
  return hex(sha256(utf8Encode(JSON.stringify([seq, actorId, actorName, action, target, data, atMs, prev]))));
}
