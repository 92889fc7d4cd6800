import { playHref, watchHref } from '../app/route.ts';
import type { GameCard } from '../kit/game-view.ts';
import { Badge } from '../kit/surfaces.tsx';

/** A game in the grid, below the featured one. */
export function GameTile({ card }: { readonly card: GameCard }) {
  return (
    <article class="panel game-tile">
      <span class="score tempo">{card.tempo}</span>
      <h2>{card.title}</h2>
      <p class="soft">{card.line}</p>
      <CardFacts card={card} />
      <div class="row">
        <a class="button primary" href={playHref(card.name, { kind: 'quick' })}>
          Play
        </a>
        {card.ways.includes('spectators') ? (
          <a class="button quiet" href={watchHref(card.name)}>
            Watch
          </a>
        ) : null}
      </div>
    </article>
  );
}

export function CardFacts({ card }: { readonly card: GameCard }) {
  return (
    <div class="row facts">
      <Badge>up to {card.seats} players</Badge>
      <Badge>{card.length}</Badge>
      {card.ways.map((way) => (
        <Badge key={way}>{way}</Badge>
      ))}
    </div>
  );
}
