/** Ladders as a league: who stands where in a season, and how a rating came to be. Fetched when asked for. */
import { useEffect, useState } from 'preact/hooks';
import { api, wordsFor } from '../account/account.ts';
import { account } from '../account/who.ts';
import { Header } from '../app/header.tsx';
import { leagueHref, navigate, route } from '../app/route.ts';
import { Choice } from '../kit/field.tsx';
import { EmptyState, Panel, Skeleton } from '../kit/surfaces.tsx';
import { SignIn } from '../tactics/server/sign-in.tsx';
import { HistoryView } from './history-view.tsx';
import { StandingsView } from './standings-view.tsx';
import { ladderWords } from './words.ts';
import '../tactics/menu.css';
import '../tactics/server/server.css';
import '../tournaments/tournaments.css';
import './league.css';

interface Ladders {
  readonly names: readonly string[];
  readonly fault?: string;
}

export function LeaguePage() {
  const page = route.value;
  const { ladder, accountId } = page.page === 'league' ? page : { ladder: undefined, accountId: undefined };
  const [ladders, setLadders] = useState<Ladders>();
  useEffect(() => {
    api.ladders().then(
      (reply) => setLadders({ names: reply.ladders.map(({ name }) => name) }),
      (error: unknown) => setLadders({ names: [], fault: wordsFor(error) }),
    );
  }, []);
  const chosen = ladder ?? ladders?.names.find((name) => name === 'tactics') ?? ladders?.names[0];
  return (
    <>
      <Header />
      <main class="league">
        {accountId === undefined ? <Words /> : null}
        {chosen !== undefined && accountId !== undefined && account.value === undefined ? (
          <Stranger ladder={chosen} />
        ) : chosen !== undefined && accountId !== undefined ? (
          <HistoryView key={`${chosen} ${accountId}`} ladder={chosen} accountId={accountId} />
        ) : (
          <>
            {ladders && ladders.names.length > 1 && chosen !== undefined ? (
              <Choice
                label="Ladder"
                value={chosen}
                options={ladders.names.map((name) => ({ value: name, label: ladderWords(name) }))}
                onValue={(name) => navigate(leagueHref(name), true)}
              />
            ) : null}
            {chosen === undefined ? <Nothing ladders={ladders} /> : <StandingsView key={chosen} ladder={chosen} />}
          </>
        )}
      </main>
    </>
  );
}

function Words() {
  return (
    <div class="page-words">
      <span class="score tempo">maestoso</span>
      <h1>League</h1>
      <p class="soft">
        Each rated match counts: a game by turns, a match of a <a href="/tournaments">tournament</a>, or one that was
        searched for. A season is a quarter of the year.
      </p>
    </div>
  );
}

/** Standings are for everybody; how a rating came to be is for those who are logged in. */
function Stranger({ ladder }: { readonly ladder: string }) {
  return (
    <>
      <div class="page-words">
        <a class="small" href={leagueHref(ladder)}>
          League: {ladderWords(ladder)}
        </a>
        <h1>A player’s rating</h1>
      </div>
      <Panel title="Come in">
        <div class="body">
          <SignIn words="Whoever is logged in sees each match of a player and what it did to the rating." />
        </div>
      </Panel>
    </>
  );
}

function Nothing({ ladders }: { readonly ladders: Ladders | undefined }) {
  return (
    <Panel title="Standings">
      {ladders ? (
        <EmptyState title="No ladder here">{ladders.fault ?? 'This server rates no matches.'}</EmptyState>
      ) : (
        <div class="body">
          <Skeleton label="Asking for the ladders" widths={[0.7, 0.5]} />
        </div>
      )}
    </Panel>
  );
}
