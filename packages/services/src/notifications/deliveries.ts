/**
 * What still has to go out by push, mail or gateway, at least once: a delivery is claimed for a while before it is tried, and
 * forgotten after. A server that stops in between has it tried again, under the same id, by which receivers can tell.
 */
import type { Clock, Database } from '@rubato/ports';
import type { NotificationKind, NotificationWay } from './kinds.ts';

export interface Delivery {
  /** Of the notification: the same however often it is tried. */
  readonly id: string;
  readonly way: Exclude<NotificationWay, 'page'>;
  readonly accountId: string;
  readonly kind: NotificationKind;
  readonly title: string;
  readonly body: string;
  readonly link: string;
  readonly expiresMs: number;
  /** This one included. */
  readonly attempts: number;
}

/** Tried in one go. */
export const DELIVERED_AT_ONCE = 50;
/** Whoever began to deliver and has not finished after this is taken for dead; longer than any way takes. */
export const DELIVERY_CLAIM_MS = 120_000;
/** Waits between tries; after the last one the delivery is given up. */
export const DELIVERY_WAITS_MS = [30_000, 120_000, 600_000, 3_600_000] as const;

const DUE = `select n.id, d.way, n.account_id as "accountId", n.kind, n.title, n.body, n.link, n.expires_ms as "expiresMs",
  d.attempts from notification_delivery d join notification n on n.id = d.notification_id
  where d.due_ms <= ? order by d.due_ms limit ?`;
const CLAIM = `update notification_delivery set due_ms = ?, attempts = attempts + 1
  where notification_id = ? and way = ? and attempts = ?`;
const DONE = 'delete from notification_delivery where notification_id = ? and way = ?';
const LATER = 'update notification_delivery set due_ms = ? where notification_id = ? and way = ? and attempts = ?';

export class Deliveries {
  readonly #context: { readonly database: Database; readonly clock: Clock };

  constructor(context: { readonly database: Database; readonly clock: Clock }) {
    this.#context = context;
  }

  /**
   * What is due, each claimed for the caller when it is asked for: of what a server had before it when it stopped, only the
   * one under way waits and counts as tried. What nobody needs any more is forgotten instead.
   */
  async *claim(): AsyncGenerator<Delivery, void, void> {
    const { database, clock } = this.#context;
    const nowMs = clock.wallMs();
    const { rows } = await database.query(DUE, [nowMs, DELIVERED_AT_ONCE]);
    for (const row of rows as unknown as readonly Delivery[]) {
      const { id, way, attempts, expiresMs } = row;
      if (expiresMs <= nowMs || attempts > DELIVERY_WAITS_MS.length) {
        await this.done(row);
        continue;
      }
      const values = [clock.wallMs() + DELIVERY_CLAIM_MS, id, way, attempts];
      const [marked] = await database.batch([{ sql: CLAIM, values }], { locks: [] });
      if (marked!.changes > 0) yield { ...row, attempts: attempts + 1 };
    }
  }

  async done({ id, way }: Pick<Delivery, 'id' | 'way'>): Promise<void> {
    await this.#context.database.batch([{ sql: DONE, values: [id, way] }], { locks: [] });
  }

  /** Tries again later; false when that was the last time. */
  async failed(delivery: Delivery): Promise<boolean> {
    const { id, way, attempts } = delivery;
    const waitMs = DELIVERY_WAITS_MS[attempts - 1];
    if (waitMs === undefined) {
      await this.done(delivery);
      return false;
    }
    const values = [this.#context.clock.wallMs() + waitMs, id, way, attempts];
    await this.#context.database.batch([{ sql: LATER, values }], { locks: [] });
    return true;
  }
}
