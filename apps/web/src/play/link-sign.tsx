/** A calm word at the edge while the link is too poor for play in real time; the match goes on beneath it. */
import type { MatchSource } from '../kit/match-source.ts';

export function LinkSign({ source }: { readonly source: MatchSource }) {
  const trouble = source.trouble.value;
  // Whoever is being reconnected reads that instead.
  if (trouble === undefined || source.state.value.kind !== 'live') return null;
  return (
    <div class="link-sign" role="status">
      {trouble}
    </div>
  );
}
