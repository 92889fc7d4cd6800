/** A match on the screen: opens it, shows one or two seats, and the instruments around them. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import { navigate, playHref, watchHref } from '../app/route.ts';
import { mouseAim, playerName, readoutOn, reducedMotion } from '../app/settings.ts';
import { sound } from '../app/sound.ts';
import { loadView } from '../games.ts';
import type { GameCard, GameView, ViewSettings } from '../kit/game-view.ts';
import type { MatchSource } from '../kit/match-source.ts';
import { toast } from '../kit/toast.tsx';
import { Opening, Refused } from './entry-states.tsx';
import { FrameMeter } from './frame-meter.ts';
import { inviteAgain } from './invite.ts';
import { EntryRefused, openMatch, type EntryRequest, type OpenMatch } from './open-match.ts';
import { LinkSign } from './link-sign.tsx';
import { letKeysGo, PlayBar } from './play-bar.tsx';
import { Readout } from './readout.tsx';
import { StateVeil } from './state-veil.tsx';
import { touchScreen } from './touch-screen.ts';

export interface PlayPageProps {
  readonly card: GameCard;
  readonly entry: EntryRequest['entry'];
}

type Phase =
  | { readonly kind: 'opening' }
  | { readonly kind: 'refused'; readonly reason: string; readonly advice: string; readonly final: boolean }
  | { readonly kind: 'open'; readonly view: GameView; readonly match: OpenMatch };

export function PlayPage({ card, entry }: PlayPageProps) {
  const [phase, setPhase] = useState<Phase>({ kind: 'opening' });
  const [attempt, setAttempt] = useState(0);
  const rematch = useRef(false);
  const key = JSON.stringify(entry);

  useEffect(() => {
    let match: OpenMatch | undefined;
    let left = false;
    setPhase({ kind: 'opening' });
    const enter = async (): Promise<void> => {
      const view = await loadView(card.name);
      const opened = await openMatch({ card, view, entry, name: playerName.value });
      if (left) return opened.close();
      match = opened;
      if (opened.notice) toast(opened.notice, 'warn');
      // The address now leads back into this room, for a reload and for friends.
      if (opened.first.code)
        history.replaceState(null, '', playHref(card.name, { kind: 'code', code: opened.first.code }));
      if (opened.first.code && rematch.current) void inviteAgain(opened.first.code);
      rematch.current = false;
      setPhase({ kind: 'open', view, match: opened });
    };
    enter().catch((error: unknown) => {
      if (!left) setPhase(refusal(error));
    });
    return () => {
      left = true;
      match?.close();
    };
  }, [card, key, attempt]);

  const open = (href: string, replace: boolean): void => {
    navigate(href, replace);
    // The same address opens again.
    setAttempt((count) => count + 1);
  };
  // By the address, which leads back into a room that was opened or found.
  const retry = (): void => open(location.href, true);
  const again = (): void => {
    rematch.current = entry.kind === 'code' || entry.kind === 'private';
    open(nextHref(card.name, entry), false);
  };
  switch (phase.kind) {
    case 'opening':
      return <Opening card={card} />;
    case 'refused':
      return <Refused card={card} {...phase} onRetry={retry} />;
    case 'open':
      return <Table key={attempt} card={card} view={phase.view} match={phase.match} onAgain={again} onRetry={retry} />;
    default:
      return phase satisfies never;
  }
}

/** A room that has ended can't be entered again: another one of its kind is. */
function nextHref(game: string, entry: PlayPageProps['entry']): string {
  switch (entry.kind) {
    case 'room':
      return playHref(game, { kind: 'quick' });
    case 'code':
      return playHref(game, { kind: 'private' });
    case 'watch':
      return watchHref(game);
    default:
      return playHref(game, entry);
  }
}

function refusal(error: unknown): Phase {
  if (error instanceof EntryRefused)
    return { kind: 'refused', reason: error.message, advice: error.advice, final: error.final };
  return {
    kind: 'refused',
    reason: error instanceof Error ? error.message : String(error),
    advice: 'Try again; if it stays, reload the page.',
    final: false,
  };
}

interface TableProps {
  readonly card: GameCard;
  readonly view: GameView;
  readonly match: OpenMatch;
  readonly onAgain: () => void;
  readonly onRetry: () => void;
}

class ScreenSettings implements ViewSettings {
  /** Two players at one screen play by keys. */
  split = false;
  readonly read = (): ViewSettings => this;

  get reducedMotion(): boolean {
    return reducedMotion.value;
  }
  get touch(): boolean {
    return touchScreen.value && !this.split;
  }
  get mouseAim(): boolean {
    return mouseAim.value && !this.split;
  }
}

/** The seats of this screen. */
function Table({ card, view, match, onAgain, onRetry }: TableProps) {
  const [second, setSecond] = useState<MatchSource>();
  const meter = useRef(new FrameMeter()).current;
  const busy = useSignal(false);
  const spectator = match.first.seat === 0;
  const leave = (): void => navigate('/');

  const toggleSecond = async (): Promise<void> => {
    if (busy.value) return;
    busy.value = true;
    try {
      if (second) {
        second.close();
        setSecond(undefined);
      } else {
        setSecond(await match.addSeat(`${playerName.value} II`));
      }
      letKeysGo();
    } catch (error) {
      toast(error instanceof Error ? error.message : String(error), 'bad');
    } finally {
      busy.value = false;
    }
  };
  // Viewports keep what they were given first, and read it in every frame.
  const screen = useRef(new ScreenSettings()).current;
  screen.split = second !== undefined;
  const seats = second ? [match.first, second] : [match.first];
  const { Viewport } = view;

  return (
    <main class={`play always-dark ${second ? 'split' : ''}`} aria-label={card.title}>
      <h1 class="unseen">{card.title}</h1>
      {seats.map((source, index) => (
        <div class="viewport" key={source.seat}>
          <Viewport
            source={source}
            keys={spectator ? undefined : second ? (index === 0 ? 'left' : 'right') : 'solo'}
            settings={screen.read}
            sound={sound}
            {...(index === 0 ? { onFrame: meter.add } : {})}
            onPlayAgain={onAgain}
            onLeave={leave}
          />
          <LinkSign source={source} />
          <StateVeil source={source} onRetry={onRetry} onLeave={leave} />
        </div>
      ))}
      <PlayBar
        card={card}
        view={view}
        match={match}
        seats={seats}
        spectator={spectator}
        onSecondSeat={() => void toggleSecond()}
        onLeave={leave}
      />
      {readoutOn.value ? <Readout source={match.first} meter={meter} /> : null}
    </main>
  );
}
