/** The notifications of whoever is logged in: read once, then told by the services' socket. Kept on the server. */
import { batch, effect, signal } from '@preact/signals';
import type { Api } from '@rubato/client';
import { api } from '../account/account.ts';
import { account } from '../account/who.ts';
import { followState, pageSocket } from './page-socket.ts';
import { withNews } from './with-news.ts';

export type Noticed = Awaited<ReturnType<Api['notifications']>>['notifications'][number];

/** Undefined until the server said. */
export const notices = signal<readonly Noticed[]>();
export const unread = signal(0);

/** Rejects with ApiError; then everything is as it was. */
export async function markRead(ids?: readonly string[]): Promise<void> {
  const reply = await api.readNotifications(ids === undefined ? {} : { ids });
  batch(() => {
    unread.value = reply.unread;
    notices.value = notices.value?.map((each) =>
      ids === undefined || ids.includes(each.id) ? { ...each, read: true } : each,
    );
  });
}

/** Rejects with ApiError. */
export async function readNotices(): Promise<void> {
  const who = account.value?.accountId;
  const reply = await api.notifications();
  // Somebody else may have logged in meanwhile.
  if (account.value?.accountId !== who) return;
  batch(() => {
    notices.value = reply.notifications;
    unread.value = reply.unread;
  });
}

/** Follows whoever is logged in, as long as the page is open. */
export function followNotices(): void {
  const client = pageSocket();
  client.registerHandler('NOTIFICATION', ({ unread: left, ...news }) => {
    batch(() => {
      notices.value = withNews(notices.value ?? [], news);
      unread.value = left;
    });
  });
  let before: string | undefined;
  effect(() => {
    const who = account.value?.accountId;
    if (who === before) return;
    before = who;
    batch(() => {
      notices.value = undefined;
      unread.value = 0;
    });
  });
  // What was told while there was no connection is in the list; without a connection it is read when it is opened.
  followState(client, ({ state }) => {
    if (state === 'connected') readNotices().catch(() => undefined);
  });
}
