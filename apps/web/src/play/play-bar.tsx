/** The few buttons over a match; on narrow screens all but two live in one sheet. */
import { useEffect, useState } from 'preact/hooks';
import { readoutOn, soundOn } from '../app/settings.ts';
import { SettingsDialog } from '../app/settings-dialog.tsx';
import { Button } from '../kit/button.tsx';
import { Dialog } from '../kit/dialog.tsx';
import type { GameCard, GameView } from '../kit/game-view.ts';
import type { MatchSource } from '../kit/match-source.ts';
import { Badge, Toolbar } from '../kit/surfaces.tsx';
import { toast } from '../kit/toast.tsx';
import { HelpTable } from './help-table.tsx';
import { invite } from './invite.ts';
import { LinkPanel } from './link-panel.tsx';
import type { OpenMatch } from './open-match.ts';

export interface PlayBarProps {
  readonly card: GameCard;
  readonly view: GameView;
  readonly match: OpenMatch;
  /** The seats of this screen. */
  readonly seats: readonly MatchSource[];
  readonly spectator: boolean;
  readonly onSecondSeat: () => void;
  readonly onLeave: () => void;
}

type Sheet = 'help' | 'link' | 'settings' | 'more' | undefined;

export function PlayBar(props: PlayBarProps) {
  const { card, view, match, seats, spectator } = props;
  const split = seats.length > 1;
  const [sheet, open] = useState<Sheet>();
  const close = (): void => {
    open(undefined);
    letKeysGo();
  };
  // Practice waits while a sheet is open; others play on.
  useEffect(() => {
    match.first.pause(sheet !== undefined);
  }, [match, sheet]);
  const canSplit = card.ways.includes('split screen') && !spectator;
  return (
    <>
      <div class="play-bar left">
        <Button
          tone="quiet"
          scale="compact"
          icon="back"
          aria-label="Leave the match"
          class="glass"
          onClick={props.onLeave}
        />
        <Where match={match} spectator={spectator} />
      </div>
      <div class="play-bar right">
        <Tools split={split} canSplit={canSplit} onSecondSeat={props.onSecondSeat} open={open} />
      </div>
      <Dialog title="Keys and touch" open={sheet === 'help'} onClose={close}>
        <HelpTable help={view.help} split={split} />
      </Dialog>
      <Dialog title="Connection" open={sheet === 'link'} onClose={close}>
        <LinkPanel sources={seats} />
      </Dialog>
      <SettingsDialog open={sheet === 'settings'} onClose={close} />
      <Dialog title={card.title} open={sheet === 'more'} onClose={close}>
        <MoreSheet {...props} canSplit={canSplit} open={open} />
      </Dialog>
    </>
  );
}

interface ToolsProps {
  readonly split: boolean;
  readonly canSplit: boolean;
  readonly onSecondSeat: () => void;
  readonly open: (sheet: Sheet) => void;
}

function Tools({ split, canSplit, onSecondSeat, open }: ToolsProps) {
  const tool = { tone: 'quiet', scale: 'compact', class: 'glass' } as const;
  return (
    <Toolbar label="Match">
      <div class="wide-only toolbar">
        {canSplit ? (
          <Button
            {...tool}
            icon="seats"
            aria-label="Second seat"
            aria-pressed={split ? 'true' : 'false'}
            onClick={onSecondSeat}
          >
            {split ? undefined : 'Second seat'}
          </Button>
        ) : null}
        <Button {...tool} icon="keyboard" aria-label="Help: keys and touch" onClick={() => open('help')} />
        <Button {...tool} icon="pulse" aria-label="Connection" onClick={() => open('link')} />
      </div>
      <Button {...tool} icon="gear" aria-label="Menu" onClick={() => open('more')} />
    </Toolbar>
  );
}

function MoreSheet({
  seats,
  canSplit,
  onSecondSeat,
  onLeave,
  open,
}: PlayBarProps & { readonly canSplit: boolean; readonly open: (sheet: Sheet) => void }) {
  const split = seats.length > 1;
  return (
    <div class="stack tight more-sheet">
      {canSplit ? (
        <Button
          icon="seats"
          aria-pressed={split ? 'true' : 'false'}
          onClick={() => {
            open(undefined);
            onSecondSeat();
          }}
        >
          {split ? 'Close the second seat' : 'Second seat on this screen'}
        </Button>
      ) : null}
      <Button icon="keyboard" onClick={() => open('help')}>
        Keys and touch
      </Button>
      <Button icon="pulse" onClick={() => open('link')}>
        Connection
      </Button>
      <Button
        icon={soundOn.value ? 'sound' : 'mute'}
        aria-pressed={soundOn.value ? 'true' : 'false'}
        onClick={() => (soundOn.value = !soundOn.value)}
      >
        Sound is {soundOn.value ? 'on' : 'off'}
      </Button>
      <Button
        icon="eye"
        aria-pressed={readoutOn.value ? 'true' : 'false'}
        onClick={() => (readoutOn.value = !readoutOn.value)}
      >
        Readout is {readoutOn.value ? 'shown' : 'hidden'}
      </Button>
      <Button icon="full" onClick={() => void toggleFullScreen()}>
        Full screen
      </Button>
      <Button icon="gear" onClick={() => open('settings')}>
        All settings
      </Button>
      <Button tone="danger" icon="back" onClick={onLeave}>
        Leave the match
      </Button>
    </div>
  );
}

/** A button that keeps the focus would take the next Space or Enter away from the game. */
export function letKeysGo(): void {
  (document.activeElement as HTMLElement | null)?.blur();
}

async function toggleFullScreen(): Promise<void> {
  try {
    if (document.fullscreenElement) await document.exitFullscreen();
    else await document.documentElement.requestFullscreen();
  } catch {
    toast('This browser doesn’t allow full screen here.', 'warn');
  }
}

/** Where this match runs, and how friends get in. */
function Where({ match, spectator }: { readonly match: OpenMatch; readonly spectator: boolean }) {
  const { code } = match.first;
  return (
    <>
      {spectator ? <Badge>Watching</Badge> : null}
      {match.kind === 'practice' ? <Badge>Practice</Badge> : null}
      {code ? (
        <Button
          tone="quiet"
          scale="compact"
          icon="copy"
          class="glass mono room-code"
          aria-label={`Invite to room ${code}`}
          onClick={() => void invite(code)}
        >
          <span>{code}</span>
        </Button>
      ) : null}
    </>
  );
}
