/** In the header: who is logged in, and the way to change that. The dialog is fetched when first opened. */
import type { ComponentType } from 'preact';
import { useState } from 'preact/hooks';
import { Button } from '../kit/button.tsx';
import { toast } from '../kit/toast.tsx';
import { account, shownName } from './who.ts';

interface DialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
}

export function AccountButton() {
  const [open, setOpen] = useState(false);
  const [Loaded, setLoaded] = useState<ComponentType<DialogProps>>();
  const show = (): void => {
    setOpen(true);
    import('./account-dialog.tsx').then(
      (module) => setLoaded(() => module.AccountDialog),
      () => toast('This could not be fetched. Reload to try again.', 'bad'),
    );
  };
  return (
    <>
      <Button tone="quiet" icon="person" onClick={show}>
        <span class="account-name">{account.value ? shownName(account.value.username) : 'Log in'}</span>
      </Button>
      {Loaded ? <Loaded open={open} onClose={() => setOpen(false)} /> : null}
    </>
  );
}
