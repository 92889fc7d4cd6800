import { useEffect, useState } from 'preact/hooks';
import { Button } from '../kit/button.tsx';
import { Wordmark } from '../kit/beats.tsx';
import { Badge } from '../kit/surfaces.tsx';
import { Bell } from '../notices/bell.tsx';
import { AccountButton } from '../account/account-button.tsx';
import { directory, watchDirectory } from './directory.ts';
import { SettingsDialog } from './settings-dialog.tsx';
import { soundOn } from './settings.ts';

export function Header() {
  useEffect(() => watchDirectory(), []);
  const [settingsOpen, openSettings] = useState(false);
  return (
    <header class="site-header">
      <a href="/" class="home" aria-label="Rubato, to the lobby">
        <Wordmark />
      </a>
      <nav class="site-nav" aria-label="Beyond single games">
        <a href="/tournaments">Tournaments</a>
        <a href="/league">League</a>
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
      return <Badge>Looking for the server…</Badge>;
    case 'online':
      return (
        <Badge tone="good" lamp>
          <span class="wide-only">Online in </span>
          {server.status.region}
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
