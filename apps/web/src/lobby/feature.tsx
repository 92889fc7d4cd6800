/** The featured game: its own picture, live and played by bots, with the way in on top of it. */
import { useEffect, useState } from 'preact/hooks';
import { playHref, watchHref } from '../app/route.ts';
import { reducedMotion } from '../app/settings.ts';
import { sound } from '../app/sound.ts';
import { loadView } from '../games.ts';
import { Beats } from '../kit/beats.tsx';
import { Icon } from '../kit/icon.tsx';
import type { GameCard, GameView } from '../kit/game-view.ts';
import { prepareMatch } from '../play/open-match.ts';
import type { PracticeMatch } from '../play/practice.ts';
import type { MatchSource } from '../kit/match-source.ts';

export function Feature({ card }: { readonly card: GameCard }) {
  return (
    <section class="feature always-dark" aria-label={card.title}>
      <Attract card={card} />
      <div class="feature-words">
        <span class="score tempo">{card.tempo}</span>
        <h1>{card.title}</h1>
        <p>{card.line}</p>
        <div class="row">
          <a
            class="button primary large"
            href={playHref(card.name, { kind: 'quick' })}
            onPointerEnter={() => prepareMatch(card.name, { kind: 'quick' })}
            onFocus={() => prepareMatch(card.name, { kind: 'quick' })}
          >
            <Icon name="play" />
            Play
          </a>
          <a class="button large quiet glass" href={watchHref(card.name)}>
            <Icon name="eye" />
            Watch
          </a>
        </div>
        <p class="facts-line">
          Up to {card.seats} players · {card.length} · {card.ways.join(', ')}
        </p>
      </div>
    </section>
  );
}

interface Show {
  readonly view: GameView;
  readonly source: MatchSource;
  readonly match: PracticeMatch;
}

/** Starts when the page is at rest; a still pattern stands in until then, and instead when motion is reduced. */
function Attract({ card }: { readonly card: GameCard }) {
  const [show, setShow] = useState<Show>();
  const still = reducedMotion.value;
  useEffect(() => {
    if (still) return undefined;
    let opened: Show | undefined;
    let left = false;
    const start = async (): Promise<void> => {
      const [view, { PracticeMatch }] = await Promise.all([loadView(card.name), import('../play/practice.ts')]);
      if (left) return;
      const match = new PracticeMatch(view, { seats: card.seats, warm: true });
      opened = { view, match, source: match.watch() };
      setShow(opened);
      // So that Play only has to dial.
      void import('../play/network.ts').catch(() => {});
    };
    // Without the picture the lobby still works: a failed load is tried again by Play.
    const cancel = whenIdle(() => void start().catch(() => {}));
    return () => {
      left = true;
      cancel();
      opened?.match.close();
      setShow(undefined);
    };
  }, [card, still]);
  if (!show) return <Beats class="feature-still" count={40} />;
  const { Viewport } = show.view;
  return (
    <div class="feature-picture" aria-hidden="true">
      <Viewport
        source={show.source}
        keys={undefined}
        bare
        settings={showSettings}
        sound={quiet}
        onPlayAgain={() => {}}
        onLeave={() => {}}
      />
    </div>
  );
}

const SHOW = { reducedMotion: true, touch: false, mouseAim: false };
const showSettings = () => SHOW;

/** The show is seen, not heard. */
const quiet = Object.create(sound, { play: { value: () => {} } }) as typeof sound;

function whenIdle(task: () => void): () => void {
  if (typeof requestIdleCallback === 'function') {
    const handle = requestIdleCallback(task, { timeout: 600 });
    return () => cancelIdleCallback(handle);
  }
  const handle = setTimeout(task, 120);
  return () => clearTimeout(handle);
}
