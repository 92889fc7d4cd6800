/** What accounts are told of, and by which ways. */

export const NOTIFICATION_KINDS = ['turn-opened', 'deadline', 'match', 'tournament', 'trade', 'whisper'] as const;
export type NotificationKind = (typeof NOTIFICATION_KINDS)[number];

/** `page`: the list behind the bell. `gateway`: whatever the operator's HTTP gateway speaks, such as SMS. */
export const NOTIFICATION_WAYS = ['page', 'push', 'mail', 'gateway'] as const;
export type NotificationWay = (typeof NOTIFICATION_WAYS)[number];
/** Ways for which an address is needed, and proven to be one's own. */
export type AddressedWay = 'mail' | 'gateway';

export type Choices = Readonly<Record<NotificationKind, readonly NotificationWay[]>>;

/** Until its owner chooses: what waits for somebody goes out, what is only nice to know stays on the page. */
export const DEFAULT_CHOICES: Choices = {
  'turn-opened': ['page', 'push'],
  deadline: ['page', 'push', 'mail', 'gateway'],
  match: ['page', 'push'],
  tournament: ['page', 'push', 'mail'],
  trade: ['page'],
  whisper: ['page'],
};
