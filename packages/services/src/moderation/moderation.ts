/** What operators do about players, each act with its row of the audit in the same transaction; and what the banned say. */
import type { Transaction } from '@rubato/ports';
import { appeal, banIn, bansOf, liftIn, type Ban, type NewBan } from '../accounts/bans.ts';
import { accountLock } from '../accounts/session-rows.ts';
import { sessionsEnded, type Caller } from '../accounts/sessions.ts';
import { Refused } from '../ledger/refused.ts';
import type { ServiceContext, ServiceResult } from '../service-context.ts';
import type { Report, Reports, ReportState } from '../social/reports.ts';
import { checkText } from '../text/checked-text.ts';
import { nameKey } from '../text/name-key.ts';
import { takeTokens, type Rate } from '../throttle/throttle.ts';
import { appendAudit, auditPage, AUDIT_LOCK, type AuditRow } from './audit.ts';
import type { Operator } from './operators.ts';

export interface FoundAccount {
  readonly id: string;
  readonly username: string;
  readonly guest: boolean;
  readonly createdMs: number;
  /** That were not lifted. */
  readonly bans: readonly Ban[];
}

/** A ban by a moderator lasts so long at most; longer ones are for admins. */
export const MODERATOR_MOST_MS = 30 * 24 * 3_600_000;
export const BAN_LEAST_MS = 60_000;
export const BAN_MOST_MS = 10 * 365 * 24 * 3_600_000;
/** Bans of one page. */
export const BANS_PER_PAGE = 50;
/** Notes of one account on its bans. */
export const APPEALS: Rate = { tokens: 5, perMs: 24 * 3_600_000 };
const REASON = { what: 'a reason', characters: 500, bytes: 2048 };
const NOTE = { what: 'a note', characters: 1000, bytes: 4096 };

const BANS = `select id, scope, subject, kind, reason, created_ms as "createdMs", expires_ms as "expiresMs", appeal from ban
  where lifted_ms is null and (expires_ms is null or expires_ms > ?) and id < ?`;
const LATEST = `order by id desc limit ${BANS_PER_PAGE}`;
/** Sorts behind every id, by any collation. */
const BEHIND_ALL = 'zzz';
const ACCOUNT = 'select id, username, guest, created_ms as "createdMs" from account where id = ? or username_key = ?';

type Context = Pick<ServiceContext, 'database' | 'clock' | 'random'>;

export class Moderation {
  readonly #context: Context;
  readonly #reports: Pick<Reports, 'list' | 'closeIn'>;

  constructor(context: Context, reports: Pick<Reports, 'list' | 'closeIn'>) {
    this.#context = context;
    this.#reports = reports;
  }

  /** By id or name; throws Refused `not-found`. */
  async account(idOrName: string): Promise<FoundAccount> {
    const { database } = this.#context;
    const { rows } = await database.query(ACCOUNT, [idOrName, nameKey(idOrName)]);
    const [row] = rows;
    if (!row) throw new Refused('not-found', 'there is no such account');
    const id = String(row['id']);
    const bans = await bansOf(database, { accountId: id, address: '' });
    return {
      id,
      username: String(row['username']),
      guest: row['guest'] === 1,
      createdMs: Number(row['createdMs']),
      bans,
    };
  }

  /** Bans in force, the newest first. @param appealed only those with a note of the banned */
  async bans({ before = BEHIND_ALL, appealed = false } = {}): Promise<readonly Ban[]> {
    const sql = `${BANS} ${appealed ? 'and appeal is not null' : ''} ${LATEST}`;
    const { rows } = await this.#context.database.query(sql, [this.#context.clock.wallMs(), before]);
    return rows.map((row) => {
      const { expiresMs, appeal: note } = row;
      return {
        ...(row as unknown as Ban),
        expiresMs: (expiresMs ?? undefined) as undefined,
        appeal: (note ?? undefined) as undefined,
      };
    });
  }

