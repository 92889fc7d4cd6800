/** The notifications of one server: services, their routes' parts, and the task that routes and delivers. */
import type { Clock, Database, Log } from '@rubato/ports';
import {
  Addresses,
  Deliveries,
  giveBackLease,
  newId,
  Notifications,
  PushSubscriptions,
  takeLease,
  type AddressedWay,
  type CodeToSend,
  type NotificationWay,
} from '@rubato/services';
import type { ServerConfig } from '../config/settings.ts';
import { nodeRandom } from '../node/node-random.ts';
import { repeatTask } from '../repeat-task.ts';
import type { Told } from '../socket/told.ts';
import type { Unwind } from '../unwind.ts';
import { deliverDue } from './deliver.ts';
import { gatewaySender, type SendByGateway } from './gateway.ts';
import { codeMail, keyOf, type SendMail } from './mail.ts';
import { newPushKeys, webPushSender, type SendPush } from './push.ts';

/** Between two looks for what is new and due. */
export const NOTIFY_EVERY_MS = 1000;
const LEASE = { name: 'notifications', holdMs: 120_000 } as const;
/** Whom a push service may ask about this server, unless its settings name a page. */
const PUSH_SUBJECT = 'https://localhost';

export interface NotificationOptions {
  /** Default: by SMTP, as the settings say; without them no mails are sent. */
  readonly sendMail?: SendMail;
  /** Default: by web push. */
  readonly sendPush?: SendPush;
  /** Default: by the gateway of the settings; without one nothing is sent. */
  readonly sendByGateway?: SendByGateway;
}

export interface NotificationServices {
  readonly notifications: Notifications;
  readonly addresses: Addresses;
  readonly push: PushSubscriptions;
  /** Of this server's web push. */
  readonly publicKey: string;
  /** That this server has. */
  readonly ways: readonly NotificationWay[];
  sendCode(way: AddressedWay, code: CodeToSend): Promise<void>;
}

export interface NotificationStart {
  readonly options: NotificationOptions;
  readonly config: Partial<Pick<ServerConfig, 'smtpUrl' | 'mailFrom' | 'pageUrl' | 'gatewayUrl'>>;
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly tell: (told: readonly Told[]) => void;
}

/** Throws TypeError for settings of which one lacks another. */
export async function startNotifications(parts: NotificationStart, unwind: Unwind): Promise<NotificationServices> {
  const { options, config, database, clock, log } = parts;
  const { pageUrl } = config;
  const context = { database, clock, random: nodeRandom };
  const notifications = new Notifications(context);
  const addresses = new Addresses(context);
  const deliveries = new Deliveries(context);
  const push = new PushSubscriptions(context);
  const { publicKey, privateKey } = await push.keys(newPushKeys);
  const subject = pageUrl?.startsWith('https:') ? pageUrl : PUSH_SUBJECT;
  const { sendPush = webPushSender({ publicKey, privateKey }, subject) } = options;
  const sendMail = options.sendMail ?? (await mailBy(config, unwind));
  const sendByGateway =
    options.sendByGateway ?? (config.gatewayUrl === undefined ? undefined : gatewaySender(config.gatewayUrl));
  const mailed = sendMail !== undefined && pageUrl !== undefined;
  const ways: readonly NotificationWay[] = [
    'page',
    'push',
    ...(mailed ? (['mail'] as const) : []),
    ...(sendByGateway ? (['gateway'] as const) : []),
  ];
  const delivering = { database, clock, log, addresses, deliveries, push, sendPush, sendMail, sendByGateway, pageUrl };
  keepDelivering(parts, unwind, async () => {
    parts.tell(await notifications.route(ways));
    await deliverDue(delivering);
  });
  return {
    notifications,
    addresses,
    push,
    publicKey,
    ways,
    sendCode: async (way, code) => {
      if (way === 'mail') return sendMail?.(codeMail(code));
      const text = `Your code is ${code.code}. It is good for half an hour.`;
      return sendByGateway?.({ id: keyOf(`${code.address} ${code.code}`), to: code.address, text });
    },
  };
}

async function mailBy(
  { smtpUrl, mailFrom, pageUrl }: NotificationStart['config'],
  unwind: Unwind,
): Promise<SendMail | undefined> {
  if (smtpUrl === undefined) return undefined;
  if (mailFrom === undefined || pageUrl === undefined)
    throw new TypeError('smtpUrl needs mailFrom, the sender, and pageUrl, where links lead: set both, or none of them');
  const { smtpMailer } = await import('./smtp.ts');
  const mailer = smtpMailer({ url: smtpUrl, from: mailFrom });
  unwind.add(() => mailer.close());
  return mailer.send;
}

function keepDelivering(
  { database, clock, log }: NotificationStart,
  unwind: Unwind,
  deliver: () => Promise<void>,
): void {
  const holder = newId({ clock, random: nodeRandom });
  let running: Promise<void> | undefined;
  const work = async () => {
    if ((await takeLease(database, { ...LEASE, holder, nowMs: clock.wallMs() })) !== undefined) await deliver();
  };
  const once = () => (running = work());
  const end = repeatTask(once, {
    clock,
    log,
    everyMs: NOTIFY_EVERY_MS,
    failed: 'notifications could not be looked after',
  });
  unwind.add(async () => {
    end();
    await running?.catch(() => {});
    await giveBackLease(database, { name: LEASE.name, holder }).catch((error: unknown) =>
      log.log('warn', 'the lease of the notifications was not given back', { error: String(error) }),
    );
  });
}
