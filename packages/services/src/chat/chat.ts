/**
 * Chat. A message is one batch of statements (see `speak`), kept before anybody hears of it; sequences count by channel, so
 * whoever missed something asks for what lies between.
 */
import { DatabaseError, type Clock, type Database, type QueryResult, type Random, type Statement } from '@rubato/ports';
import { refuseBanned } from '../accounts/bans.ts';
import { Refused } from '../ledger/refused.ts';
import type { Notice } from '../notice.ts';
import type { Player } from '../player.ts';
import { reachable } from '../social/reachable.ts';
import { checkText } from '../text/checked-text.ts';
import { Throttled } from '../throttle/throttle.ts';
import type { Told } from '../told.ts';
import { newId } from '../uuid.ts';
import {
  GLOBAL,
  NOTICE_TYPES,
  topicOf,
  whisperChannel,
  WORLD,
  type ChannelKind,
  type OpenChannelKind,
} from './channel.ts';
import { CHAT_LIMITS, type ChatLimits, TITLE } from './chat-limits.ts';
import { forgetPace, paceRefusal, takePace, type Utterance } from './chat-pace.ts';
import { forgetMessages, readPage, trimTo, type ChatMessage, type Page, type Reader } from './history.ts';
import { announceAudited } from './announce.ts';
import { announceAll, CHANNEL_AT, MESSAGE_AT, PACE_AT, speakOpenly, speakTo, type Speech } from './speak.ts';
import { isSealed } from './sealed.ts';

export interface ChatContext {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
}

export interface Speaker extends Player {
  /** Where the connection comes from, as bans name it. */
  readonly address?: string | undefined;
}

/** An account that speaks for the house: whether it may, its row says at that moment. */
export interface Staff {
  readonly accountId: string;
  readonly username: string;
}

/** What a speaker learns of what was said. */
export interface Said {
  readonly messageId: string;
  readonly seq: number;
  readonly sentMs: number;
}

export interface WantedPage extends Page {
  readonly channel: ChannelKind;
  /** With whom, for whispers. */
  readonly withId?: string | undefined;
}

/** A channel is cut back to what it keeps when its sequence is a multiple of this. */
const TRIM_EVERY = 100;
const PACE_KEPT_MS = 3_600_000;
const PLACE = `select c.location_id, c.faction, pm.party_id, pm.joined_ms from character c
  left join party_member pm on pm.character_id = c.id where c.id = ? and c.account_id = ? and c.deleted_ms is null`;
const SLOW_WAIT = `select s.said_ms + ch.slow_ms as "untilMs" from chat_slow s join chat_channel ch on ch.id = s.channel
  where s.account_id = ? and ch.slow_ms > 0 and s.said_ms + ch.slow_ms > ?
  and s.channel = ?`;
/** Only of parties that are no more: elsewhere a sequence must never begin anew. */
const FORGET_CHANNELS = `delete from chat_channel where id in (select c.id from chat_channel c where c.id like 'party:%'
  and not exists (select 1 from party p where c.id = 'party:' || p.id)
  and not exists (select 1 from chat_message m where m.channel = c.id) limit ?)`;
const FORGET_SLOW = `delete from chat_slow where (channel, account_id) in
  (select channel, account_id from chat_slow where said_ms < ? limit ?)`;

export class Chat {
  readonly #context: ChatContext;
  readonly #limits: ChatLimits;

  constructor(context: ChatContext, limits: Partial<ChatLimits> = {}) {
    this.#context = context;
    this.#limits = { ...CHAT_LIMITS, ...limits };
  }

  /** Throws Refused `bad-value`, `banned`, Throttled; `not-found` for whoever has no party. */
  async say(speaker: Speaker, channel: OpenChannelKind, text: string): Promise<Told<Said>> {
    const speech = this.#speech(speaker, text, channel === 'party');
    const send = speakOpenly(channel, speech);
    const kept = await this.#keep({ ...speech, channel }, send, { mayNot: () => this.#mayNotSay(speaker, channel) });
    return this.#told(kept, { kind: channel, speaker, speech });
  }

