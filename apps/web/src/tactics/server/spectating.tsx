/** A game that one doesn't play: what is shown of it while it goes on. */
import { useState } from 'preact/hooks';
import { wordsFor } from '../../account/account.ts';
import { Button } from '../../kit/button.tsx';
import { Fault } from '../../kit/fault.tsx';
import { Deadline } from './deadline.tsx';
import { PastTurns } from './game-dialog.tsx';
import { SeatList } from './seat-list.tsx';
import type { ServerMatch } from './server-match.ts';
import type { ServerGame } from './told.ts';
import { behindWords, scenarioTitle } from './words.ts';

export function Spectating({ match, game, code }: SpectatingProps) {
  return (
    <div class="pass gathering">
      <p class="caps">{scenarioTitle(game.settings)}</p>
      <h1 class="score">{game.title}</h1>
      <p class="soft" role="status">
        {game.phase === 'simulating' ? 'The turn runs.' : `Turn ${game.turn} is being planned.`}{' '}
        {game.deadlineMs === undefined ? null : <Deadline atMs={game.deadlineMs} />}
      </p>
      <SeatList game={game} />
      {match.shownTurns > 0 ? (
        <div class="stack turns-again">
          <PastTurns match={match} />
        </div>
      ) : null}
      <p class="small soft">{behindWords(game)}</p>
      {game.joinable ? <TakeSeat match={match} code={code} /> : null}
      <a class="button quiet" href="/tactics">
        To your games
      </a>
    </div>
  );
}

interface SpectatingProps {
  readonly match: ServerMatch;
  readonly game: ServerGame;
  readonly code: string | undefined;
}

function TakeSeat({ match, code }: Omit<SpectatingProps, 'game'>) {
  const [fault, setFault] = useState<string>();
  const take = (): void => void match.join(code).catch((error: unknown) => setFault(wordsFor(error)));
  return (
    <>
      <Button scale="compact" onClick={take}>
        Play for the computer
      </Button>
      <Fault words={fault} />
    </>
  );
}
