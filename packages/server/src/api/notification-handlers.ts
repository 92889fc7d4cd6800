/** The routes of notifications as calls of their services. */
import type { notificationRoutes } from '@rubato/protocol';
import { preferencesOf, Refused, setPreferences, type Caller, type Choices } from '@rubato/services';
import type { Database } from '@rubato/ports';
import type { NotificationServices } from '../mail/start-notifications.ts';
import { accountOf } from './playing.ts';
import type { RouteHandlers } from './service-routes.ts';

export interface NotificationParts {
  readonly database: Database;
  readonly notifying: NotificationServices;
}

export function notificationHandlers({
  database,
  notifying,
}: NotificationParts): RouteHandlers<typeof notificationRoutes, Caller> {
  const { notifications, addresses, ways } = notifying;
  const settingsOf = async (accountId: string) => {
    const { choices, quiet } = await preferencesOf(database, accountId);
    const chosen = Object.entries(choices).map(([kind, by]) => ({ kind: kind as keyof Choices, ways: by }));
    return { choices: chosen, quiet, ways, addresses: await addresses.of(accountId) };
  };
  return {
    notifications: async (_input, call) => {
      const { accountId } = accountOf(call);
      return { notifications: await notifications.list(accountId), unread: await notifications.unread(accountId) };
    },
    readNotifications: async ({ ids }, call) => ({
      unread: await notifications.markRead(accountOf(call).accountId, ids),
    }),
    notificationSettings: (_input, call) => settingsOf(accountOf(call).accountId),
    setNotificationSettings: async ({ choices, quiet }, call) => {
      const { accountId } = accountOf(call);
      const chosen = Object.fromEntries(choices.map(({ kind, ways: by }) => [kind, by])) as Partial<Choices>;
      await setPreferences(database, accountId, { choices: chosen, quiet });
      return settingsOf(accountId);
    },
    setNotificationAddress: async ({ way, address }, call) => {
      if (!ways.includes(way)) throw new Refused('not-found', `this server sends nothing by ${way}`);
      const code = await addresses.set(accountOf(call).accountId, way, address);
      await notifying.sendCode(way, code).catch(() => {
        throw new Refused('overloaded', 'the code could not be sent; try again later');
      });
      return { untilMs: code.untilMs };
    },
    verifyNotificationAddress: async ({ way, code }, call) => {
      const { accountId } = accountOf(call);
      await addresses.verify(accountId, way, code);
      return settingsOf(accountId);
    },
    removeNotificationAddress: async ({ way }, call) => {
      const { accountId } = accountOf(call);
      await addresses.remove(accountId, way);
      return settingsOf(accountId);
    },
  };
}
