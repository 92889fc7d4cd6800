/** What one is told of, by which ways, and when not. */
import { useEffect, useState } from 'preact/hooks';
import type { Api } from '@rubato/client';
import { Switch } from '../kit/field.tsx';
import { Skeleton } from '../kit/surfaces.tsx';
import { toast } from '../kit/toast.tsx';
import { pushState, turnOff, turnOn, type PushState } from '../notices/browser-push.ts';
import { api, wordsFor } from './account.ts';
import { NotificationAddress } from './notification-address.tsx';
import { QuietHours } from './notification-quiet.tsx';

export type NotificationSettings = Awaited<ReturnType<Api['notificationSettings']>>;
type Kind = NotificationSettings['choices'][number]['kind'];
type Way = NotificationSettings['ways'][number];

const KINDS: Readonly<Record<Kind, string>> = {
  'turn-opened': 'A turn is open',
  deadline: 'A deadline comes near',
  match: 'A match is ready',
  tournament: 'Tournaments',
  trade: 'Requests to trade',
  whisper: 'Whispers',
};
const WAYS: Readonly<Record<Way, string>> = { page: 'Here', push: 'Push', mail: 'Mail', gateway: 'SMS' };

export function NotificationSection() {
  const [settings, setSettings] = useState<NotificationSettings>();
  const [fault, setFault] = useState<string>();
  useEffect(() => {
    void api.notificationSettings().then(setSettings, (error: unknown) => setFault(wordsFor(error)));
  }, []);
  if (!settings && fault !== undefined) return <p class="soft">Notifications: {fault}</p>;
  if (!settings)
    return (
      <div class="ways-wait">
        <Skeleton label="Notifications" widths={[0.5, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9]} />
      </div>
    );
  const { choices, quiet, ways, addresses } = settings;
  const save = (change: Pick<NotificationSettings, 'choices' | 'quiet'>): void => {
    // Shown at once; what the server refuses goes back.
    setSettings({ ...settings, ...change });
    api.setNotificationSettings(change).then(setSettings, (error: unknown) => {
      setSettings(settings);
      toast(wordsFor(error), 'warn');
    });
  };
  return (
    <section aria-label="Notifications" class="stack">
      <h3>Notifications</h3>
      <WayTable
        choices={choices}
        ways={ways}
        onChoice={(kind, chosen) =>
          save({ choices: choices.map((each) => (each.kind === kind ? { kind, ways: chosen } : each)), quiet })
        }
      />
      {ways.includes('push') ? <PushSwitch /> : null}
      {(['mail', 'gateway'] as const)
        .filter((way) => ways.includes(way))
        .map((way) => (
          <NotificationAddress
            key={way}
            way={way}
            known={addresses.find((each) => each.way === way)}
            onChange={setSettings}
          />
        ))}
      <QuietHours quiet={quiet} onQuiet={(next) => save({ choices, quiet: next })} />
    </section>
  );
}

interface WayTableProps extends Pick<NotificationSettings, 'choices' | 'ways'> {
  readonly onChoice: (kind: Kind, ways: readonly Way[]) => void;
}

function WayTable({ choices, ways, onChoice }: WayTableProps) {
  return (
    <table class="ways">
      <thead>
        <tr>
          <th scope="col">Tell me when</th>
          {ways.map((way) => (
            <th key={way} scope="col">
              {WAYS[way]}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {choices.map(({ kind, ways: chosen }) => (
          <tr key={kind}>
            <th scope="row">{KINDS[kind]}</th>
            {ways.map((way) => (
              <td key={way}>
                <label>
                  <input
                    class="check"
                    type="checkbox"
                    aria-label={`${KINDS[kind]}: ${WAYS[way]}`}
                    checked={chosen.includes(way)}
                    onChange={({ currentTarget: { checked } }) =>
                      onChoice(kind, checked ? [...chosen, way] : chosen.filter((each) => each !== way))
                    }
                  />
                </label>
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const PUSH_WORDS: Readonly<Record<PushState, string>> = {
  on: 'Push to this browser',
  off: 'Push to this browser',
  forbidden: 'Push: this browser forbids it; allow notifications for this page first',
  unavailable: 'Push: this browser has none here',
  unreachable: 'Push: this browser’s push service can’t be reached; you are told by the other ways, and can try again',
};

function PushSwitch() {
  const [state, setState] = useState<PushState>();
  useEffect(() => void pushState().then(setState, () => setState('unavailable')), []);
  if (state === undefined) return null;
  if (state === 'forbidden' || state === 'unavailable') return <p class="soft">{PUSH_WORDS[state]}.</p>;
  return (
    <Switch
      checked={state === 'on'}
      onChecked={(on) => {
        (on ? turnOn() : turnOff()).then(setState, (error: unknown) => toast(wordsFor(error), 'warn'));
      }}
    >
      {PUSH_WORDS[state]}
    </Switch>
  );
}
