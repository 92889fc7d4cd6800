/** Before the match: on the way in, or turned away with what to do next. */
import { navigate, playHref } from '../app/route.ts';
import { Beats } from '../kit/beats.tsx';
import { Button } from '../kit/button.tsx';
import type { GameCard } from '../kit/game-view.ts';

export function Opening({ card }: { readonly card: GameCard }) {
  return (
    <main class="entry always-dark">
      <Beats moving count={17} />
      <div role="status">
        <h1 class="score entry-word">Taking a seat in {card.title}…</h1>
      </div>
    </main>
  );
}

export function Refused({
  card,
  reason,
  advice,
  final,
  onRetry,
}: {
  readonly card: GameCard;
  readonly reason: string;
  readonly advice: string;
  /** Trying again would change nothing. */
  readonly final: boolean;
  readonly onRetry: () => void;
}) {
  return (
    <main class="entry always-dark">
      <Beats count={17} />
      <h1 class="score entry-word">{reason}</h1>
      <p class="soft">{advice}</p>
      <div class="row">
        {final ? null : (
          <Button tone="primary" onClick={onRetry}>
            Try again
          </Button>
        )}
        <Button tone={final ? 'primary' : 'plain'} onClick={() => navigate('/')}>
          To the lobby
        </Button>
        <Button tone="quiet" onClick={() => navigate(playHref(card.name, { kind: 'practice' }))}>
          Practice offline
        </Button>
      </div>
    </main>
  );
}
