/** Logging in and out, and what the owner of an account may do with it. */
import { Button } from '../kit/button.tsx';
import { Dialog } from '../kit/dialog.tsx';
import { toast } from '../kit/toast.tsx';
import { api, wordsFor } from './account.ts';
import { account, isGuest, shownName } from './who.ts';
import { LoginForm } from './login-form.tsx';
import { NameGuestForm, PasswordForm } from './password-forms.tsx';
import { NotificationSection } from './notification-settings.tsx';
import { SessionList } from './session-list.tsx';

export function AccountDialog({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  const known = account.value;
  return (
    <Dialog title={known ? shownName(known.username) : 'Your account'} open={open} onClose={onClose}>
      {known ? (
        <div class="stack">
          {isGuest(known.username) ? <NameGuestForm /> : null}
          <NotificationSection />
          <SessionList />
          {isGuest(known.username) ? null : (
            <section class="stack" aria-label="Password">
              <h3>Password</h3>
              <PasswordForm />
            </section>
          )}
          <div class="row">
            <Button
              onClick={() => {
                api.logout().then(onClose, (error: unknown) => toast(wordsFor(error), 'bad'));
              }}
            >
              Log out
            </Button>
          </div>
        </div>
      ) : (
        <LoginForm onDone={onClose} />
      )}
    </Dialog>
  );
}