  /** Throws Refused `not-found` for no account, `bad-value`, `not-allowed` for what only admins may. */
  async ban(by: Operator, wanted: Omit<NewBan, 'actorId'>): Promise<ServiceResult<Ban>> {
    const { scope, subject, kind, durationMs } = wanted;
    const reason = checkText(wanted.reason, REASON);
    if (durationMs !== undefined && !(durationMs >= BAN_LEAST_MS && durationMs <= BAN_MOST_MS))
      throw new Refused('bad-value', 'durationMs: from a minute to ten years, or nothing for good');
    if (by.role !== 'admin' && (durationMs ?? Infinity) > MODERATOR_MOST_MS)
      throw new Refused('not-allowed', `a ban of more than ${MODERATOR_MOST_MS / 86_400_000} days is for an admin`);
    if (scope === 'account') await this.account(subject);
    const { reply, ended } = await this.#acting([accountLock(subject)], async (transaction, nowMs) => {
      const made = await banIn(transaction, this.#context, { ...wanted, reason, actorId: by.id });
      const { id, expiresMs } = made.reply;
      const data = { ban: id, kind, reason, expiresMs: expiresMs ?? null };
      await appendAudit(transaction, by, { action: 'banned', target: `${scope}:${subject}`, data, atMs: nowMs });
      return made;
    });
    return { reply, notify: sessionsEnded(ended, 'banned') };
  }

  /** Throws Refused `not-found` or `bad-value`. */
  async lift(by: Operator, banId: string, note: string): Promise<void> {
    const text = checkText(note, REASON);
    await this.#acting([], async (transaction, nowMs) => {
      const { scope, subject, kind } = await liftIn(transaction, banId, nowMs);
      const data = { ban: banId, kind, note: text };
      await appendAudit(transaction, by, { action: 'lifted', target: `${scope}:${subject}`, data, atMs: nowMs });
    });
  }

  /** Keeps an account from chatting; as `ban`. */
  mute(by: Operator, wanted: Pick<NewBan, 'subject' | 'reason' | 'durationMs'>): Promise<ServiceResult<Ban>> {
    return this.ban(by, { ...wanted, scope: 'account', kind: 'chat' });
  }

  /** The oldest first. */
  reports(which: { readonly state: ReportState; readonly after?: string }): Promise<readonly Report[]> {
    return this.#reports.list(which);
  }

  /** Throws Refused `not-found` or `bad-value`. */
  closeReport(
    by: Operator,
    id: string,
    { state, note }: { readonly state: 'upheld' | 'dismissed'; readonly note?: string },
  ): Promise<Report> {
    return this.#acting([], async (transaction, nowMs) => {
      const how = note === undefined ? { state, by: by.id } : { state, by: by.id, note };
      const closed = await this.#reports.closeIn(transaction, id, how);
      const data = { report: id, state, accused: closed.accusedAccountId, note: note ?? null };
      await appendAudit(transaction, by, { action: 'report-closed', target: `report:${id}`, data, atMs: nowMs });
      return closed;
    });
  }

  audit(before?: number): Promise<readonly AuditRow[]> {
    return auditPage(this.#context.database, before);
  }

  /** The caller's own bans in force. */
  async own({ accountId }: Caller, address: string): Promise<readonly Ban[]> {
    const nowMs = this.#context.clock.wallMs();
    const all = await bansOf(this.#context.database, { accountId, address });
    return all.filter(({ expiresMs }) => (expiresMs ?? Infinity) > nowMs);
  }

  /** What the banned have to say, in place of what they said before; throws Refused `not-found`, `bad-value`, `too-many`. */
  async appeal({ accountId }: Caller, banId: string, note: string): Promise<void> {
    const { database, clock } = this.#context;
    const text = checkText(note, NOTE);
    await takeTokens(database, clock, [{ bucket: `appeal account ${accountId}`, rate: APPEALS }]);
    await appeal(this.#context, { banId, accountId, note: text });
  }

  #acting<T>(locks: readonly string[], work: (transaction: Transaction, nowMs: number) => Promise<T>): Promise<T> {
    const { database, clock } = this.#context;
    return database.transaction((transaction) => work(transaction, clock.wallMs()), { locks: [...locks, AUDIT_LOCK] });
  }
}
