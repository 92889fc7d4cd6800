/** Picks the page. The kit's page is fetched when asked for; everything else is small enough to be here. */
import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { cardOf } from '../games.ts';
import { EmptyState } from '../kit/surfaces.tsx';
import { Toasts } from '../kit/toast.tsx';
import { Lobby } from '../lobby/lobby.tsx';
import { PlayPage } from '../play/play-page.tsx';
import { Header } from './header.tsx';
import { route, type Route } from './route.ts';

export function App() {
  return (
    <>
      <Page page={route.value} />
      <Toasts />
    </>
  );
}

function Page({ page }: { readonly page: Route }) {
  switch (page.page) {
    case 'lobby':
      return <Lobby />;
    case 'kit':
      return <KitPage />;
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

function KitPage() {
  const [Loaded, setLoaded] = useState<ComponentType>();
  const [fault, setFault] = useState(false);
  useEffect(() => {
    import('../kit-page/kit-page.tsx').then(
      (module) => setLoaded(() => module.KitPage),
      () => setFault(true),
    );
  }, []);
  if (fault) return <Missing what="This page could not be fetched. Reload to try again." />;
  return Loaded ? <Loaded /> : null;
}
