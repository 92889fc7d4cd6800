/** What players report to the house. A report keeps a copy of what was said, whatever is removed or forgotten later. */
import type { Random, SqlValue, Transaction } from '@rubato/ports';
import { contextOf, findMessage, type MessageRow } from '../chat/history.ts';
import { Refused } from '../ledger/refused.ts';
import { partyIdOf } from '../parties/party-rows.ts';
import type { Player } from '../player.ts';
import type { Queryable } from '../schema/query-builder.ts';
import { checkText } from '../text/checked-text.ts';
import { newId } from '../uuid.ts';
import type { SocialContext } from './friends.ts';
import { SOCIAL_LIMITS, type SocialLimits } from './social-limits.ts';

export type ReportState = 'open' | 'upheld' | 'dismissed';

export interface ReportedMessage {
  readonly messageId: string;
  readonly channel: string;
  readonly seq: number;
  readonly sentMs: number;
  readonly senderId: string | null;
  readonly senderName: string;
  readonly message: string;
}

export interface Report {
  readonly id: string;
  readonly reporterId: string;
  readonly reporterAccountId: string;
  readonly accusedId: string;
  readonly accusedAccountId: string;
  readonly accusedName: string;
  readonly reason: string;
  /** The reported message is the last one; empty for a report about a character. */
  readonly context: readonly ReportedMessage[];
  readonly state: ReportState;
  readonly createdMs: number;
  readonly handledBy: string | undefined;
  readonly handledMs: number | undefined;
  readonly note: string | undefined;
  /** The operator who looks into it, since when; nobody after it was handed on. */
  readonly takenBy: string | undefined;
  readonly takenMs: number | undefined;
  /** Handed to the admins: by whom, when, and why. */
  readonly escalatedBy: string | undefined;
  readonly escalatedMs: number | undefined;
  readonly escalation: string | undefined;
}

/** A message by its id, or a character for whatever else it did. */
export type ReportSubject = { readonly messageId: string } | { readonly characterId: string };

const REASON = { what: 'a reason', characters: 500, bytes: 2048 };
const PAGE = 50;
const COLUMNS = `id, reporter_id as "reporterId", reporter_account_id as "reporterAccountId", accused_id as "accusedId",
  accused_account_id as "accusedAccountId", accused_name as "accusedName", reason, context, state,
  created_ms as "createdMs", handled_by as "handledBy", handled_ms as "handledMs", note,
  taken_by as "takenBy", taken_ms as "takenMs", escalated_by as "escalatedBy", escalated_ms as "escalatedMs", escalation`;
const INSERT = `insert into report (id, reporter_id, reporter_account_id, accused_id, accused_account_id, accused_name,
  about, reason, context, state, created_ms) values (?, ?, ?, ?, ?, ?, ?, ?, ?, 'open', ?)`;
const SAME = `select id from report where reporter_account_id = ? and about = ? and state = 'open'`;
const COUNT = `select count(*) as count from report where reporter_account_id = ? and state = 'open'`;
const CHARACTER = 'select account_id, name from character where id = ? and deleted_ms is null';
const LIST = `select ${COLUMNS} from report where state = ? and id > ? order by id limit ?`;
const LIST_ESCALATED = LIST.replace('where', 'where escalated_ms is not null and');
const ONE = `select ${COLUMNS} from report where id = ?`;
const CLOSE = `update report set state = ?, handled_by = ?, handled_ms = ?, note = ? where id = ? and state = 'open'
  returning ${COLUMNS}`;
const TAKE = `update report set taken_by = ?, taken_ms = ? where id = ? and state = 'open' returning ${COLUMNS}`;
const ESCALATE = `update report set escalated_by = ?, escalated_ms = ?, escalation = ?, taken_by = null, taken_ms = null
  where id = ? and state = 'open' returning ${COLUMNS}`;
const FORGET = 'delete from report where id in (select id from report where handled_ms < ? limit ?)';

interface Accused {
  readonly id: string;
  readonly accountId: string;
  readonly name: string;
  readonly about: string;
  readonly context: readonly ReportedMessage[];
}

export class Reports {
  readonly #context: SocialContext & { readonly random: Random };
  readonly #limits: SocialLimits;

  constructor(context: SocialContext & { readonly random: Random }, limits: Partial<SocialLimits> = {}) {
    this.#context = context;
    this.#limits = { ...SOCIAL_LIMITS, ...limits };
  }

