/** What the house does to channels and messages, within its own transaction; and whom that concerns. */
import type { Transaction } from '@rubato/ports';
import { Refused } from '../ledger/refused.ts';
import type { Notice, Topic } from '../notice.ts';
import type { Queryable } from '../schema/query-builder.ts';
import { GLOBAL, topicOf } from './channel.ts';
import { CHAT_LIMITS } from './chat-limits.ts';
import { findMessage, type MessageRow } from './history.ts';

export interface SlowChannel {
  readonly channel: string;
  /** Between two messages of an account. */
  readonly slowMs: number;
}

/** Channels of one list. */
export const MOST_SLOW = 200;

const SLOWABLE = /^(location|faction|party):[^\s]{1,80}$/;
const SET_SLOW = `insert into chat_channel (id, last_seq, slow_ms) values (?, 0, ?)
  on conflict (id) do update set slow_ms = excluded.slow_ms`;
const SLOWED = `select id as channel, slow_ms as "slowMs" from chat_channel where slow_ms > 0 order by id limit ${MOST_SLOW}`;
const REMOVE = 'update chat_message set removed_by = ? where id = ? and removed_by is null';

/** Asks every account to wait so long between two messages of a channel; 0 ends that. Throws Refused `bad-value`. */
export async function slowChannel(transaction: Transaction, { channel, slowMs }: SlowChannel): Promise<void> {
  const { slowestMs } = CHAT_LIMITS;
  if (!Number.isInteger(slowMs) || slowMs < 0 || slowMs > slowestMs)
    throw new Refused('bad-value', `slowMs: a channel is slowed by 0 to ${slowestMs} ms`);
  if (channel !== GLOBAL && !SLOWABLE.test(channel))
    throw new Refused('bad-value', 'channel: global, or location:, faction: or party: and an id');
  await transaction.query(SET_SLOW, [channel, slowMs]);
}

/** Channels that are slow now, by name. */
export async function slowChannels(queryable: Queryable): Promise<readonly SlowChannel[]> {
  return (await queryable.query(SLOWED)).rows as unknown as readonly SlowChannel[];
}

/** Takes a message out of what is read; its row stays for reports. Throws Refused `not-found`, also for one that is out already. */
export async function removeMessage(
  transaction: Transaction,
  { by, messageId }: { readonly by: string; readonly messageId: string },
): Promise<MessageRow> {
  const message = await findMessage(transaction, messageId);
  const { changes } = await transaction.query(REMOVE, [by, messageId]);
  if (message === undefined || changes === 0) throw new Refused('not-found', 'there is no such message');
  return message;
}

export function slowNotice(slow: SlowChannel): Notice {
  return { to: topicOf(slow.channel), type: 'CHAT_SLOW', data: slow };
}

/** To whoever can read the channel. */
export function removalNotices({ id, channel, seq }: Pick<MessageRow, 'id' | 'channel' | 'seq'>): readonly Notice[] {
  const data = { messageId: id, channel, seq };
  return hearersOf(channel).map((to) => ({ to, type: 'CHAT_REMOVED', data }));
}

function hearersOf(channel: string): readonly Topic[] {
  const [kind, ...ids] = channel.split(':');
  if (kind === 'whisper') return ids.map((id): Topic => `character:${id}`);
  return [topicOf(channel)];
}
