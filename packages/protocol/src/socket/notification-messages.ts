/** What an open page hears of the list behind its bell; everything else goes by HTTP. */
import { u32 } from '@rubato/schema';
import { notificationFields } from '../api/notification-routes.ts';
import { defineSocketMessage } from './socket-message.ts';

export const notificationMessages = {
  NOTIFICATION: defineSocketMessage({
    meaning: 'Something new in the account’s list of notifications, and how many are unread.',
    priority: 'HIGH',
    notice: { ...notificationFields, unread: u32 },
  }),
} as const;
