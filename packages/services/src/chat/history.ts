/** What was said in a channel, by sequence. */
import type { SqlRow, Statement } from '@rubato/ports';
import type { Queryable } from '../schema/query-builder.ts';

export interface ChatMessage {
  readonly messageId: string;
  readonly channel: string;
  readonly seq: number;
  readonly sentMs: number;
  /** Undefined: the house. */
  readonly senderId: string | undefined;
  readonly senderName: string;
  readonly title: string | undefined;
  /** Empty once a moderator has removed it. */
  readonly message: string;
  readonly removed: boolean;
}

export interface Page {
  /** The newest ones below this sequence … */
  readonly before?: number | undefined;
  /** … or the oldest ones above this one. */
  readonly after?: number | undefined;
  readonly limit?: number | undefined;
}

export interface Reader {
  /** Messages of accounts that this one blocks are left out. */
  readonly accountId: string;
  /** Older ones are not for this reader. */
  readonly sinceMs: number;
}

const SELECT = `select m.id, m.channel, m.seq, m.sent_ms, m.sender_id, m.sender_account_id, m.sender_name, m.title, m.body,
    m.removed_by from chat_message m`;
const READABLE = `m.channel = ? and m.sent_ms >= ? and not exists
  (select 1 from block b where b.account_id = ? and b.blocked_id = m.sender_account_id)`;
const BEFORE = `${SELECT} where ${READABLE} and m.seq < ? order by m.seq desc limit ?`;
const AFTER = `${SELECT} where ${READABLE} and m.seq > ? order by m.seq limit ?`;
const ONE = `${SELECT} where m.id = ?`;
const CONTEXT = `${SELECT} where m.channel = ? and m.seq <= ? order by m.seq desc limit ?`;
const TRIM = 'delete from chat_message where channel = ? and seq <= ?';
const FORGET = `delete from chat_message where id in (select id from chat_message where sent_ms < ? order by sent_ms limit ?)`;

export interface MessageRow extends SqlRow {
  readonly id: string;
  readonly channel: string;
  readonly seq: number;
  readonly sent_ms: number;
  readonly sender_id: string | null;
  readonly sender_account_id: string;
  readonly sender_name: string;
  readonly title: string | null;
  readonly body: string;
  readonly removed_by: string | null;
}

/** The oldest first; of `before` and `after` the first counts. */
export async function readPage(
  queryable: Queryable,
  channel: string,
  options: Reader & { readonly page: Page; readonly most: number },
): Promise<readonly ChatMessage[]> {
  const { before, after, limit = options.most } = options.page;
  const rising = before === undefined && after !== undefined;
  const from = before ?? after ?? Number.MAX_SAFE_INTEGER;
  const count = Math.max(1, Math.min(limit, options.most));
  const values = [channel, options.sinceMs, options.accountId, from, count];
  const { rows } = await queryable.query(rising ? AFTER : BEFORE, values);
  const messages = (rows as readonly MessageRow[]).map(messageOf);
  return rising ? messages : messages.reverse();
}

export async function findMessage(queryable: Queryable, id: string): Promise<MessageRow | undefined> {
  return (await queryable.query(ONE, [id])).rows[0] as MessageRow | undefined;
}

/** A message and those before it, the oldest first, as they were said. */
export async function contextOf(
  queryable: Queryable,
  { channel, seq }: Pick<MessageRow, 'channel' | 'seq'>,
  count: number,
): Promise<readonly MessageRow[]> {
  const { rows } = await queryable.query(CONTEXT, [channel, seq, count]);
  return [...(rows as readonly MessageRow[])].reverse();
}

export const trimTo = (channel: string, seq: number): Statement => ({ sql: TRIM, values: [channel, seq] });
export const forgetMessages = (beforeMs: number, limit: number): Statement => ({
  sql: FORGET,
  values: [beforeMs, limit],
});

function messageOf(row: MessageRow): ChatMessage {
  const removed = row.removed_by !== null;
  return {
    messageId: row.id,
    channel: row.channel,
    seq: row.seq,
    sentMs: row.sent_ms,
    senderId: row.sender_id ?? undefined,
    senderName: row.sender_name,
    title: row.title ?? undefined,
    message: removed ? '' : row.body,
    removed,
  };
}
