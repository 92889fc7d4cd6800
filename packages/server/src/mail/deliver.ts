/** Takes what is due to whoever it is for, by push, mail or gateway. */
import type { Clock, Database, Log } from '@rubato/ports';
import {
  takeTokens,
  Throttled,
  type Addresses,
  type Deliveries,
  type Delivery,
  type PushSubscriptions,
} from '@rubato/services';
import type { SendByGateway } from './gateway.ts';
import { DeliveryRefused, keyOf, newsMail, type SendMail } from './mail.ts';
import type { SendPush } from './push.ts';

const DAY_MS = 86_400_000;
/** What one account gets in a day; more stays on its page. */
export const DAILY = {
  push: { tokens: 200, perMs: DAY_MS },
  mail: { tokens: 20, perMs: DAY_MS },
  gateway: { tokens: 10, perMs: DAY_MS },
} as const;
/** So many are under way: one whose receiver is slow keeps few others waiting. */
export const AT_ONCE = 8;
/** What a push service says of a browser that is gone. */
const GONE: readonly number[] = [404, 410];
const MOST_TTL_SECONDS = 86_400;

export interface DeliverParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly addresses: Addresses;
  readonly deliveries: Deliveries;
  readonly push: PushSubscriptions;
  readonly sendPush: SendPush;
  /** Absent: the server has no such way. */
  readonly sendMail?: SendMail | undefined;
  readonly sendByGateway?: SendByGateway | undefined;
  /** Where links lead. */
  readonly pageUrl: string | undefined;
}

/** Everything that is due, some at once; what fails is tried again later, a bounded number of times. */
export async function deliverDue(parts: DeliverParts): Promise<void> {
  const due = parts.deliveries.claim();
  const work = async () => {
    for (let next = await due.next(); !next.done; next = await due.next()) await tryOne(next.value, parts);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

async function tryOne(delivery: Delivery, parts: DeliverParts): Promise<void> {
  const { deliveries, log } = parts;
  const about = { notification: delivery.id, way: delivery.way };
  try {
    await deliver(delivery, parts);
    await deliveries.done(delivery);
  } catch (error) {
    const final = error instanceof DeliveryRefused || error instanceof Throttled;
    if (final) await deliveries.done(delivery);
    const again = !final && (await deliveries.failed(delivery));
    log.log('warn', 'a notification was not delivered', { ...about, error: String(error), again });
  }
}

async function deliver(delivery: Delivery, parts: DeliverParts): Promise<void> {
  switch (delivery.way) {
    case 'push':
      return byPush(delivery, parts);
    case 'mail':
      return byMail(delivery, parts);
    case 'gateway':
      return byGateway(delivery, parts);
    default:
      return delivery.way satisfies never;
  }
}

async function byPush(delivery: Delivery, parts: DeliverParts): Promise<void> {
  const { push, sendPush, clock } = parts;
  const { accountId, id, title, body, link, expiresMs } = delivery;
  const subscriptions = await push.of(accountId);
  if (subscriptions.length === 0) return;
  await spend(delivery, parts);
  const payload = JSON.stringify({ id, title, body, link });
  const ttlSeconds = Math.max(0, Math.min(MOST_TTL_SECONDS, Math.floor((expiresMs - clock.wallMs()) / 1000)));
  const sent = await Promise.allSettled(
    subscriptions.map(async (subscription) => {
      const status = await sendPush({ subscription, payload, ttlSeconds, topic: keyOf(id) });
      if (GONE.includes(status)) await push.remove(accountId, subscription.endpoint);
      else if (status >= 400) throw new Error(`a push service answered with ${status}`);
    }),
  );
  // The browsers that have it replace it by the same: its id is its tag.
  const failed = sent.find((each) => each.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

async function byMail(delivery: Delivery, parts: DeliverParts): Promise<void> {
  const { addresses, sendMail, pageUrl } = parts;
  const found = await addresses.verified(delivery.accountId, 'mail');
  if (found === undefined || sendMail === undefined || pageUrl === undefined) return;
  await spend(delivery, parts);
  await sendMail(newsMail(delivery, { pageUrl, unsubscribe: found.unsubscribe, to: found.address }));
}

async function byGateway(delivery: Delivery, parts: DeliverParts): Promise<void> {
  const { addresses, sendByGateway, pageUrl } = parts;
  const found = await addresses.verified(delivery.accountId, 'gateway');
  if (found === undefined || sendByGateway === undefined) return;
  await spend(delivery, parts);
  const link = pageUrl === undefined ? '' : ` ${new URL(delivery.link, pageUrl).href}`;
  await sendByGateway({ id: keyOf(delivery.id), to: found.address, text: `${delivery.title}.${link}` });
}

/** Throws Throttled beyond what an account gets in a day; a second try of the same costs nothing. */
async function spend({ accountId, way, attempts }: Delivery, { database, clock }: DeliverParts): Promise<void> {
  if (attempts > 1) return;
  await takeTokens(database, clock, [{ bucket: `notifications by ${way} ${accountId}`, rate: DAILY[way] }]);
}
