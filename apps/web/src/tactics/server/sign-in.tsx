/** For whoever isn't logged in: what it gives, and the shortest way to it. */
import { useState } from 'preact/hooks';
import { AccountDialog } from '../../account/account-dialog.tsx';
import { api } from '../../account/account.ts';
import { useToldCall } from '../../account/use-call.ts';
import { Button } from '../../kit/button.tsx';

const BATTLES = 'Games on the server are played with people elsewhere, each planning in their own time.';

export function SignIn({ words = BATTLES }: { readonly words?: string }) {
  const [open, setOpen] = useState(false);
  const { busy, run } = useToldCall();
  return (
    <div class="stack sign-in">
      <p>{words}</p>
      <p class="soft small">
        With an account your games and drafts are on all your devices. A guest can take a name later and keeps
        everything.
      </p>
      <div class="row">
        <Button tone="primary" disabled={busy} onClick={() => run(() => api.guest())}>
          Play as a guest
        </Button>
        <Button onClick={() => setOpen(true)}>Log in or register</Button>
      </div>
      <AccountDialog open={open} onClose={() => setOpen(false)} />
    </div>
  );
}
