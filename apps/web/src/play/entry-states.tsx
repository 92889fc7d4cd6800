/** Before the match: on the way in, or turned away with what to do next. */
import { navigate, playHref } from '../app/route.ts';
import { Beats } from '../kit/beats.tsx';
import { Button } from '../kit/button.tsx';
import type { GameCard } from '../kit/game-view.ts';

export function Opening({ card }: { readonly card: GameCard }) {
  return (
    <main class="entry always-dark">
      <Beats moving count={17} />
      <p class="score entry-word" role="status">
        Taking a seat in {card.title}…
      </p>
    </main>
  );
}

export function Refused({
  card,
  reason,
  advice,
  onRetry,
}: {
  readonly card: GameCard;
  readonly reason: string;
  readonly advice: string;
  readonly onRetry: () => void;
}) {
  return (
    <main class="entry always-dark">
      <Beats count={17} />
      <h1 class="score entry-word">{reason}</h1>
      <p class="soft">{advice}</p>
      <div class="row">
        <Button tone="primary" onClick={onRetry}>
          Try again
        </Button>
        <Button onClick={() => navigate(playHref(card.name, { kind: 'practice' }))}>Practice offline</Button>
        <Button tone="quiet" onClick={() => navigate('/')}>
          Lobby
        </Button>
      </div>
    </main>
  );
}
