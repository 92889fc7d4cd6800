/** Before a battle begins: who is there, and how the others get there. Also what somebody sees who may join. */
import { useCall, useToldCall } from '../../account/use-call.ts';
import { navigate } from '../../app/route.ts';
import { Button } from '../../kit/button.tsx';
import { giveLink } from './copied.ts';
import { gameHref, inviteLink } from './links.ts';
import { SeatList } from './seat-list.tsx';
import type { ServerMatch } from './server-match.ts';
import type { ServerGame } from './told.ts';
import { spanWords } from '../../kit/span-words.ts';
import { Fault } from '../../kit/fault.tsx';
import { freeSeats, scenarioTitle } from './words.ts';

/** One's own game that waits for players. */
export function Gathering({ match, game }: { readonly match: ServerMatch; readonly game: ServerGame }) {
  const { busy, run } = useToldCall();
  const link = inviteLink(location.origin, game.id, game.joinCode);
  const alone = freeSeats(game.seats) === game.seats.length - 1;
  const leave = (): void =>
    run(
      () => match.resign(),
      () => navigate('/tactics'),
    );
  return (
    <div class="pass gathering">
      <p class="caps">{scenarioTitle(game.settings)}</p>
      <h1 class="score">{game.title}</h1>
      <p class="soft" role="status">
        {freeSeats(game.seats) === 1
          ? 'One more, and it begins.'
          : `It begins when ${freeSeats(game.seats)} more are here.`}
      </p>
      <SeatList game={game} />
      <div class="invite">
        <label>
          <span class="caps">
            {game.joinCode === undefined ? 'Anybody can join by this link' : 'Whoever has this link can join'}
          </span>
          <input class="input" readOnly value={link} onFocus={(event) => event.currentTarget.select()} />
        </label>
        <Button tone="primary" icon="link" onClick={() => void giveLink(link, game.title)}>
          Invite
        </Button>
      </div>
      <p class="small soft">You can close this page: the game waits on the server, and is in your list.</p>
      <Button tone="quiet" scale="compact" disabled={busy} onClick={leave}>
        {alone ? 'Call it off' : 'Leave the game'}
      </Button>
    </div>
  );
}

/** Somebody else's game. */
export function Joining({ match, game, code }: JoiningProps) {
  const { busy, fault, run } = useCall();
  const join = (): void =>
    run(
      () => match.join(code),
      () => navigate(gameHref(match.id), true),
    );
  return (
    <div class="pass gathering">
      <p class="caps">{scenarioTitle(game.settings)}</p>
      <h1 class="score">{game.title}</h1>
      <p class="soft">{spanWords(game.turnMs)} a turn</p>
      <SeatList game={game} />
      <Button tone="primary" scale="large" disabled={busy} onClick={join}>
        Join the battle
      </Button>
      <Fault words={fault} />
      <a class="button quiet" href="/tactics">
        To your games
      </a>
    </div>
  );
}

interface JoiningProps {
  readonly match: ServerMatch;
  readonly game: ServerGame;
  readonly code: string | undefined;
}
