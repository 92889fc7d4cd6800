/** The statement that tells an account something: part of the transaction that makes it true. */
import type { Statement } from '@rubato/ports';
import type { NotificationKind } from './kinds.ts';

export interface Note {
  /** The same for the same news, so that it is told once however often it is noted; up to 200 characters. */
  readonly id: string;
  readonly accountId: string;
  readonly kind: NotificationKind;
  readonly title: string;
  readonly body: string;
  /** A path of the web page. */
  readonly link: string;
  /** After which nobody has to be told any more. */
  readonly expiresMs: number;
}

/** Of an account that is gone nothing is noted, and what makes it true is true all the same. */
const NOTE = `insert into notification (id, account_id, kind, title, body, link, created_ms, expires_ms)
  select cast(? as text), a.id, cast(? as text), cast(? as text), cast(? as text), cast(? as text), cast(? as bigint),
  cast(? as bigint) from account a where a.id = cast(? as text) on conflict (id) do nothing`;

export function noteStatement({ id, accountId, kind, title, body, link, expiresMs }: Note, nowMs: number): Statement {
  return { sql: NOTE, values: [id, kind, title, body, link, nowMs, expiresMs, accountId] };
}

/** `2030-01-02 03:04 UTC` */
export const worded = (ms: number): string => `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