  /** Throws Refused `bad-value`, `banned`, Throttled; `not-found` for whoever can't be reached, which tells no more. */
  async whisper(speaker: Speaker, recipientId: string, text: string): Promise<Told<Said>> {
    if (recipientId === speaker.characterId) throw new Refused('bad-value', 'nobody whispers to themselves');
    const speech = this.#speech(speaker, text, true);
    const send = speakTo(recipientId, whisperChannel(speaker.characterId, recipientId), speech);
    const utterance = { ...speech, channel: `whisper ${recipientId}` };
    const kept = await this.#keep(utterance, send, { mayNot: () => this.#mayNotWhisper(speaker, recipientId) });
    return this.#told(kept, { kind: 'whisper', speaker, speech, recipientId });
  }

  /**
   * What the house tells everybody, by an account with the role for it, with its row of the audit; throws Refused
   * `not-allowed`, `bad-value`, Throttled.
   */
  async announce(staff: Staff, text: string, title?: string): Promise<Told<Said>> {
    const nowMs = this.#context.clock.wallMs();
    const { accountId, username: name } = staff;
    const announcement = {
      messageId: newId(this.#context),
      accountId,
      name,
      title: title === undefined ? undefined : checkText(title, TITLE),
      message: this.#checked(text),
      nowMs,
    };
    const write = (all: readonly Statement[]) => announceAudited(this.#context.database, announcement, all);
    const { seq } = await this.#keep({ ...announcement, channel: WORLD }, announceAll(announcement), { write });
    const said = { messageId: announcement.messageId, seq, sentMs: nowMs };
    const data = { ...said, message: announcement.message, title: announcement.title };
    return { reply: said, notify: [{ to: 'world', type: NOTICE_TYPES.world, data }] };
  }

  /** The oldest first; throws Refused `not-found` for a channel that the player isn't in, `bad-value`. */
  async history(player: Player, { channel, withId, ...page }: WantedPage): Promise<readonly ChatMessage[]> {
    const { name, sinceMs } = await this.#readable(player, channel, withId);
    const reader: Reader = { accountId: player.accountId, sinceMs };
    return readPage(this.#context.database, name, { ...reader, page, most: this.#limits.page });
  }

  /** Forgets what is older than it is kept, at most `limit` of each; to be called every few minutes. */
  async clean(limit = 5000): Promise<void> {
    const { database, clock } = this.#context;
    const { keptMs, slowestMs } = this.#limits;
    const nowMs = clock.wallMs();
    const statements = [
      forgetMessages(nowMs - keptMs, limit),
      forgetPace(nowMs - PACE_KEPT_MS, limit),
      { sql: FORGET_SLOW, values: [nowMs - slowestMs, limit] },
      { sql: FORGET_CHANNELS, values: [limit] },
    ];
    for (const statement of statements) await database.batch([statement], { locks: [] });
  }

  #speech({ accountId, characterId, address = '' }: Speaker, text: string, sealable: boolean): Speech {
    const message = sealable && isSealed(text, this.#limits.bytes) ? text : this.#checked(text);
    const nowMs = this.#context.clock.wallMs();
    return { messageId: newId(this.#context), accountId, characterId, address, message, nowMs };
  }

  #checked(text: string): string {
    return checkText(text, { what: 'a message', characters: this.#limits.characters, bytes: this.#limits.bytes });
  }

  async #keep(
    utterance: Utterance,
    statements: readonly Statement[],
    {
      mayNot,
      write = (all) => this.#context.database.batch(all, { locks: [] }),
    }: {
      readonly mayNot?: () => Promise<void>;
      readonly write?: (statements: readonly Statement[]) => Promise<readonly QueryResult[]>;
    },
  ): Promise<{ readonly channel: string; readonly seq: number; readonly name: string }> {
    const { database } = this.#context;
    let results: readonly QueryResult[];
    try {
      results = await write([takePace(utterance, this.#limits), ...statements]);
    } catch (error) {
      if (!(error instanceof DatabaseError) || error.code !== 'unexpected-rows') throw error;
      if (error.statement === PACE_AT) throw (await paceRefusal(database, utterance, this.#limits)) ?? busy();
      if (error.statement === CHANNEL_AT) await mayNot?.();
      throw busy();
    }
    const [row] = results[MESSAGE_AT]!.rows;
    const kept = {
      channel: row!['channel'] as string,
      seq: row!['seq'] as number,
      name: row!['sender_name'] as string,
    };
    if (kept.seq % TRIM_EVERY === 0)
      await database.batch([trimTo(kept.channel, kept.seq - this.#limits.kept)], { locks: [] });
    return kept;
  }

  #told(
    { channel, seq, name }: { readonly channel: string; readonly seq: number; readonly name: string },
    about: {
      readonly kind: ChannelKind;
      readonly speaker: Speaker;
      readonly speech: Speech;
      readonly recipientId?: string;
    },
  ): Told<Said> {
    const { kind, speaker, speech, recipientId } = about;
    const said = { messageId: speech.messageId, seq, sentMs: speech.nowMs };
    const data = { ...said, channel, senderId: speaker.characterId, senderName: name, message: speech.message };
    const notice = { type: NOTICE_TYPES[kind], from: speaker.accountId };
    if (recipientId === undefined) return { reply: said, notify: [{ ...notice, to: topicOf(channel), data }] };
    const both = [recipientId, speaker.characterId];
    const notify = both.map((id): Notice => ({ ...notice, to: `character:${id}`, data: { ...data, recipientId } }));
    return { reply: said, notify };
  }

  /** Throws the reason why an open channel took nothing from this speaker. */
  async #mayNotSay(speaker: Speaker, channel: OpenChannelKind): Promise<void> {
    await this.#refuseMuted(speaker);
    const { name } = await this.#readable(speaker, channel);
    await this.#refuseSlow(speaker, name);
  }

  async #mayNotWhisper(speaker: Speaker, recipientId: string): Promise<void> {
    await this.#refuseMuted(speaker);
    await reachable(this.#context.database, speaker, recipientId);
    await this.#refuseSlow(speaker, whisperChannel(speaker.characterId, recipientId));
  }

  #refuseMuted({ accountId, address = '' }: Speaker): Promise<void> {
    const { database, clock } = this.#context;
    return refuseBanned(database, { accountId, address }, { kind: 'chat', nowMs: clock.wallMs() });
  }

  async #refuseSlow({ accountId }: Speaker, channel: string): Promise<void> {
    const { database, clock } = this.#context;
    const nowMs = clock.wallMs();
    const { rows } = await database.query(SLOW_WAIT, [accountId, nowMs, channel]);
    if (rows[0]) throw new Throttled((rows[0]['untilMs'] as number) - nowMs);
  }

  /** The channel's own name for this player, and since when it is theirs to read. */
  async #readable(
    { accountId, characterId }: Player,
    kind: ChannelKind,
    withId?: string,
  ): Promise<{ readonly name: string; readonly sinceMs: number }> {
    if (kind === 'global') return { name: GLOBAL, sinceMs: 0 };
    if (kind === 'world') return { name: WORLD, sinceMs: 0 };
    if (kind === 'whisper') {
      if (withId === undefined) throw new Refused('bad-value', 'whispers are read with somebody: say with whom');
      return { name: whisperChannel(characterId, withId), sinceMs: 0 };
    }
    const [row] = (await this.#context.database.query(PLACE, [characterId, accountId])).rows;
    if (!row) throw new Refused('not-found', 'there is no such character of yours');
    if (kind === 'local') return { name: `location:${String(row['location_id'])}`, sinceMs: 0 };
    if (kind === 'faction') return { name: `faction:${String(row['faction'])}`, sinceMs: 0 };
    if (row['party_id'] === null) throw new Refused('not-found', 'you are in no party');
    return { name: `party:${String(row['party_id'])}`, sinceMs: Number(row['joined_ms']) };
  }
}

function busy(): Refused {
  return new Refused('conflict', 'something changed at this very moment; say it again');
}