  /**
   * Throws Refused `not-found` for what the player can't have seen, `conflict` for what they reported already, `bad-value`
   * for oneself or an empty reason, `limit-reached`.
   */
  async file(player: Player, subject: ReportSubject, reason: string): Promise<{ readonly reportId: string }> {
    const { database, clock } = this.#context;
    const { accountId, characterId } = player;
    const text = checkText(reason, REASON);
    const id = newId(this.#context);
    const nowMs = clock.wallMs();
    await database.transaction(
      async (transaction) => {
        const accused = await this.#accused(transaction, player, subject);
        if (accused.accountId === accountId) throw new Refused('bad-value', 'nobody reports themselves');
        const same = await transaction.query(SAME, [accountId, accused.about]);
        if (same.rows.length > 0) throw new Refused('conflict', 'you have reported this already');
        const open = await transaction.query(COUNT, [accountId]);
        if (Number(open.rows[0]!['count']) >= this.#limits.reports)
          throw new Refused('limit-reached', `${this.#limits.reports} of your reports wait; be patient`);
        const { id: accusedId, accountId: accusedAccountId, name, about, context } = accused;
        const who = [characterId, accountId, accusedId, accusedAccountId, name];
        await transaction.query(INSERT, [id, ...who, about, text, JSON.stringify(context), nowMs]);
      },
      { locks: [`reports ${accountId}`] },
    );
    return { reportId: id };
  }

  /** Those of a state, the oldest first, after the one named; at most 50. @param escalated only those for admins */
  async list({
    state,
    after = '',
    escalated = false,
  }: {
    readonly state: ReportState;
    readonly after?: string;
    readonly escalated?: boolean;
  }): Promise<readonly Report[]> {
    const sql = escalated ? LIST_ESCALATED : LIST;
    const { rows } = await this.#context.database.query(sql, [state, after, PAGE]);
    return (rows as unknown as readonly ReportRow[]).map(reportOf);
  }

  /** For moderators; throws Refused `not-found`. */
  async get(id: string, queryable: Queryable = this.#context.database): Promise<Report> {
    const [row] = (await queryable.query(ONE, [id])).rows;
    if (!row) throw new Refused('not-found', 'there is no such report');
    return reportOf(row as unknown as ReportRow);
  }

  /** Handles an open report, within the transaction of whoever may; throws Refused `not-found`, `bad-value`. */
  async closeIn(
    transaction: Transaction,
    id: string,
    { state, by, note }: { readonly state: 'upheld' | 'dismissed'; readonly by: string; readonly note?: string },
  ): Promise<Report> {
    const values = [state, by, this.#context.clock.wallMs(), note === undefined ? null : checkText(note, REASON), id];
    return changed(transaction, CLOSE, values);
  }

  /** Notes who looks into an open report; as `closeIn`. */
  takeIn(transaction: Transaction, id: string, by: string): Promise<Report> {
    return changed(transaction, TAKE, [by, this.#context.clock.wallMs(), id]);
  }

  /** Hands an open report to the admins; as `closeIn`. */
  async escalateIn(
    transaction: Transaction,
    id: string,
    { by, note }: { readonly by: string; readonly note: string },
  ): Promise<Report> {
    return changed(transaction, ESCALATE, [by, this.#context.clock.wallMs(), checkText(note, REASON), id]);
  }

  /** Forgets reports handled long ago, at most `limit`. */
  async clean(limit = 1000): Promise<void> {
    const before = this.#context.clock.wallMs() - this.#limits.reportKeptMs;
    await this.#context.database.batch([{ sql: FORGET, values: [before, limit] }], { locks: [] });
  }

  async #accused(queryable: Queryable, player: Player, subject: ReportSubject): Promise<Accused> {
    if ('characterId' in subject) {
      const { characterId: id } = subject;
      const [row] = (await queryable.query(CHARACTER, [id])).rows;
      if (!row) throw new Refused('not-found', 'there is no such character');
      const who = { id, accountId: String(row['account_id']), name: String(row['name']) };
      return { ...who, about: `character:${id}`, context: [] };
    }
    const message = await findMessage(queryable, subject.messageId);
    if (!message || message.sender_id === null || !(await mayHaveSeen(queryable, player, message)))
      throw new Refused('not-found', 'there is no such message');
    const context = (await contextOf(queryable, message, this.#limits.context)).map(copyOf);
    const { sender_id: id, sender_account_id: accountId, sender_name: name } = message;
    return { id, accountId, name, about: `message:${message.id}`, context };
  }
}

async function changed(transaction: Transaction, sql: string, values: readonly SqlValue[]): Promise<Report> {
  const { rows } = await transaction.query(sql, values);
  if (!rows[0]) throw new Refused('not-found', 'there is no such open report');
  return reportOf(rows[0] as unknown as ReportRow);
}

/** Whispers are for two and parties for their members; what is said in the open is for everybody to report. */
async function mayHaveSeen(queryable: Queryable, { characterId }: Player, { channel }: MessageRow): Promise<boolean> {
  const [kind, ...names] = channel.split(':');
  if (kind === 'whisper') return names.includes(characterId);
  if (kind === 'party') return (await partyIdOf(queryable, characterId)) === names[0];
  return true;
}

function copyOf({ id, channel, seq, sent_ms, sender_id, sender_name, body }: MessageRow): ReportedMessage {
  return { messageId: id, channel, seq, sentMs: sent_ms, senderId: sender_id, senderName: sender_name, message: body };
}

type Optional =
  | 'handledBy'
  | 'handledMs'
  | 'note'
  | 'takenBy'
  | 'takenMs'
  | 'escalatedBy'
  | 'escalatedMs'
  | 'escalation';
type ReportRow = Omit<Report, 'context' | Optional> & { readonly context: string } & {
  readonly [K in Optional]: NonNullable<Report[K]> | null;
};

function reportOf({ context, ...row }: ReportRow): Report {
  const known = Object.fromEntries(Object.entries(row).map(([name, value]) => [name, value ?? undefined]));
  return { ...(known as Omit<Report, 'context'>), context: JSON.parse(context) as readonly ReportedMessage[] };
}
