/** Swiss and round robin: the rounds, the newest that runs first in sight. */
import type { BracketProps } from './bracket.tsx';
import { MatchCard } from './match-card.tsx';
import type { Match } from './told.ts';

export function Rounds({ matches, names, own, onOpen }: BracketProps) {
  const rounds = byRound(matches);
  const current = rounds.find((round) => round.some(({ state }) => state !== 'over' && state !== 'skipped'));
  const shown = current ?? rounds.at(-1);
  return (
    <div class="rounds">
      {rounds.map((round) => (
        <details key={round[0]?.round} open={round === shown}>
          <summary>
            <span>Round {round[0]?.round}</span>
            <span class="small soft">{standOf(round)}</span>
          </summary>
          <ul class="round-matches" aria-label={`Matches of round ${round[0]?.round}`}>
            {round.map((match) => (
              <li key={match.number}>
                <MatchCard match={match} names={names} own={own} place={`round ${match.round}`} onOpen={onOpen} />
              </li>
            ))}
          </ul>
        </details>
      ))}
    </div>
  );
}

function standOf(round: readonly Match[]): string {
  const open = round.filter(({ state }) => state !== 'over' && state !== 'skipped').length;
  if (open === 0) return 'played';
  return round.some(({ state }) => state === 'playing') ? `${open} of ${round.length} still open` : 'not begun';
}

function byRound(matches: readonly Match[]): readonly (readonly Match[])[] {
  const rounds = new Map<number, Match[]>();
  for (const match of matches) rounds.set(match.round, [...(rounds.get(match.round) ?? []), match]);
  return [...rounds.keys()].sort((a, b) => a - b).map((round) => rounds.get(round)!);
}
