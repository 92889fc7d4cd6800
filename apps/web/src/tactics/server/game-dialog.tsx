/** A game's other side: who plays, its past turns, vacation, and giving up. */
import { useState } from 'preact/hooks';
import { useToldCall } from '../../account/use-call.ts';
import { navigate } from '../../app/route.ts';
import { Button } from '../../kit/button.tsx';
import { Dialog } from '../../kit/dialog.tsx';
import { SeatList } from './seat-list.tsx';
import type { ServerMatch } from './server-match.ts';
import { isAlone, TakeHome } from './take-home.tsx';
import type { ServerGame } from './told.ts';
import { Vacation } from './vacation.tsx';
import { spanWords } from '../../kit/span-words.ts';

export interface GameDialogProps {
  readonly match: ServerMatch;
  readonly game: ServerGame;
  readonly open: boolean;
  readonly onClose: () => void;
}

export function GameDialog({ match, game, open, onClose }: GameDialogProps) {
  const playing = game.seat !== undefined && game.phase !== 'over';
  return (
    <Dialog title={game.title} open={open} onClose={onClose}>
      <div class="stack">
        <p class="soft small">
          {spanWords(game.turnMs)} a turn{game.ladder ? `, rated on ${game.ladder}` : ''}.
        </p>
        <SeatList game={game} />
        <PastTurns match={match} onWatch={onClose} />
        {playing ? (
          <>
            <h3 class="caps">Vacation</h3>
            <Vacation />
            {isAlone(game) ? <TakeHome game={game} /> : null}
            <Resign match={match} />
          </>
        ) : null}
      </div>
    </Dialog>
  );
}

interface PastTurnsProps {
  readonly match: ServerMatch;
  /** A seat's, once the game is over. */
  readonly eyes?: number | undefined;
  readonly onWatch?: () => void;
}

/** Each turn that has run and may be seen, to be seen again. */
export function PastTurns({ match, eyes, onWatch }: PastTurnsProps) {
  const ran = match.shownTurns;
  if (ran === 0) return null;
  return (
    <>
      <h3 class="caps">Past turns</h3>
      <div class="row tight past-turns">
        {Array.from({ length: ran }, (_, index) => index + 1).map((turn) => (
          <Button
            key={turn}
            scale="compact"
            aria-label={`Watch turn ${turn}`}
            onClick={() => {
              onWatch?.();
              void match.watch(turn, eyes);
            }}
          >
            {turn}
          </Button>
        ))}
      </div>
    </>
  );
}

function Resign({ match }: { readonly match: ServerMatch }) {
  const [asked, setAsked] = useState(false);
  const { busy, run } = useToldCall();
  const resign = (): void =>
    run(
      () => match.resign(),
      () => navigate('/tactics'),
    );
  if (!asked)
    return (
      <div class="row">
        <Button tone="danger" scale="compact" onClick={() => setAsked(true)}>
          Resign…
        </Button>
      </div>
    );
  return (
    <div class="stack" role="alert">
      <p>Your ships go to the computer, or to whoever takes your place. There is no way back.</p>
      <div class="row">
        <Button tone="danger" disabled={busy} onClick={resign}>
          Give the battle up
        </Button>
        <Button tone="quiet" onClick={() => setAsked(false)}>
          Play on
        </Button>
      </div>
    </div>
  );
}
