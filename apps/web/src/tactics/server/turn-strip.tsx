/** Under the bar while a turn is planned: who is awaited, how long there is, and where the draft is. */
import type { DraftState } from './draft-sync.ts';
import { Deadline } from './deadline.tsx';
import type { ServerMatch } from './server-match.ts';
import type { ServerGame } from './told.ts';
import { waitingWords } from './words.ts';

const DRAFT: Readonly<Record<DraftState, string>> = {
  saved: 'Draft saved',
  saving: 'Saving the draft…',
  here: 'Draft kept in this browser',
  refused: 'The server does not take this draft',
  closed: 'The turn is closed',
};

export function TurnStrip({ match, game }: { readonly match: ServerMatch; readonly game: ServerGame }) {
  const open = match.open.value;
  const away = match.away.value;
  const state = open?.draft.state.value;
  const given = match.given.value !== undefined;
  const alone = state === 'here' || away;
  return (
    <div class={`turn-strip ${alone ? 'alone' : ''}`}>
      <span class="turn-state" role="status">
        {alone
          ? 'The server does not answer: your plan is kept here.'
          : given
            ? `Locked in. ${waitingWords(game)}`
            : 'Your turn!'}
      </span>
      {state === undefined || alone || (given && state === 'saved') ? null : (
        <span class={`draft-state ${state}`} role="status">
          {DRAFT[state]}
        </span>
      )}
      {game.deadlineMs === undefined ? null : <Deadline atMs={game.deadlineMs} />}
    </div>
  );
}
