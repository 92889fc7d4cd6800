import { useState } from 'preact/hooks';
import { Button } from '../kit/button.tsx';
import { Fault } from '../kit/fault.tsx';
import { Field } from '../kit/field.tsx';
import { toast } from '../kit/toast.tsx';
import { api } from './account.ts';
import { areGiven, CredentialFields, NO_CREDENTIALS, PASSWORD_RULES } from './credential-fields.tsx';
import { useCall } from './use-call.ts';

/** A guest keeps everything, and can come back by name from now on. */
export function NameGuestForm() {
  const [credentials, setCredentials] = useState(NO_CREDENTIALS);
  const { busy, fault, run } = useCall();
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        run(
          () => api.nameGuest(credentials),
          () => toast('You can log in by this name now.', 'good'),
        );
      }}
    >
      <p class="soft">You play as a guest. With a name and a password you can come back from anywhere.</p>
      <CredentialFields value={credentials} onValue={setCredentials} chosen />
      <Fault words={fault} />
      <div class="row">
        <Button tone="primary" type="submit" disabled={busy || !areGiven(credentials)}>
          Keep this account
        </Button>
      </div>
    </form>
  );
}

export function PasswordForm() {
  const [oldPassword, setOld] = useState('');
  const [newPassword, setNew] = useState('');
  const { busy, fault, run } = useCall();
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        run(
          () => api.password({ oldPassword, newPassword }),
          () => {
            setOld('');
            setNew('');
            toast('The password is changed; other devices have to log in again.', 'good');
          },
        );
      }}
    >
      <Field
        label="Current password"
        value={oldPassword}
        onValue={setOld}
        secret
        maxLength={128}
        autocomplete="current-password"
      />
      <Field
        label="New password"
        value={newPassword}
        onValue={setNew}
        secret
        maxLength={128}
        autocomplete="new-password"
        hint={PASSWORD_RULES}
      />
      <Fault words={fault} />
      <div class="row">
        <Button type="submit" disabled={busy || oldPassword === '' || newPassword === ''}>
          Change the password
        </Button>
      </div>
    </form>
  );
}
