/** How players learn that a deadline comes near. */
import type { Database, Log } from '@rubato/ports';
import type { PushSubscriptions, TurnReminder } from '@rubato/services';
import webPush from 'web-push';

export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** Hands a mail to whoever delivers it; rejects when nobody took it. */
export type SendMail = (mail: Mail) => Promise<void>;

export interface PushMessage {
  readonly subscription: { readonly endpoint: string; readonly p256dh: string; readonly auth: string };
  readonly payload: string;
}

/** Resolves with the push service's status. */
export type SendPush = (message: PushMessage) => Promise<number>;

/** No push service keeps one of ours waiting for longer. */
const PUSH_TIMEOUT_MS = 10_000;
/** What a push service says of a browser that is gone. */
const GONE: readonly number[] = [404, 410];

export interface ReminderParts {
  readonly database: Database;
  readonly log: Log;
  readonly push: PushSubscriptions;
  readonly sendPush: SendPush;
  /** Default: no mails. */
  readonly sendMail?: SendMail | undefined;
}

/** Sends all, by all ways that each player has; what fails is logged and not tried again. */
export async function remind(reminders: readonly TurnReminder[], parts: ReminderParts): Promise<void> {
  for (const reminder of reminders) await Promise.all([pushTo(reminder, parts), mailTo(reminder, parts)]);
}

async function pushTo(reminder: TurnReminder, { push, sendPush, log }: ReminderParts): Promise<void> {
  const { accountId, gameId, title, turn, deadlineMs } = reminder;
  const payload = JSON.stringify({ kind: 'your-turn', gameId, title, turn, deadlineMs });
  for (const subscription of await push.of(accountId)) {
    try {
      const status = await sendPush({ subscription, payload });
      if (GONE.includes(status)) await push.remove(accountId, subscription.endpoint);
      else if (status >= 400) log.log('warn', 'a push service refused a reminder', { game: gameId, status });
    } catch (error) {
      log.log('warn', 'a reminder could not be pushed', { game: gameId, error: String(error) });
    }
  }
}

async function mailTo(reminder: TurnReminder, { database, sendMail, log }: ReminderParts): Promise<void> {
  if (sendMail === undefined) return;
  const { rows } = await database.query('select email from account where id = ?', [reminder.accountId]);
  const to = rows[0]?.['email'];
  if (typeof to !== 'string') return;
  const { title, turn, deadlineMs, gameId } = reminder;
  const until = new Date(deadlineMs).toISOString().slice(0, 16).replace('T', ' ');
  const text = `Turn ${turn} of "${title}" waits for your orders until ${until} UTC.\n`;
  try {
    await sendMail({ to, subject: `Your turn: ${title}, turn ${turn}`, text });
  } catch (error) {
    log.log('warn', 'a reminder could not be mailed', { game: gameId, error: String(error) });
  }
}

/** By RFC 8030, 8291 and 8292. @param subject whom a push service may ask: an https or mailto address */
export function webPushSender(keys: { publicKey: string; privateKey: string }, subject: string): SendPush {
  const vapidDetails = { subject, ...keys };
  return async ({ subscription: { endpoint, p256dh, auth }, payload }) => {
    try {
      const options = { vapidDetails, timeout: PUSH_TIMEOUT_MS };
      return (await webPush.sendNotification({ endpoint, keys: { p256dh, auth } }, payload, options)).statusCode;
    } catch (error) {
      if (error instanceof webPush.WebPushError) return error.statusCode;
      throw error;
    }
  };
}

export const newPushKeys = (): { publicKey: string; privateKey: string } => webPush.generateVAPIDKeys();
