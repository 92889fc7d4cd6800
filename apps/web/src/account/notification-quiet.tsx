/** Hours in which nothing is sent; the page shows it all the same. */
import { Select, Switch } from '../kit/field.tsx';
import type { NotificationSettings } from './notification-settings.tsx';

type Quiet = NotificationSettings['quiet'];

const HOURS = Array.from({ length: 24 }, (_, hour) => ({
  value: String(hour * 60),
  label: `${String(hour).padStart(2, '0')}:00`,
}));
const NIGHT = { fromMinute: 22 * 60, untilMinute: 7 * 60 };

export function QuietHours({ quiet, onQuiet }: { readonly quiet: Quiet; readonly onQuiet: (quiet: Quiet) => void }) {
  const zone = quiet?.zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (
    <>
      <Switch checked={quiet !== undefined} onChecked={(on) => onQuiet(on ? { ...NIGHT, zone } : undefined)}>
        Quiet hours ({zone})
      </Switch>
      {quiet ? (
        <div class="quiet-hours">
          <Select
            label="From"
            value={String(quiet.fromMinute)}
            options={HOURS}
            onValue={(at) => onQuiet({ ...quiet, fromMinute: Number(at) })}
          />
          <Select
            label="Until"
            value={String(quiet.untilMinute)}
            options={HOURS}
            onValue={(at) => onQuiet({ ...quiet, untilMinute: Number(at) })}
          />
        </div>
      ) : null}
    </>
  );
}
