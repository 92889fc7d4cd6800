/**
 * Flood control in one row per account, so that neither a restart nor a second server forgets it: two token buckets, each
 * as the moment when it would be full again (see `throttle`), and what was said last.
 */
import type { SqlRow, SqlValue, Statement } from '@rubato/ports';
import type { Queryable } from '../schema/query-builder.ts';
import { plainLetters } from '../text/plain-letters.ts';
import { Throttled } from '../throttle/throttle.ts';
import type { ChatLimits } from './chat-limits.ts';

export interface Utterance {
  readonly accountId: string;
  /** The kind of channel: the same words in another one are no repetition. */
  readonly channel: string;
  readonly message: string;
  readonly nowMs: number;
}

const TAKE = `insert into chat_pace (account_id, messages_ms, characters_ms, said, said_ms) values (?, ?, ?, ?, ?)
  on conflict (account_id) do update set
    messages_ms = (case when chat_pace.messages_ms > ? then chat_pace.messages_ms else ? end) + ?,
    characters_ms = (case when chat_pace.characters_ms > ? then chat_pace.characters_ms else ? end) + ?,
    said = excluded.said, said_ms = excluded.said_ms
  where chat_pace.messages_ms <= ? and chat_pace.characters_ms <= ?
    and not (chat_pace.said = excluded.said and chat_pace.said_ms > ?)`;
const LOOK = 'select messages_ms, characters_ms, said, said_ms from chat_pace where account_id = ?';
const FORGET = `delete from chat_pace where account_id in (select account_id from chat_pace where said_ms < ? limit ?)`;

/** Meets one row when the account may say this now. */
export function takePace({ accountId, channel, message, nowMs }: Utterance, limits: ChatLimits): Statement {
  const { messageMs } = limits;
  const costMs = costOf(message, limits);
  const latest = latestOf(message, nowMs, limits);
  const values: SqlValue[] = [accountId, nowMs + messageMs, nowMs + costMs, saidIn(channel, message), nowMs];
  values.push(nowMs, nowMs, messageMs, nowMs, nowMs, costMs);
  values.push(latest.messagesMs, latest.charactersMs, latest.saidMs);
  return { sql: TAKE, values, expect: 1 };
}

interface PaceRow extends SqlRow {
  readonly messages_ms: number;
  readonly characters_ms: number;
  readonly said: string;
  readonly said_ms: number;
}

/** Why `takePace` met no row; undefined when it would by now. */
export async function paceRefusal(
  queryable: Queryable,
  { accountId, channel, message, nowMs }: Utterance,
  limits: ChatLimits,
): Promise<Throttled | undefined> {
  const [row] = (await queryable.query(LOOK, [accountId])).rows as readonly PaceRow[];
  if (!row) return undefined;
  const latest = latestOf(message, nowMs, limits);
  const repeated = row.said === saidIn(channel, message);
  const waitMs = Math.max(
    row.messages_ms - latest.messagesMs,
    row.characters_ms - latest.charactersMs,
    repeated ? row.said_ms - latest.saidMs : 0,
  );
  return waitMs > 0 ? new Throttled(waitMs) : undefined;
}

/** Buckets that have been full for long. */
export const forgetPace = (beforeMs: number, limit: number): Statement => ({ sql: FORGET, values: [beforeMs, limit] });

function latestOf(message: string, nowMs: number, limits: ChatLimits) {
  const { burst, messageMs, charactersMs, repeatMs } = limits;
  return {
    messagesMs: nowMs + messageMs * (burst - 1),
    charactersMs: nowMs + charactersMs - costOf(message, limits),
    saidMs: nowMs - repeatMs,
  };
}

/** A message takes no more than a whole bucket. */
function costOf(message: string, { charactersAtOnce, charactersMs }: ChatLimits): number {
  return Math.ceil((Math.min(message.length, charactersAtOnce) * charactersMs) / charactersAtOnce);
}

/** Without what makes the same words look new: case, marks, spaces, punctuation. */
function saidIn(channel: string, message: string): string {
  const letters = plainLetters(message).replaceAll(/[\s\p{P}\p{S}\p{Cf}]/gu, '');
  return `${channel}:${letters === '' ? message : letters}`;
}
