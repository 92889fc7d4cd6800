/** In the header: how much is unread, and the way to it. What asks the server is fetched once somebody is logged in. */
import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { account } from '../account/who.ts';
import { Button } from '../kit/button.tsx';
import { loadOnce } from '../kit/load-once.ts';
import { toast } from '../kit/toast.tsx';
import './notices.css';

interface Center {
  readonly Dialog: ComponentType<{ readonly open: boolean; readonly onClose: () => void }>;
  readonly unread: { readonly value: number };
}

const center = loadOnce(async (): Promise<Center> => {
  const { NoticeDialog, unread, followNotices } = await import('./notice-dialog.tsx');
  followNotices();
  return { Dialog: NoticeDialog, unread };
});

export function Bell() {
  const [open, setOpen] = useState(false);
  const [loaded, setLoaded] = useState<Center>();
  const who = account.value?.accountId;
  useEffect(() => {
    if (who === undefined) return;
    // Nobody asked for them just now: what is said of it passes.
    center().then(setLoaded, () => toast('Notifications could not be fetched. Press the bell to try again.', 'warn'));
  }, [who]);
  const show = (): void => {
    setOpen(true);
    center().then(setLoaded, () => {
      setOpen(false);
      // Browsers that keep a failed module for good need the page anew.
      toast('Notifications could not be fetched. Try again, or reload the page.', 'bad');
    });
  };
  if (who === undefined) return null;
  const count = loaded?.unread.value ?? 0;
  return (
    <>
      <Button
        tone="quiet"
        icon="bell"
        class="bell"
        aria-label={count === 0 ? 'Notifications' : `Notifications, ${count} unread`}
        onClick={show}
      >
        {count > 0 ? <span class="bell-count">{count > 99 ? '99+' : count}</span> : undefined}
      </Button>
      {loaded ? <loaded.Dialog open={open} onClose={() => setOpen(false)} /> : null}
    </>
  );
}
