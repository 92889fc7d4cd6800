/** The first page: a match behind a Play button, and the ways to play with others. */
import { directory } from '../app/directory.ts';
import { Header } from '../app/header.tsx';
import { navigate, playHref } from '../app/route.ts';
import { NAME_MAX, playerName } from '../app/settings.ts';
import { games } from '../games.ts';
import { Button } from '../kit/button.tsx';
import { Field } from '../kit/field.tsx';
import { Panel } from '../kit/surfaces.tsx';
import { Feature } from './feature.tsx';
import { TacticsTile } from '../tactics/lobby-tile.tsx';
import { CodePanel } from './code-panel.tsx';
import { GameTile } from './game-tile.tsx';
import { RoomsPanel } from './rooms-panel.tsx';

export function Lobby() {
  const [first, ...others] = games;
  if (!first) return <p>This build carries no game.</p>;
  return (
    <>
      <Header />
      <main class="lobby">
        <div class="lobby-main">
          <Feature card={first} />
          <section class="lobby-games" aria-label="More games">
            <RealmCard />
            <TacticsTile />
            {others.map((card) => (
              <GameTile key={card.name} card={card} />
            ))}
          </section>
        </div>
        <div class="lobby-side">
          <Panel class="name-panel">
            <div class="body">
              <Field
                label="Playing as"
                hint="Others in the arena see this name."
                value={playerName.value}
                maxLength={NAME_MAX}
                autocomplete="nickname"
                onValue={(value) => (playerName.value = value)}
              />
            </div>
          </Panel>
          <CodePanel game={first} />
          <RoomsPanel directory={directory.value} />
          <p class="small soft lobby-foot">
            Without a server:{' '}
            <Button tone="quiet" scale="compact" onClick={() => navigate(playHref(first.name, { kind: 'practice' }))}>
              Practice offline
            </Button>
          </p>
        </div>
      </main>
    </>
  );
}

/** The world that everybody shares is no room: it is always open. */
function RealmCard() {
  return (
    <Panel class="game-tile">
      <span class="score tempo">misterioso</span>
      <h2>The Realm</h2>
      <p class="soft">Four factions, twelve crystal shards, one world that goes on.</p>
      <div class="row">
        <a class="button primary" href="/realm">
          Enter
        </a>
      </div>
    </Panel>
  );
}
