/** The list of games: whose turn it is in each, and the ways to begin, join or load one. */
import { useEffect, useState } from 'preact/hooks';
import { Header } from '../app/header.tsx';
import { navigate } from '../app/route.ts';
import { Button } from '../kit/button.tsx';
import { Badge, EmptyState, ListRow, Panel, Skeleton, type Tone } from '../kit/surfaces.tsx';
import { toast } from '../kit/toast.tsx';
import { fileWords } from './file-words.ts';
import { JoinDialog } from './join-dialog.tsx';
import { keep } from './keeping.ts';
import { LoadLine, useLoader } from './load-file.tsx';
import type { NewMatch } from './local-match.ts';
import { NewGame } from './new-game.tsx';
import { ServerPanel } from './server/server-panel.tsx';
import { dropMatch, keptMatches, type Kept } from './shelf.ts';
import { statusWords, type Status } from './status.ts';
import { PageMatch } from './worker/page-match.ts';

export const matchHref = (id: string): string => `/tactics/${id}`;

export function MenuPage() {
  const [games, setGames] = useState<readonly Kept[]>();
  const [dialog, setDialog] = useState<'new' | 'join'>();
  const [over, setOver] = useState(false);
  const look = (): void => void keptMatches().then(setGames, () => setGames([]));
  useEffect(look, []);
  const start = async (options: NewMatch): Promise<void> => {
    try {
      const match = await PageMatch.create(options);
      await enter(match);
      match.end();
    } catch (error) {
      toast(fileWords(error), 'bad');
    }
  };
  const { loading, load, cancel } = useLoader(enter);
  return (
    <>
      <Header />
      <main
        class={`tactics-menu ${over ? 'dropping' : ''}`}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          load(event.dataTransfer?.files[0]);
        }}
      >
        <div class="menu-words">
          <span class="score tempo">adagio</span>
          <h1>Tactics</h1>
          <p class="soft">
            Everyone plans at the same time. Then ten seconds happen at once, and all watch what came of it.
          </p>
          <div class="row">
            <Button tone="primary" scale="large" onClick={() => setDialog('new')}>
              New game
            </Button>
            <Button scale="large" onClick={() => setDialog('join')}>
              Join
            </Button>
            <LoadButton onFile={load} />
          </div>
          {loading ? <LoadLine loading={loading} onCancel={cancel} /> : null}
          <p class="small soft">Or drag a .tribal file onto this page.</p>
          <p class="small soft">
            With more at stake: <a href="/tournaments">tournaments</a> and the <a href="/league">league</a>.
          </p>
        </div>
        <div class="menu-games">
          <ServerPanel />
          <Panel title="In this browser">
            <GameList games={games} onDrop={(id) => void dropMatch(id).then(look)} />
          </Panel>
        </div>
      </main>
      <NewGame open={dialog === 'new'} onClose={() => setDialog(undefined)} onStart={(match) => void start(match)} />
      <JoinDialog open={dialog === 'join'} onClose={() => setDialog(undefined)} />
    </>
  );
}

/** Opens a match on its own page. One that can't be kept is still played: its page holds it as long as it is open. */
async function enter(match: PageMatch): Promise<void> {
  await keep(match);
  navigate(matchHref(match.id));
}

function LoadButton({ onFile }: { readonly onFile: (file: File | undefined) => void }) {
  return (
    <label class="button large">
      Load
      <input
        class="unseen"
        type="file"
        accept=".tribal"
        onChange={(event) => {
          onFile(event.currentTarget.files?.[0]);
          event.currentTarget.value = '';
        }}
      />
    </label>
  );
}

const TONES: Readonly<Record<Status['kind'], Tone>> = {
  yours: 'accent',
  waiting: 'plain',
  simulating: 'warn',
  watching: 'plain',
  over: 'good',
};

function GameList({
  games,
  onDrop,
}: {
  readonly games: readonly Kept[] | undefined;
  readonly onDrop: (id: string) => void;
}) {
  if (!games)
    return (
      <div class="body">
        <Skeleton label="Looking for your games" widths={[0.7, 0.5]} />
      </div>
    );
  if (games.length === 0)
    return (
      <EmptyState title="No game yet">
        Begin one against the commander: the first battle takes a quarter of an hour.
      </EmptyState>
    );
  return (
    <ul class="list">
      {games.map((game) => (
        <ListRow
          key={game.id}
          title={<a href={matchHref(game.id)}>{game.title}</a>}
          detail={
            <>
              <span>Turn {game.turn}</span>
              <span>{[...game.people, ...game.opponents].join(', ')}</span>
            </>
          }
          tools={
            <div class="row tight">
              <Badge tone={TONES[game.status.kind]} lamp={game.status.kind === 'yours'}>
                {statusWords(game.status, game.people.length > 1)}
              </Badge>
              <Button
                tone="quiet"
                scale="compact"
                icon="close"
                aria-label={`Put ${game.title} away`}
                onClick={() => onDrop(game.id)}
              />
            </div>
          }
        />
      ))}
    </ul>
  );
}
