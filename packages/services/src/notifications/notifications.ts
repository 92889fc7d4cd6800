/** The list behind the bell, and the way of what is noted to whoever it is for. */
import type { Clock, Database, Statement, Transaction } from '@rubato/ports';
import type { Notice } from '../notice.ts';
import type { NotificationKind, NotificationWay } from './kinds.ts';
import { noteStatement, type Note } from './note.ts';
import { preferencesOf, quietUntil } from './preferences.ts';

/** Kept of one account, the newest; older ones go, read or not. */
export const MOST_NOTIFICATIONS = 100;
/** Routed in one go. */
export const ROUTED_AT_ONCE = 100;

export interface Shown {
  readonly id: string;
  readonly kind: NotificationKind;
  readonly title: string;
  readonly body: string;
  readonly link: string;
  readonly createdMs: number;
  readonly read: boolean;
}

interface Row extends Omit<Shown, 'read'> {
  readonly accountId: string;
  readonly expiresMs: number;
}

const COLUMNS = 'id, kind, title, body, link, created_ms as "createdMs"';
const SHOWN = `select ${COLUMNS}, read_ms as "readMs" from notification where account_id = ? and shown = 1
  order by created_ms desc, id desc limit ${MOST_NOTIFICATIONS}`;
const UNREAD = 'select count(*) as n from notification where account_id = ? and shown = 1 and read_ms is null';
const READ = 'update notification set read_ms = ? where account_id = ? and shown = 1 and read_ms is null';
const NEW = `select ${COLUMNS}, account_id as "accountId", expires_ms as "expiresMs" from notification where routed = 0
  order by created_ms limit ?`;
const ROUTE = 'update notification set routed = 1, shown = ? where id = ? and routed = 0';
const DELIVER = `insert into notification_delivery (notification_id, way, due_ms) values (?, ?, ?)
  on conflict (notification_id, way) do nothing`;
const TRIM = `delete from notification where account_id = ? and routed = 1 and id not in (select id from notification
  where account_id = ? order by created_ms desc, id desc limit ${MOST_NOTIFICATIONS})`;

export class Notifications {
  readonly #context: { readonly database: Database; readonly clock: Clock };

  constructor(context: { readonly database: Database; readonly clock: Clock }) {
    this.#context = context;
  }

  /** Notes what no transaction of its own could; each id counts once. */
  async note(notes: readonly Note[]): Promise<void> {
    if (notes.length === 0) return;
    const nowMs = this.#context.clock.wallMs();
    await this.#context.database.batch(
      notes.map((each) => noteStatement(each, nowMs)),
      { locks: [] },
    );
  }

  /** The newest first. */
  async list(accountId: string): Promise<readonly Shown[]> {
    const { rows } = await this.#context.database.query(SHOWN, [accountId]);
    return rows.map(({ readMs, ...row }) => ({ ...(row as unknown as Omit<Shown, 'read'>), read: readMs !== null }));
  }

  async unread(accountId: string): Promise<number> {
    return Number((await this.#context.database.query(UNREAD, [accountId])).rows[0]!['n']);
  }

  /** These, or all; returns how many stay unread. */
  async markRead(accountId: string, ids?: readonly string[]): Promise<number> {
    const nowMs = this.#context.clock.wallMs();
    const statements: Statement[] =
      ids === undefined
        ? [{ sql: READ, values: [nowMs, accountId] }]
        : ids.map((id) => ({ sql: `${READ} and id = ?`, values: [nowMs, accountId, id] }));
    if (statements.length > 0) await this.#context.database.batch(statements, { locks: [] });
    return this.unread(accountId);
  }

  /**
   * Applies its owner's choices to what is new: each is routed once, in one transaction with its deliveries. Returns what
   * open pages hear of; whoever misses that reads the list.
   */
  async route(ways: readonly NotificationWay[]): Promise<readonly Notice[]> {
    const { rows } = await this.#context.database.query(NEW, [ROUTED_AT_ONCE]);
    const byAccount = new Map<string, Row[]>();
    for (const row of rows as unknown as readonly Row[])
      byAccount.set(row.accountId, [...(byAccount.get(row.accountId) ?? []), row]);
    const told: Notice[] = [];
    for (const [accountId, fresh] of byAccount) {
      const shown = await this.#context.database.transaction(
        (transaction) => this.#routeOne(transaction, accountId, fresh, ways),
        { locks: [`notifications ${accountId}`] },
      );
      const unread = shown.length === 0 ? 0 : await this.unread(accountId);
      for (const { accountId: to, expiresMs: _, ...data } of shown)
        told.push({ to: `account:${to}`, type: 'NOTIFICATION', data: { ...data, read: false, unread } });
    }
    return told;
  }

  async #routeOne(
    transaction: Transaction,
    accountId: string,
    fresh: readonly Row[],
    ways: readonly NotificationWay[],
  ): Promise<readonly Row[]> {
    const nowMs = this.#context.clock.wallMs();
    const { choices, quiet } = await preferencesOf(transaction, accountId);
    const dueMs = quietUntil(nowMs, quiet);
    const shown: Row[] = [];
    for (const row of fresh) {
      const chosen = choices[row.kind] ?? ['page'];
      const onPage = chosen.includes('page');
      const { changes } = await transaction.query(ROUTE, [Number(onPage), row.id]);
      if (changes === 0) continue;
      if (onPage) shown.push(row);
      for (const way of chosen)
        if (way !== 'page' && ways.includes(way) && dueMs < row.expiresMs)
          await transaction.query(DELIVER, [row.id, way, dueMs]);
    }
    await transaction.query(TRIM, [accountId, accountId]);
    return shown;
  }
}
