/**
 * What one message is in the database: one batch, which does everything or nothing.
 *
 *   1. pace      flood control of the account                          meets a row, or the message is refused
 *   2. channel   its next sequence, if the speaker may speak there     meets a row, or the message is refused
 *   3. message   the row itself, by the names of this moment
 *   4. slow      when the account spoke, in slow channels only
 *   5. note      of a whisper, for whom it is
 *
 * Where a character stands, its party and its faction are read by the same statements, so nobody speaks into a party
 * that threw them out a moment ago.
 */
import type { SqlValue, Statement } from '@rubato/ports';
import { noteWhisper } from '../notifications/player-notes.ts';
import { GLOBAL, WORLD, type OpenChannelKind } from './channel.ts';

interface ChannelSql {
  /** The channel's id, in terms of `c` and of what `from` joins; takes the values of `channelValues`. */
  readonly channel: string;
  readonly from: string;
  /** Further conditions; take the values of `allowedValues`. */
  readonly allowed?: string;
}

const PARTY = 'join party_member pm on pm.character_id = c.id';
const CHANNELS: Readonly<Record<OpenChannelKind, ChannelSql>> = {
  global: { channel: `'${GLOBAL}'`, from: '' },
  local: { channel: `'location:' || c.location_id`, from: '' },
  faction: { channel: `'faction:' || c.faction`, from: '' },
  party: { channel: `'party:' || pm.party_id`, from: PARTY },
};
const WHISPER: ChannelSql = {
  channel: 'cast(? as text)',
  from: '',
  allowed: `and exists (select 1 from character r where r.id = ? and r.deleted_ms is null and not exists
    (select 1 from block b where b.account_id = r.account_id and b.blocked_id = c.account_id))`,
};

const NEXT = `on conflict (id) do update set last_seq = chat_channel.last_seq + 1
  where chat_channel.slow_ms = 0 or not exists (select 1 from chat_slow s
    where s.channel = chat_channel.id and s.account_id = ? and s.said_ms > ? - chat_channel.slow_ms)`;
const NOT_MUTED = `not exists (select 1 from ban b where b.kind = 'chat' and b.lifted_ms is null
  and (b.expires_ms is null or b.expires_ms > ?)
  and ((b.scope = 'account' and b.subject = c.account_id) or (b.scope = 'address' and b.subject = ?)))`;
const COLUMNS = 'channel, seq, id, sender_id, sender_account_id, sender_name, title, body, sent_ms';
const RETURNING = 'returning channel, seq, sender_name';
const SLOW = 'on conflict (channel, account_id) do update set said_ms = excluded.said_ms';

interface SpeakSql {
  readonly channel: string;
  readonly message: string;
  readonly slow: string;
}

function speakSql({ channel, from, allowed = '' }: ChannelSql): SpeakSql {
  const spoken = `from character c ${from} join chat_channel ch on ch.id = ${channel} where c.id = ?`;
  return {
    channel: `insert into chat_channel (id, last_seq) select ${channel}, 1 from character c ${from}
      where c.id = ? and c.account_id = ? and c.deleted_ms is null and ${NOT_MUTED} ${allowed} ${NEXT}`,
    message: `insert into chat_message (${COLUMNS}) select ch.id, ch.last_seq, cast(? as text), c.id, c.account_id, c.name,
      null, cast(? as text), cast(? as bigint) ${spoken} ${RETURNING}`,
    slow: `insert into chat_slow (channel, account_id, said_ms) select ch.id, c.account_id, cast(? as bigint) ${spoken}
      and ch.slow_ms > 0 ${SLOW}`,
  };
}

const OPEN = Object.fromEntries(
  Object.entries(CHANNELS).map(([kind, channel]) => [kind, speakSql(channel)]),
) as Readonly<Record<OpenChannelKind, SpeakSql>>;
const WHISPERED = speakSql(WHISPER);
const ANNOUNCED: SpeakSql = {
  channel: `insert into chat_channel (id, last_seq) values ('${WORLD}', 1)
    on conflict (id) do update set last_seq = chat_channel.last_seq + 1`,
  message: `insert into chat_message (${COLUMNS}) select ch.id, ch.last_seq, cast(? as text), null, cast(? as text),
    cast(? as text), cast(? as text), cast(? as text), cast(? as bigint) from chat_channel ch where ch.id = '${WORLD}'
    ${RETURNING}`,
  slow: '',
};

/** Which statement of the batch is the channel’s, and which the message’s. */
export const PACE_AT = 0;
export const CHANNEL_AT = 1;
export const MESSAGE_AT = 2;

export interface Speech {
  readonly messageId: string;
  readonly accountId: string;
  readonly characterId: string;
  readonly address: string;
  readonly message: string;
  readonly nowMs: number;
}

export function speakOpenly(kind: OpenChannelKind, speech: Speech): readonly Statement[] {
  return statements(OPEN[kind], speech, { channel: [], allowed: [] });
}

export function speakTo(recipientId: string, channel: string, speech: Speech): readonly Statement[] {
  const note = noteWhisper({ fromId: speech.characterId, toId: recipientId }, speech.nowMs);
  return [...statements(WHISPERED, speech, { channel: [channel], allowed: [recipientId] }), note];
}

function statements(
  sql: SpeakSql,
  { messageId, accountId, characterId, address, message, nowMs }: Speech,
  { channel, allowed }: { readonly channel: readonly SqlValue[]; readonly allowed: readonly SqlValue[] },
): readonly Statement[] {
  const may = [...channel, characterId, accountId, nowMs, address, ...allowed, accountId, nowMs];
  return [
    { sql: sql.channel, values: may, expect: 1 },
    { sql: sql.message, values: [messageId, message, nowMs, ...channel, characterId], expect: 1 },
    { sql: sql.slow, values: [nowMs, ...channel, characterId] },
  ];
}

export interface Announcement {
  readonly messageId: string;
  readonly accountId: string;
  readonly name: string;
  readonly title: string | undefined;
  readonly message: string;
  readonly nowMs: number;
}

export function announceAll(announcement: Announcement): readonly Statement[] {
  const { messageId, accountId, name, title = null, message, nowMs } = announcement;
  const values = [messageId, accountId, name, title, message, nowMs];
  return [
    { sql: ANNOUNCED.channel, expect: 1 },
    { sql: ANNOUNCED.message, values, expect: 1 },
  ];
}
