/** What happened while one was not there, the newest first. */
import { useEffect, useState } from 'preact/hooks';
import { wordsFor } from '../account/account.ts';
import { navigate } from '../app/route.ts';
import { Button } from '../kit/button.tsx';
import { Dialog } from '../kit/dialog.tsx';
import { EmptyState, Skeleton } from '../kit/surfaces.tsx';
import { toast } from '../kit/toast.tsx';
import { markRead, notices, readNotices, unread, type Noticed } from './notice-store.ts';

export { followNotices, unread } from './notice-store.ts';

export function NoticeDialog({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  const [fault, setFault] = useState<string>();
  useEffect(() => {
    if (!open) return;
    readNotices().then(
      () => setFault(undefined),
      (error: unknown) => setFault(wordsFor(error)),
    );
  }, [open]);
  return (
    <Dialog title="Notifications" open={open} onClose={onClose}>
      <div class="stack">
        {fault === undefined || notices.value ? (
          <NoticeList list={notices.value} onGo={onClose} />
        ) : (
          <EmptyState title="No notifications here">{fault}</EmptyState>
        )}
        {unread.value > 0 ? (
          <div class="row">
            <Button onClick={() => read()}>Mark all as read</Button>
          </div>
        ) : null}
      </div>
    </Dialog>
  );
}

function NoticeList({ list, onGo }: { readonly list: readonly Noticed[] | undefined; readonly onGo: () => void }) {
  if (!list) return <Skeleton label="Notifications" widths={[0.8, 0.6, 0.7]} />;
  if (list.length === 0)
    return <EmptyState title="Nothing new">Turns that wait for you, matches and messages show up here.</EmptyState>;
  return (
    <ul class="list plain-list notices">
      {list.map((each) => (
        <li key={each.id} class={each.read ? 'notice' : 'notice unread'}>
          <a
            href={each.link}
            onClick={(event) => {
              if (!each.read) read([each.id]);
              if (event.ctrlKey || event.metaKey || event.shiftKey) return;
              event.preventDefault();
              onGo();
              navigate(each.link);
            }}
          >
            <span class="title">
              {each.title}
              {each.read ? null : <span class="unseen"> (unread)</span>}
            </span>
            <span class="detail">
              {each.body === '' ? null : `${each.body} `}
              <time dateTime={new Date(each.createdMs).toISOString()}>{new Date(each.createdMs).toLocaleString()}</time>
            </span>
          </a>
        </li>
      ))}
    </ul>
  );
}

function read(ids?: readonly string[]): void {
  markRead(ids).catch((error: unknown) => toast(wordsFor(error), 'warn'));
}
