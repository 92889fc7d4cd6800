/** What operators do about chat, each act with its row of the audit in the same transaction. */
import type { Transaction } from '@rubato/ports';
import { CHAT_LIMITS, TITLE } from '../chat/chat-limits.ts';
import {
  removalNotices,
  removeMessage,
  slowChannel,
  slowChannels,
  slowNotice,
  type SlowChannel,
} from '../chat/house.ts';
import { announceAll } from '../chat/speak.ts';
import type { Notice } from '../notice.ts';
import type { ServiceContext, ServiceResult } from '../service-context.ts';
import { checkText } from '../text/checked-text.ts';
import { newId } from '../uuid.ts';
import { appendAudit, AUDIT_LOCK } from './audit.ts';
import type { Operator } from './operators.ts';

export interface RemovedMessage {
  readonly messageId: string;
  readonly channel: string;
  readonly seq: number;
}

export interface Announced {
  readonly messageId: string;
  readonly seq: number;
  readonly sentMs: number;
}

const MESSAGE = { what: 'a message', characters: CHAT_LIMITS.characters, bytes: CHAT_LIMITS.bytes };
const REASON = { what: 'a reason', characters: 500, bytes: 2048 };

export class ChatModeration {
  readonly #context: Pick<ServiceContext, 'database' | 'clock' | 'random'>;

  constructor(context: Pick<ServiceContext, 'database' | 'clock' | 'random'>) {
    this.#context = context;
  }

  /** Slow mode of one channel, until it is set to 0; throws Refused `bad-value`. */
  async slow(by: Operator, wanted: SlowChannel): Promise<ServiceResult<SlowChannel, Notice>> {
    await this.#acting(async (transaction, atMs) => {
      await slowChannel(transaction, wanted);
      const { channel, slowMs } = wanted;
      await appendAudit(transaction, by, { action: 'chat-slow', target: `channel:${channel}`, data: { slowMs }, atMs });
    });
    return { reply: wanted, notify: [slowNotice(wanted)] };
  }

  slowed(): Promise<readonly SlowChannel[]> {
    return slowChannels(this.#context.database);
  }

  /** Throws Refused `not-found`, `bad-value`. */
  async remove(by: Operator, messageId: string, why: string): Promise<ServiceResult<RemovedMessage, Notice>> {
    const reason = checkText(why, REASON);
    const message = await this.#acting(async (transaction, atMs) => {
      const removed = await removeMessage(transaction, { by: by.id, messageId });
      const { channel, seq, sender_account_id: account } = removed;
      const data = { channel, seq, account, reason };
      await appendAudit(transaction, by, { action: 'chat-removed', target: `message:${messageId}`, data, atMs });
      return removed;
    });
    const { channel, seq } = message;
    return { reply: { messageId, channel, seq }, notify: removalNotices(message) };
  }

  /** Tells everybody in the world; throws Refused `bad-value`. */
  async announce(
    by: Operator,
    wanted: { readonly message: string; readonly title?: string },
  ): Promise<ServiceResult<Announced, Notice>> {
    const message = checkText(wanted.message, MESSAGE);
    const title = wanted.title === undefined ? undefined : checkText(wanted.title, TITLE);
    const reply = await this.#acting(async (transaction, atMs) => {
      const messageId = newId(this.#context);
      const announcement = { messageId, accountId: by.id, name: by.name, title, message, nowMs: atMs };
      const [, said] = await transaction.batch(announceAll(announcement));
      const data = { message, title: title ?? null };
      await appendAudit(transaction, by, { action: 'announced', target: `message:${messageId}`, data, atMs });
      return { messageId, seq: Number(said!.rows[0]!['seq']), sentMs: atMs };
    });
    return { reply, notify: [{ to: 'world', type: 'WORLD_ANNOUNCEMENT', data: { ...reply, message, title } }] };
  }

  #acting<T>(work: (transaction: Transaction, nowMs: number) => Promise<T>): Promise<T> {
    const { database, clock } = this.#context;
    return database.transaction((transaction) => work(transaction, clock.wallMs()), { locks: [AUDIT_LOCK] });
  }
}
