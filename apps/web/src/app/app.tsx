/** Picks the page. The kit's and the realm's are fetched when asked for; everything else is small enough to be here. */
import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { cardOf } from '../games.ts';
import { EmptyState } from '../kit/surfaces.tsx';
import { Toasts } from '../kit/toast.tsx';
import { Lobby } from '../lobby/lobby.tsx';
import { PlayPage } from '../play/play-page.tsx';
import { Header } from './header.tsx';
import { pageSaid } from './page-title.ts';
import { route, type Route } from './route.ts';

export function App() {
  return (
    <>
      <Page page={route.value} />
      <p class="unseen" role="status">
        {pageSaid.value}
      </p>
      <Toasts />
    </>
  );
}

function Page({ page }: { readonly page: Route }) {
  switch (page.page) {
    case 'lobby':
      return <Lobby />;
    case 'kit':
      return <LazyPage load={kitPage} />;
    case 'realm':
      return <LazyPage load={realmPage} />;
    case 'tactics':
      return <LazyPage load={tacticsPage} />;
    case 'tournaments':
      return <LazyPage load={tournamentsPage} />;
    case 'league':
      return <LazyPage load={leaguePage} />;
    case 'play':
    case 'watch': {
      const card = cardOf(page.game);
      if (!card) return <Missing what={`There is no game called “${page.game}” here.`} />;
      return <PlayPage card={card} entry={page.page === 'play' ? page.entry : { kind: 'watch', room: page.room }} />;
    }
    case 'missing':
      return <Missing what={`Nothing lives at ${page.path}.`} />;
    default:
      return page satisfies never;
  }
}

function Missing({ what }: { readonly what: string }) {
  return (
    <>
      <Header />
      <main class="plain-page">
        <EmptyState
          whole
          title="Not found"
          tools={
            <a class="button primary" href="/">
              To the lobby
            </a>
          }
        >
          {what}
        </EmptyState>
      </main>
    </>
  );
}

const kitPage = () => import('../kit-page/kit-page.tsx').then((module) => module.KitPage);
const tacticsPage = () => import('../tactics/tactics-page.tsx').then((module) => module.TacticsPage);
const tournamentsPage = () => import('../tournaments/tournaments-page.tsx').then((module) => module.TournamentsPage);
const leaguePage = () => import('../league/league-page.tsx').then((module) => module.LeaguePage);
const realmPage = () => import('../realm/realm-page.tsx').then((module) => module.RealmPage);

/** `load` must be one and the same function for one page. */
function LazyPage({ load }: { readonly load: () => Promise<ComponentType> }) {
  const [loaded, setLoaded] = useState<{ readonly load: unknown; readonly Page: ComponentType }>();
  const [fault, setFault] = useState(false);
  useEffect(() => {
    setFault(false);
    load().then(
      (Page) => setLoaded({ load, Page }),
      () => setFault(true),
    );
  }, [load]);
  if (fault) return <Missing what="This page could not be fetched. Reload to try again." />;
  return loaded?.load === load ? <loaded.Page /> : null;
}
