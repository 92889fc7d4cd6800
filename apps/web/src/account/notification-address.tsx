/** Where mails or messages go: an address, then the code that was sent there. */
import { useState } from 'preact/hooks';
import { Button } from '../kit/button.tsx';
import { Field } from '../kit/field.tsx';
import { Badge } from '../kit/surfaces.tsx';
import { api } from './account.ts';
import { useCall } from './use-call.ts';
import type { NotificationSettings } from './notification-settings.tsx';

interface Props {
  readonly way: 'mail' | 'gateway';
  readonly known: NotificationSettings['addresses'][number] | undefined;
  readonly onChange: (settings: NotificationSettings) => void;
}

const LABELS = { mail: 'Mail address', gateway: 'Mobile number, such as +491701234567' } as const;

export function NotificationAddress({ way, known, onChange }: Props) {
  const [address, setAddress] = useState('');
  const [code, setCode] = useState('');
  const { busy, fault, run } = useCall();
  const remove = (
    <Button disabled={busy} onClick={() => run(() => api.removeNotificationAddress({ way }), onChange)}>
      Remove
    </Button>
  );
  if (known?.verified)
    return (
      <div class="row spread">
        <span>
          {known.address} <Badge tone="good">Confirmed</Badge>
        </span>
        {remove}
      </div>
    );
  const send = async () => {
    await api.setNotificationAddress({ way, address });
    return api.notificationSettings();
  };
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        run(known ? () => api.verifyNotificationAddress({ way, code }) : send, onChange);
      }}
    >
      {known ? (
        <Field
          label={`The code that was sent to ${known.address}`}
          value={code}
          onValue={setCode}
          maxLength={16}
          code
          autocomplete="one-time-code"
          fault={fault}
        />
      ) : (
        <Field
          label={LABELS[way]}
          value={address}
          onValue={setAddress}
          maxLength={254}
          autocomplete={way === 'mail' ? 'email' : 'tel'}
          fault={fault}
        />
      )}
      <div class="row">
        <Button type="submit" disabled={busy || (known ? code : address) === ''}>
          {known ? 'Confirm' : 'Send a code'}
        </Button>
        {known ? remove : null}
      </div>
    </form>
  );
}
