/** What operators do about players, each act with its row of the audit in the same transaction; and what the banned say. */
import type { Transaction } from '@rubato/ports';
import { appeal, banIn, bansOf, liftIn, type Ban, type NewBan } from '../accounts/bans.ts';
import { accountLock } from '../accounts/session-rows.ts';
import { sessionsEnded, type Caller } from '../accounts/sessions.ts';
import { Refused } from '../ledger/refused.ts';
import type { Role } from '../schema/tables.ts';
import type { ServiceContext, ServiceResult } from '../service-context.ts';
import type { Report, Reports } from '../social/reports.ts';
import { checkText } from '../text/checked-text.ts';
import { nameKey } from '../text/name-key.ts';
import { takeTokens, type Rate } from '../throttle/throttle.ts';
import { appendAudit, auditPage, AUDIT_LOCK, type AuditRow } from './audit.ts';
import type { Operator } from './operators.ts';

export interface FoundAccount {
  readonly id: string;
  readonly username: string;
  readonly guest: boolean;
  /** What it may in the game. */
  readonly role: Role;
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
/** So long a report is its taker's alone; after it any moderator may go on with it. */
export const TAKEN_MS = 24 * 3_600_000;
const REASON = { what: 'a reason', characters: 500, bytes: 2048 };
const NOTE = { what: 'a note', characters: 1000, bytes: 4096 };

const BANS = `select id, scope, subject, kind, reason, created_ms as "createdMs", expires_ms as "expiresMs", appeal from ban
  where lifted_ms is null and (expires_ms is null or expires_ms > ?) and id < ?`;
const LATEST = `order by id desc limit ${BANS_PER_PAGE}`;
/** Sorts behind every id, by any collation. */
const BEHIND_ALL = 'zzz';
const ACCOUNT =
  'select id, username, guest, role, created_ms as "createdMs" from account where id = ? or username_key = ?';

const ROLE = 'select role, guest from account where id = ?';
const SET_ROLE = 'update account set role = ? where id = ?';

type ReportBook = Pick<Reports, 'list' | 'get' | 'closeIn' | 'takeIn' | 'escalateIn'>;
type Context = Pick<ServiceContext, 'database' | 'clock' | 'random'>;

export class Moderation {
  readonly #context: Context;
  readonly #reports: ReportBook;

  constructor(context: Context, reports: ReportBook) {
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
      role: row['role'] as Role,
      createdMs: Number(row['createdMs']),
      bans,
    };
  }

  /**
   * What an account may in the game from now on, its open sockets included: moderators and admins announce to the world.
   * For admins; throws Refused `not-found`, `bad-value`, `not-allowed` for a guest.
   */
  async setRole(
    by: Operator,
    idOrName: string,
    { role, reason }: { readonly role: Role; readonly reason: string },
  ): Promise<FoundAccount> {
    const why = checkText(reason, REASON);
    const account = await this.account(idOrName);
    await this.#acting([accountLock(account.id)], async (transaction, nowMs) => {
      // Read again: another admin may have set it meanwhile, and the audit says what was.
      const [now] = (await transaction.query(ROLE, [account.id])).rows;
      if (!now) throw new Refused('not-found', 'there is no such account');
      if (now['guest'] === 1 && role !== 'player')
        throw new Refused('not-allowed', 'a guest proves nothing about itself; it must register first');
      await transaction.query(SET_ROLE, [role, account.id]);
      const data = { role, before: now['role'], reason: why };
      await appendAudit(transaction, by, { action: 'role-set', target: `account:${account.id}`, data, atMs: nowMs });
    });
    return { ...account, role };
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
  reports(which: Parameters<Reports['list']>[0]): Promise<readonly Report[]> {
    return this.#reports.list(which);
  }

  /** Throws Refused `not-found`. */
  report(id: string): Promise<Report> {
    return this.#reports.get(id);
  }

  /** Says who looks into an open report; throws Refused `not-found`, `conflict` when another one does, `not-allowed`. */
  takeReport(by: Operator, id: string): Promise<Report> {
    return this.#onReport(by, id, async (transaction) => {
      const report = await this.#reports.takeIn(transaction, id, by.id);
      return { report, action: 'report-taken', data: {} };
    });
  }

  /** Hands an open report to the admins, once; throws as `takeReport`, and Refused `bad-value`. */
  escalateReport(by: Operator, id: string, note: string): Promise<Report> {
    return this.#onReport(by, id, async (transaction, { escalatedMs }) => {
      if (escalatedMs !== undefined) throw new Refused('conflict', 'this report waits for an admin already');
      const report = await this.#reports.escalateIn(transaction, id, { by: by.id, note });
      return { report, action: 'report-escalated', data: { note: report.escalation } };
    });
  }

  /** Throws as `takeReport`, and Refused `bad-value`. */
  closeReport(
    by: Operator,
    id: string,
    { state, note }: { readonly state: 'upheld' | 'dismissed'; readonly note?: string },
  ): Promise<Report> {
    return this.#onReport(by, id, async (transaction) => {
      const how = note === undefined ? { state, by: by.id } : { state, by: by.id, note };
      const report = await this.#reports.closeIn(transaction, id, how);
      return { report, action: 'report-closed', data: { state, note: note ?? null } };
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

  /** One act on an open report, by whoever may, with its row of the audit. */
  #onReport(
    by: Operator,
    id: string,
    act: (
      transaction: Transaction,
      open: Report,
    ) => Promise<{ readonly report: Report; readonly action: string; readonly data: object }>,
  ): Promise<Report> {
    return this.#acting([], async (transaction, nowMs) => {
      const open = await this.#reports.get(id, transaction);
      if (open.state !== 'open') throw new Refused('not-found', 'there is no such open report');
      refuseOthers(by, open, nowMs);
      const { report, action, data } = await act(transaction, open);
      const about = { report: id, accused: report.accusedAccountId, ...data };
      await appendAudit(transaction, by, { action, target: `report:${id}`, data: about, atMs: nowMs });
      return report;
    });
  }

  #acting<T>(locks: readonly string[], work: (transaction: Transaction, nowMs: number) => Promise<T>): Promise<T> {
    const { database, clock } = this.#context;
    return database.transaction((transaction) => work(transaction, clock.wallMs()), { locks: [...locks, AUDIT_LOCK] });
  }
}

/** What was handed to the admins is theirs; what another one looks into is theirs for a day, or an admin's. */
function refuseOthers(by: Operator, { takenBy, takenMs, escalatedMs }: Report, nowMs: number): void {
  if (by.role === 'admin') return;
  if (escalatedMs !== undefined) throw new Refused('not-allowed', 'this report was handed to the admins');
  if (takenBy !== undefined && takenBy !== by.id && nowMs - (takenMs ?? 0) < TAKEN_MS)
    throw new Refused('conflict', 'another one looks into this report');
}
