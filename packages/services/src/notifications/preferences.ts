/** What an account wants to be told, by which ways, and when not. */
import type { Database } from '@rubato/ports';
import { Refused } from '../ledger/refused.ts';
import type { Queryable } from '../schema/query-builder.ts';
import {
  DEFAULT_CHOICES,
  NOTIFICATION_KINDS,
  NOTIFICATION_WAYS,
  type Choices,
  type NotificationKind,
  type NotificationWay,
} from './kinds.ts';

/** No push, mail or gateway between these minutes of the day, from 0 to 1439; over midnight where `until` is the earlier. */
export interface QuietHours {
  readonly fromMinute: number;
  readonly untilMinute: number;
  /** IANA name of a time zone, such as Europe/Berlin. */
  readonly zone: string;
}

export interface Preferences {
  readonly choices: Choices;
  readonly quiet: QuietHours | undefined;
}

const MINUTES = 1440;
const MINUTE_MS = 60_000;

const CHOSEN = 'select kind, ways from notification_choice where account_id = ?';
const CHOOSE = `insert into notification_choice (account_id, kind, ways) values (?, ?, ?)
  on conflict (account_id, kind) do update set ways = excluded.ways`;
const QUIET = `select from_minute as "fromMinute", until_minute as "untilMinute", zone from notification_quiet
  where account_id = ?`;
const PUT_QUIET = `insert into notification_quiet (account_id, from_minute, until_minute, zone) values (?, ?, ?, ?)
  on conflict (account_id) do update set from_minute = excluded.from_minute, until_minute = excluded.until_minute,
  zone = excluded.zone`;

export async function preferencesOf(from: Queryable, accountId: string): Promise<Preferences> {
  const [chosen, quiet] = [await from.query(CHOSEN, [accountId]), await from.query(QUIET, [accountId])];
  const own = new Map(chosen.rows.map(({ kind, ways }) => [kind as string, ways as string]));
  const waysFor = (kind: NotificationKind): readonly NotificationWay[] => {
    const ways = own.get(kind)?.split(',');
    return ways === undefined ? DEFAULT_CHOICES[kind] : NOTIFICATION_WAYS.filter((way) => ways.includes(way));
  };
  const choices = Object.fromEntries(NOTIFICATION_KINDS.map((kind) => [kind, waysFor(kind)])) as unknown as Choices;
  return { choices, quiet: quiet.rows[0] as unknown as QuietHours | undefined };
}

/** Puts these in the place of what was chosen; kinds that are not named stay. Throws Refused `bad-value`. */
export async function setPreferences(
  database: Database,
  accountId: string,
  { choices, quiet }: { readonly choices: Partial<Choices>; readonly quiet: QuietHours | undefined },
): Promise<void> {
  if (quiet !== undefined) checkQuiet(quiet);
  const chosen = Object.entries(choices).map(([kind, ways]) => ({
    sql: CHOOSE,
    values: [accountId, kind, ways.join(',')],
  }));
  const hours =
    quiet === undefined
      ? { sql: 'delete from notification_quiet where account_id = ?', values: [accountId] }
      : { sql: PUT_QUIET, values: [accountId, quiet.fromMinute, quiet.untilMinute, quiet.zone] };
  await database.batch([...chosen, hours], { locks: [`notifications ${accountId}`] });
}

/** When something may go out that is there now: at once, or when the quiet hours end. */
export function quietUntil(nowMs: number, quiet: QuietHours | undefined): number {
  if (quiet === undefined) return nowMs;
  const minute = minuteOfDay(nowMs, quiet.zone);
  const length = (quiet.untilMinute - quiet.fromMinute + MINUTES) % MINUTES;
  const since = (minute - quiet.fromMinute + MINUTES) % MINUTES;
  if (since >= length) return nowMs;
  return Math.floor(nowMs / MINUTE_MS) * MINUTE_MS + (length - since) * MINUTE_MS;
}

function checkQuiet({ fromMinute, untilMinute, zone }: QuietHours): void {
  for (const minute of [fromMinute, untilMinute])
    if (!Number.isInteger(minute) || minute < 0 || minute >= MINUTES)
      throw new Refused('bad-value', `quiet hours are minutes of the day, 0 to ${MINUTES - 1}, not ${minute}`);
  try {
    minuteOfDay(0, zone);
  } catch {
    throw new Refused('bad-value', `there is no time zone ${zone.slice(0, 40)}; take a name such as Europe/Berlin`);
  }
}

/** Throws RangeError for an unknown zone. */
function minuteOfDay(ms: number, zone: string): number {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const parts = new Map(format.formatToParts(ms).map(({ type, value }) => [type, Number(value)]));
  return parts.get('hour')! * 60 + parts.get('minute')!;
}
