/** In the header: how much is unread, and the way to it. What asks the server is fetched once somebody is logged in. */
import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { account } from '../account/who.ts';
import { Button } from '../kit/button.tsx';
import { toast } from '../kit/toast.tsx';
import './notices.css';

interface Center {
  readonly Dialog: ComponentType<{ readonly open: boolean; readonly onClose: () => void }>;
  readonly unread: { readonly value: number };
}

let loading: Promise<Center> | undefined;

function center(): Promise<Center> {
  loading ??= import('./notice-dialog.tsx').then(({ NoticeDialog, unread, followNotices }) => {
    followNotices();
    return { Dialog: NoticeDialog, unread };
  });
  return loading;
}

export function Bell() {
  const [open, setOpen] = useState(false);
  const [loaded, setLoaded] = useState<Center>();
  const who = account.value?.accountId;
  useEffect(() => {
    if (who === undefined) return;
    center().then(setLoaded, () => {
      loading = undefined;
      // Nobody asked for them just now: it passes.
      toast('Notifications could not be fetched. Reload to try again.', 'warn');
    });
  }, [who]);
  if (who === undefined) return null;
  const count = loaded?.unread.value ?? 0;
  return (
    <>
      <Button
        tone="quiet"
        icon="bell"
        class="bell"
        aria-label={count === 0 ? 'Notifications' : `Notifications, ${count} unread`}
        onClick={() => setOpen(true)}
      >
        {count > 0 ? <span class="bell-count">{count > 99 ? '99+' : count}</span> : undefined}
      </Button>
      {loaded ? <loaded.Dialog open={open} onClose={() => setOpen(false)} /> : null}
    </>
  );
}
