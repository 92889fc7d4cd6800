/** What an account is told when it is not there: the list behind the bell, and by which ways it wants what. */
import { bool, list, oneOf, optional, struct, text, u16, u32, uint53 } from '@rubato/schema';
import { defineRoute } from './route.ts';

const group = 'notifications';
const MOST = 100;
const id = text(200);
const kind = oneOf('turn-opened', 'deadline', 'match', 'tournament', 'trade', 'whisper');
const way = oneOf('page', 'push', 'mail', 'gateway');
const addressed = oneOf('mail', 'gateway');
const ways = list(way, 4);
const choices = list(struct({ kind, ways }), 6);
/** Minutes of the day, 0 to 1439, in a time zone such as Europe/Berlin; over midnight where `until` is the earlier. */
const quiet = optional(struct({ fromMinute: u16, untilMinute: u16, zone: text(64) }));

export const notificationFields = {
  id,
  kind,
  title: text(400),
  body: text(400),
  /** A path of the web page. */
  link: text(200),
  createdMs: uint53,
  read: bool,
};
const settings = {
  choices,
  quiet,
  /** Ways that this server has. */
  ways,
  addresses: list(struct({ way: addressed, address: text(254), verified: bool }), 2),
};

export const notificationRoutes = {
  notifications: defineRoute('GET /api/notifications', {
    group,
    meaning: 'The newest hundred, and how many are unread.',
    reply: { notifications: list(struct(notificationFields), MOST), unread: u32 },
  }),
  readNotifications: defineRoute('POST /api/notifications/read', {
    group,
    meaning: 'Marks these as read; without `ids`, all.',
    body: { ids: optional(list(id, MOST)) },
    reply: { unread: u32 },
  }),
  notificationSettings: defineRoute('GET /api/notification-settings', {
    group,
    meaning: 'What the account is told of by which ways, when not, and where.',
    reply: settings,
  }),
  setNotificationSettings: defineRoute('PUT /api/notification-settings', {
    group,
    meaning: 'Chooses ways and quiet hours; kinds that are not named stay as they are, without `quiet` there are none.',
    body: { choices, quiet },
    reply: settings,
    errors: ['bad-value'],
  }),
  setNotificationAddress: defineRoute('PUT /api/notification-addresses/{way}', {
    group,
    meaning: 'Sends a code to an address; nothing else goes there before the code was shown.',
    params: { way: addressed },
    body: { address: text(254) },
    reply: { untilMs: uint53 },
    errors: ['bad-value', 'not-found', 'too-many'],
  }),
  verifyNotificationAddress: defineRoute('POST /api/notification-addresses/{way}/verify', {
    group,
    meaning: 'Shows the code that was sent; five tries, half an hour.',
    params: { way: addressed },
    body: { code: text(16) },
    reply: settings,
    errors: ['wrong-credentials'],
  }),
  removeNotificationAddress: defineRoute('DELETE /api/notification-addresses/{way}', {
    group,
    meaning: 'Nothing goes there any more.',
    params: { way: addressed },
    reply: settings,
  }),
} as const;
