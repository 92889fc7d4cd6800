import { useState } from 'preact/hooks';
import { Button } from '../kit/button.tsx';
import { Fault } from '../kit/fault.tsx';
import { Choice, Switch } from '../kit/field.tsx';
import { api } from './account.ts';
import { areGiven, CredentialFields, NO_CREDENTIALS } from './credential-fields.tsx';
import { useCall } from './use-call.ts';
import { keepLoginIn } from './who.ts';

type Way = 'login' | 'register';

const WAYS = [
  { value: 'register', label: 'New here' },
  { value: 'login', label: 'I have an account' },
] as const;

/** Three ways in: a new account, an old one, or as a guest who names it later. */
export function LoginForm({ onDone }: { readonly onDone: () => void }) {
  const [way, setWay] = useState<Way>('register');
  const [credentials, setCredentials] = useState(NO_CREDENTIALS);
  const [tabOnly, setTabOnly] = useState(false);
  const { busy, fault, run } = useCall();
  const enter = (call: () => Promise<unknown>): void => {
    keepLoginIn(tabOnly ? 'tab' : 'browser');
    run(call, onDone);
  };
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        enter(() => api[way](credentials));
      }}
    >
      <Choice label="How to come in" value={way} options={WAYS} onValue={setWay} />
      <CredentialFields value={credentials} onValue={setCredentials} chosen={way === 'register'} />
      <Switch checked={tabOnly} onChecked={setTabOnly}>
        Only in this tab, so that another tab can be another player
      </Switch>
      <Fault words={fault} />
      <div class="row spread">
        <Button tone="primary" type="submit" disabled={busy || !areGiven(credentials)}>
          {way === 'register' ? 'Make the account' : 'Log in'}
        </Button>
        <Button tone="quiet" disabled={busy} onClick={() => enter(() => api.guest())}>
          Play as a guest
        </Button>
      </div>
    </form>
  );
}
