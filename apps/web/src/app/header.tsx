import { useEffect, useState } from 'preact/hooks';
import { Button } from '../kit/button.tsx';
import { Wordmark } from '../kit/beats.tsx';
import { Badge } from '../kit/surfaces.tsx';
import { Bell } from '../notices/bell.tsx';
import { AccountButton } from '../account/account-button.tsx';
import { directory, watchDirectory } from './directory.ts';
import { route } from './route.ts';
import { SettingsDialog } from './settings-dialog.tsx';
import { soundOn } from './settings.ts';

const PAGES = [
  { page: 'realm', label: 'Realm' },
  { page: 'tactics', label: 'Tactics' },
  { page: 'tournaments', label: 'Tournaments' },
  { page: 'league', label: 'League' },
] as const;

/** What a server is told to serve where nobody named a region. */
const UNNAMED_REGION = 'local';

export function Header() {
  useEffect(() => watchDirectory(), []);
  const [settingsOpen, openSettings] = useState(false);
  return (
    <header class="site-header">
      <a href="/" class="home" aria-label="Rubato, to the lobby">
        <Wordmark />
      </a>
      <nav class="site-nav" aria-label="Pages">
        {PAGES.map(({ page, label }) => (
          <a key={page} href={`/${page}`} aria-current={route.value.page === page ? 'page' : undefined}>
            {label}
          </a>
        ))}
      </nav>
      <div class="row">
        <ServerBadge />
        <Button
          tone="quiet"
          icon={soundOn.value ? 'sound' : 'mute'}
          aria-label={soundOn.value ? 'Sound is on' : 'Sound is off'}
          aria-pressed={soundOn.value ? 'true' : 'false'}
          class="no-wash"
          onClick={() => (soundOn.value = !soundOn.value)}
        />
        {directory.value.kind === 'online' ? <Bell /> : null}
        {directory.value.kind === 'online' ? <AccountButton /> : null}
        <Button tone="quiet" icon="gear" aria-label="Settings" onClick={() => openSettings(true)} />
      </div>
      <SettingsDialog open={settingsOpen} onClose={() => openSettings(false)} />
    </header>
  );
}

function ServerBadge() {
  const server = directory.value;
  switch (server.kind) {
    case 'asking':
      return (
        <Badge lamp>
          <span class="narrow-unseen">Looking for the server…</span>
        </Badge>
      );
    case 'online':
      return (
        <Badge tone="good" lamp>
          <span class="narrow-unseen">Online</span>
          {server.status.region === UNNAMED_REGION ? null : <span class="wide-only"> in {server.status.region}</span>}
        </Badge>
      );
    case 'offline':
      return (
        <Badge tone="warn" lamp>
          Offline
        </Badge>
      );
    default:
      return server satisfies never;
  }
}
