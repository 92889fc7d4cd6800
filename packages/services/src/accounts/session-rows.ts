/** What happens to the rows of `session` and `session_token`, inside a transaction of the caller's. */
import type { Transaction } from '@rubato/ports';
import type { SessionEnd } from '../service-context.ts';
import type { AccountLimits } from './limits.ts';
import type { Token } from './tokens.ts';

/** Transactions that change an account or its sessions go one after the other: none slips in beside a ban. */
export const accountLock = (accountId: string): string => `account ${accountId}`;

export interface Client {
  /** As the server saw it. */
  readonly address: string;
  /** What the caller says to be, as its User-Agent. */
  readonly program: string;
}

const ADDRESS_CHARACTERS = 64;
const PROGRAM_CHARACTERS = 128;

const INSERT_SESSION = `insert into session (id, account_id, address, program, created_ms, used_ms)
  values (?, ?, ?, ?, ?, ?)`;
const INSERT_TOKENS = `insert into session_token
  (refresh_sha256, access_sha256, session_id, parent_sha256, created_ms, access_expires_ms, refresh_expires_ms)
  values (?, ?, ?, ?, ?, ?, ?)`;
const END_OLDEST = `update session set ended_ms = ?, ended_reason = 'too-many-sessions' where id in
  (select id from session where account_id = ? and ended_ms is null order by used_ms desc, id desc limit 1000 offset ?)
  returning id`;

export interface NewTokens {
  readonly access: Token;
  readonly refresh: Token;
  readonly sessionId: string;
  /** Hash of the refresh token that these were exchanged for. */
  readonly parent?: string;
  readonly nowMs: number;
}

export async function insertSession(
  transaction: Transaction,
  session: { readonly id: string; readonly accountId: string; readonly client: Client; readonly nowMs: number },
): Promise<void> {
  const { id, accountId, client, nowMs } = session;
  const address = clip(client.address, ADDRESS_CHARACTERS);
  const program = clip(client.program, PROGRAM_CHARACTERS);
  await transaction.query(INSERT_SESSION, [id, accountId, address, program, nowMs, nowMs]);
}

export async function insertTokens(transaction: Transaction, tokens: NewTokens, limits: AccountLimits): Promise<void> {
  const { access, refresh, sessionId, parent = null, nowMs } = tokens;
  const accessMs = nowMs + limits.sessionIdleMs;
  const values = [refresh.sha256, access.sha256, sessionId, parent, nowMs, accessMs, nowMs + limits.refreshMs];
  await transaction.query(INSERT_TOKENS, values);
}

/** Ends the sessions unused for longest until `keep` are left; returns those it ended. */
export async function endSurplus(
  transaction: Transaction,
  { accountId, keep, nowMs }: { readonly accountId: string; readonly keep: number; readonly nowMs: number },
): Promise<readonly string[]> {
  const { rows } = await transaction.query<{ id: string }>(END_OLDEST, [nowMs, accountId, keep]);
  return rows.map(({ id }) => id);
}

/** Ends the account's sessions, all or `only` one or all but `except`; returns those it ended. */
export async function endSessions(
  transaction: Transaction,
  which: {
    readonly accountId: string;
    readonly only?: string;
    readonly except?: string;
    readonly nowMs: number;
    readonly reason: SessionEnd;
  },
): Promise<readonly string[]> {
  const { accountId, only, except, nowMs, reason } = which;
  const values = [nowMs, reason, accountId, ...(only ? [only] : []), ...(except ? [except] : [])];
  const sql = `update session set ended_ms = ?, ended_reason = ? where account_id = ? and ended_ms is null
    ${only ? 'and id = ?' : ''} ${except ? 'and id <> ?' : ''} returning id`;
  const { rows } = await transaction.query<{ id: string }>(sql, values);
  return rows.map(({ id }) => id);
}

/** What a header says is cut, not refused; PostgreSQL holds no U+0000. */
function clip(text: string, characters: number): string {
  return Array.from(text.replaceAll('\0', '').replace(/\p{Surrogate}/gu, '\ufffd'))
    .slice(0, characters)
    .join('');
}
