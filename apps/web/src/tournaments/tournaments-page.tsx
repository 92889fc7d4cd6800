/** Tournaments: the list of them, and one. Fetched when asked for. */
import { account } from '../account/who.ts';
import { directory } from '../app/directory.ts';
import { Header } from '../app/header.tsx';
import { route } from '../app/route.ts';
import { EmptyState, Panel } from '../kit/surfaces.tsx';
import { SignIn } from '../tactics/server/sign-in.tsx';
import { ListPage, PageWords } from './list-page.tsx';
import { TournamentView } from './tournament-view.tsx';
import '../tactics/menu.css';
import '../tactics/server/server.css';
import './tournaments.css';
import './bracket.css';

const WORDS = 'Tournaments are played in games by turns: each match with one opponent, each in their own time.';

export function TournamentsPage() {
  const page = route.value;
  const { id, code } = page.page === 'tournaments' ? page : { id: undefined, code: undefined };
  return (
    <>
      <Header />
      <main class="tournaments">
        {account.value === undefined ? <Stranger /> : null}
        {account.value === undefined ? null : id === undefined ? (
          <ListPage />
        ) : (
          <TournamentView key={id} id={id} code={code} />
        )}
      </main>
    </>
  );
}

function Stranger() {
  if (directory.value.kind === 'offline')
    return (
      <>
        <PageWords />
        <Panel>
          <EmptyState title="No server">
            Tournaments need one, and it doesn’t answer. This page looks again by itself.
          </EmptyState>
        </Panel>
      </>
    );
  return (
    <>
      <PageWords />
      <Panel title="Come in">
        <div class="body">
          <SignIn words={WORDS} />
        </div>
      </Panel>
    </>
  );
}
