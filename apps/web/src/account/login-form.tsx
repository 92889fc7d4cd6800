import { useState } from 'preact/hooks';
import { Button } from '../kit/button.tsx';
import { Fault } from '../kit/fault.tsx';
import { Choice, Field, Switch } from '../kit/field.tsx';
import { api } from './account.ts';
import { useCall } from './use-call.ts';
import { keepLoginIn } from './who.ts';

export const NAME_RULES = '3 to 24 letters and digits, a letter first; single . _ - between them.';
export const PASSWORD_RULES = 'At least 8 characters. A few words are better than one with signs.';

type Way = 'login' | 'register';

const WAYS = [
  { value: 'register', label: 'New here' },
  { value: 'login', label: 'I have an account' },
] as const;

/** Three ways in: a new account, an old one, or as a guest who names it later. */
export function LoginForm({ onDone }: { readonly onDone: () => void }) {
  const [way, setWay] = useState<Way>('register');
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
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
        enter(() => api[way]({ username, password }));
      }}
    >
      <Choice label="How to come in" value={way} options={WAYS} onValue={setWay} />
      <Field
        label="Name"
        value={username}
        onValue={setUsername}
        maxLength={24}
        autocomplete="username"
        {...(way === 'register' && { hint: NAME_RULES })}
      />
      <Field
        label="Password"
        value={password}
        onValue={setPassword}
        secret
        maxLength={128}
        autocomplete={way === 'login' ? 'current-password' : 'new-password'}
        {...(way === 'register' && { hint: PASSWORD_RULES })}
      />
      <Switch checked={tabOnly} onChecked={setTabOnly}>
        Only in this tab, so that another tab can be another player
      </Switch>
      <Fault words={fault} />
      <div class="row spread">
        <Button tone="primary" type="submit" disabled={busy || username === '' || password === ''}>
          {way === 'register' ? 'Make the account' : 'Log in'}
        </Button>
        <Button tone="quiet" disabled={busy} onClick={() => enter(() => api.guest())}>
          Play as a guest
        </Button>
      </div>
    </form>
  );
}
