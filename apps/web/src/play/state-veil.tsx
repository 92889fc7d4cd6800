/** Lies over a viewport while its match isn't live: connecting, coming back, failed. */
import { Beats } from '../kit/beats.tsx';
import { Button } from '../kit/button.tsx';
import type { MatchSource } from '../kit/match-source.ts';

export function StateVeil({
  source,
  onRetry,
  onLeave,
}: {
  readonly source: MatchSource;
  readonly onRetry: () => void;
  readonly onLeave: () => void;
}) {
  const state = source.state.value;
  switch (state.kind) {
    case 'live':
    case 'ended':
      return null;
    case 'connecting':
      return (
        <div class="veil" role="status">
          <Beats moving count={17} />
          <span class="score entry-word">Connecting…</span>
        </div>
      );
    case 'reconnecting':
      return (
        <div class="veil thin" role="status">
          <Beats moving count={17} />
          <span>The connection broke. Your seat is kept; coming back (try {state.attempt})…</span>
        </div>
      );
    case 'failed':
      return (
        <div class="veil" role="alert">
          <span class="score entry-word">{state.reason}</span>
          <span class="soft">{state.advice}</span>
          <div class="row">
            <Button tone="primary" onClick={onRetry}>
              Try again
            </Button>
            <Button onClick={onLeave}>Lobby</Button>
          </div>
        </div>
      );
    default:
      return state satisfies never;
  }
}
