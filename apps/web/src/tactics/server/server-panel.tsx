/** The part of the menu that is played with people elsewhere. */
import { useState } from 'preact/hooks';
import { api } from '../../account/account.ts';
import { useToldCall } from '../../account/use-call.ts';
import { account } from '../../account/who.ts';
import { directory } from '../../app/directory.ts';
import { navigate } from '../../app/route.ts';
import { Button } from '../../kit/button.tsx';
import { Dialog } from '../../kit/dialog.tsx';
import { Badge, EmptyState, ListRow, Panel, Skeleton } from '../../kit/surfaces.tsx';
import { spanWords } from '../../kit/span-words.ts';
import { Deadline } from './deadline.tsx';
import { gameHref } from './links.ts';
import { NewServerGame } from './new-server-game.tsx';
import { useServerGames, type ServerGames } from './server-games.ts';
import { SeekDialog } from './seek-dialog.tsx';
import { SeekList } from './seek-list.tsx';
import { SignIn } from './sign-in.tsx';
import type { ServerGame } from './told.ts';
import { Vacation } from './vacation.tsx';
import { scenarioTitle, seatName, statusOfGame } from './words.ts';

type Opened = 'new' | 'seek' | 'vacation';

export function ServerPanel() {
  const games = useServerGames();
  const [dialog, setDialog] = useState<Opened>();
  const signedIn = account.value !== undefined;
  if (directory.value.kind === 'offline')
    return (
      <Panel title="On the server">
        <EmptyState title="No server">
          Games with people elsewhere need one. At this screen, and by files, you can play all the same.
        </EmptyState>
      </Panel>
    );
  return (
    <>
      {signedIn ? <SeekList seeks={games.seeks.value} onChanged={() => void games.look()} /> : null}
      <Panel title="On the server" tools={signedIn ? <Tools onOpen={setDialog} /> : null}>
        {signedIn ? (
          <Games games={games} />
        ) : (
          <div class="body">
            <SignIn />
          </div>
        )}
      </Panel>
      {signedIn ? <FreeGames games={games} /> : null}
      {signedIn ? <RunningGames games={games.running.value} /> : null}
      <SeekDialog open={dialog === 'seek'} onClose={() => setDialog(undefined)} onSought={() => void games.look()} />
      <NewServerGame open={dialog === 'new'} onClose={() => setDialog(undefined)} />
      <Dialog title="Vacation" open={dialog === 'vacation'} onClose={() => setDialog(undefined)}>
        <Vacation />
      </Dialog>
    </>
  );
}

function Tools({ onOpen }: { readonly onOpen: (dialog: Opened) => void }) {
  return (
    <div class="row tight">
      <Button scale="compact" tone="quiet" onClick={() => onOpen('vacation')}>
        Vacation
      </Button>
      <Button scale="compact" onClick={() => onOpen('new')}>
        New online game
      </Button>
      <Button scale="compact" tone="primary" onClick={() => onOpen('seek')}>
        Find a match
      </Button>
    </div>
  );
}

function Games({ games }: { readonly games: ServerGames }) {
  const mine = games.mine.value;
  const fault = games.fault.value;
  if (!mine)
    return (
      <div class="body">
        {fault ? <p class="bad-words">{fault}</p> : <Skeleton label="Asking for your games" widths={[0.7, 0.5]} />}
      </div>
    );
  if (mine.length === 0)
    return <EmptyState title="No game on the server yet">Begin one and send its link, or join an open one.</EmptyState>;
  return (
    <>
      {fault ? <p class="bad-words small list-fault">{fault}</p> : null}
      <ul class="list">
        {mine.map((game) => (
          <GameRow key={game.id} game={game} />
        ))}
      </ul>
      {games.more.value ? (
        <div class="body">
          <Button scale="compact" tone="quiet" onClick={() => void games.lookFurther()}>
            Older games
          </Button>
        </div>
      ) : null}
    </>
  );
}

function GameRow({ game }: { readonly game: ServerGame }) {
  const { tone, words, lamp } = statusOfGame(game);
  const resigned = game.seat === undefined && game.phase !== 'over';
  const others = game.seats.filter(({ seat, by }) => seat !== game.seat && by !== 'nobody').map(seatName);
  return (
    <ListRow
      title={<a href={gameHref(game.id)}>{game.title}</a>}
      detail={
        <>
          <span>{game.turn > 0 ? `Turn ${game.turn}` : scenarioTitle(game.settings)}</span>
          {others.length > 0 ? <span>{others.join(', ')}</span> : null}
          {game.phase === 'planning' && game.deadlineMs !== undefined ? <Deadline atMs={game.deadlineMs} /> : null}
        </>
      }
      tools={
        <Badge tone={resigned ? 'plain' : tone} lamp={lamp}>
          {resigned ? 'Resigned, watching' : words}
        </Badge>
      }
    />
  );
}

function FreeGames({ games }: { readonly games: ServerGames }) {
  const free = games.free.value;
  if (free.length === 0) return null;
  return (
    <Panel title="Open to join">
      <ul class="list">
        {free.map((game) => (
          <FreeRow key={game.id} game={game} onGone={() => void games.look()} />
        ))}
      </ul>
    </Panel>
  );
}

function RunningGames({ games }: { readonly games: readonly ServerGame[] }) {
  if (games.length === 0) return null;
  return (
    <Panel title="To watch">
      <ul class="list">
        {games.map((game) => (
          <ListRow
            key={game.id}
            title={<a href={gameHref(game.id)}>{game.title}</a>}
            detail={
              <>
                <span>{scenarioTitle(game.settings)}</span>
                <span>Turn {game.turn}</span>
                <span>{game.seats.map(seatName).join(', ')}</span>
              </>
            }
            tools={
              <a class="button compact" href={gameHref(game.id)} aria-label={`Watch ${game.title}`}>
                Watch
              </a>
            }
          />
        ))}
      </ul>
    </Panel>
  );
}

function FreeRow({ game, onGone }: { readonly game: ServerGame; readonly onGone: () => void }) {
  const { busy, run } = useToldCall();
  const people = game.seats.filter(({ by }) => by === 'player').map(seatName);
  const join = (): void =>
    run(
      () =>
        api.joinTurnGame({ id: game.id }).catch((error: unknown) => {
          onGone();
          throw error;
        }),
      () => navigate(gameHref(game.id)),
    );
  return (
    <ListRow
      title={<a href={gameHref(game.id)}>{game.title}</a>}
      detail={
        <>
          <span>{scenarioTitle(game.settings)}</span>
          <span>{spanWords(game.turnMs)} a turn</span>
          <span>{game.phase === 'planning' ? 'looks for a substitute' : people.join(', ')}</span>
        </>
      }
      tools={
        <div class="row tight">
          <Badge>
            {people.length} of {game.seats.length}
          </Badge>
          <Button scale="compact" disabled={busy} aria-label={`Join ${game.title}`} onClick={join}>
            Join
          </Button>
        </div>
      }
    />
  );
}
