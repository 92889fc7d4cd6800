/** The way to a match for those who don't play it. */
import { watchHref } from '../tactics/server/links.ts';
import type { Match } from './told.ts';
import { behindWords, watchable } from './words.ts';

interface WatchLinkProps {
  readonly match: Match;
  /** The tournament's `watchDelay`. */
  readonly delay: number | undefined;
  /** Beside others of its kind: what it leads to is told elsewhere. */
  readonly compact?: boolean;
}

export function WatchLink({ match, delay, compact = false }: WatchLinkProps) {
  const { gameId, watchCode, state, number } = match;
  if (!watchable(match) || gameId === undefined || watchCode === undefined) return null;
  const link = (
    <a
      class={`button ${compact ? 'quiet compact' : ''}`}
      href={watchHref(gameId, watchCode)}
      aria-label={`Watch match ${number}`}
    >
      Watch
    </a>
  );
  if (compact) return link;
  return (
    <div class="row">
      {link}
      <span class="small soft">
        {state === 'playing' ? `Turn by turn, ${behindWords(delay)}.` : 'All its turns; anybody may watch.'}
      </span>
    </div>
  );
}
