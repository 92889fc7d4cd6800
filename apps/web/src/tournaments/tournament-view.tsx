/** One tournament: what it is, what there is to do, how it is drawn, and who stands where. */
import { useState } from 'preact/hooks';
import { EmptyState, Panel, Skeleton } from '../kit/surfaces.tsx';
import { gameHref } from '../tactics/server/links.ts';
import { Bracket } from './bracket.tsx';
import { CrossTable } from './cross-table.tsx';
import { Decisions } from './decisions.tsx';
import { isOwn, MatchCard } from './match-card.tsx';
import { MatchDialog } from './match-dialog.tsx';
import { Rounds } from './rounds.tsx';
import { StandingsTable } from './standings-table.tsx';
import type { Match } from './told.ts';
import { TournamentHead } from './tournament-head.tsx';
import { useTournament, type Shown } from './tournament-store.ts';
import { WatchLink } from './watch-link.tsx';
import { entrantName, headingWords, isBracket, slotWords } from './words.ts';

export function TournamentView({ id, code }: { readonly id: string; readonly code: string | undefined }) {
  const store = useTournament(id, code);
  const [opened, open] = useState<number>();
  const shown = store.shown.value;
  const fault = store.fault.value;
  if (!shown)
    return (
      <Panel title="Tournament">
        {fault ? (
          <EmptyState
            title="Not to be seen"
            tools={
              <a class="button" href="/tournaments">
                To all tournaments
              </a>
            }
          >
            {fault}
          </EmptyState>
        ) : (
          <div class="body">
            <Skeleton label="Asking for the tournament" widths={[0.6, 0.8, 0.4]} />
          </div>
        )}
      </Panel>
    );
  return (
    <>
      <TournamentHead store={store} shown={shown} />
      {fault ? <p class="bad-words small">{fault}</p> : null}
      <OwnMatch shown={shown} />
      {isBracket(shown.tournament.format) ? (
        <OfBracket shown={shown} onOpen={open} />
      ) : (
        <OfTable shown={shown} onOpen={open} />
      )}
      {shown.matches.length > 0 ? null : <Entrants shown={shown} />}
      <Decisions store={store} shown={shown} />
      <MatchDialog
        tournament={shown.tournament}
        match={shown.matches.find(({ number }) => number === opened)}
        names={shown.names}
        own={shown.own}
        onClose={() => open(undefined)}
        onChanged={() => void store.look()}
      />
    </>
  );
}

interface PartProps {
  readonly shown: Shown;
  readonly onOpen: (number: number) => void;
}

/** What waits for the caller comes before everything else. */
function OwnMatch({ shown: { matches, own, names } }: Pick<PartProps, 'shown'>) {
  const mine = matches.find((match) => match.state === 'playing' && isOwn(match, own));
  if (mine?.gameId === undefined) return null;
  const other = mine.slots.find(({ seed }) => seed !== own);
  return (
    <div class="own-match" role="status">
      <p>
        <strong>Your match is ready.</strong> {other ? `You play ${slotWords(other, names, mine)}.` : ''}
      </p>
      <a class="button primary" href={gameHref(mine.gameId)}>
        To the game
      </a>
    </div>
  );
}

function OfBracket({ shown, onOpen }: PartProps) {
  const { matches, names, own } = shown;
  if (matches.length === 0) return null;
  return (
    <div class="with-bracket">
      <Panel title="Bracket" class="drawn">
        <Bracket matches={matches} names={names} own={own} onOpen={onOpen} />
      </Panel>
      <div class="below">
        <Standings shown={shown} />
        <NowPlaying shown={shown} onOpen={onOpen} />
      </div>
    </div>
  );
}

function OfTable({ shown, onOpen }: PartProps) {
  const { tournament, matches, names, own, standings } = shown;
  if (matches.length === 0) return null;
  return (
    <>
      <div class="below">
        <Standings shown={shown} />
        {tournament.format === 'round-robin' ? (
          <Panel title="Cross table">
            <CrossTable matches={matches} standings={standings} names={names} own={own} />
          </Panel>
        ) : null}
      </div>
      <Panel title="Rounds">
        <Rounds matches={matches} names={names} own={own} onOpen={onOpen} />
      </Panel>
    </>
  );
}

function Standings({ shown: { tournament, standings, names, own } }: Pick<PartProps, 'shown'>) {
  return (
    <Panel title="Standings">
      <StandingsTable format={tournament.format} standings={standings} names={names} own={own} />
    </Panel>
  );
}

/** Where a match stands, without its bracket drawn. */
function placeOf(match: Match, all: readonly Match[]): string {
  const rounds = Math.max(...all.filter(({ bracket }) => bracket === match.bracket).map(({ round }) => round));
  return headingWords({ bracket: match.bracket, round: match.round, rounds, column: 0, row: 0 });
}

const MOST_PLAYING = 24;

function NowPlaying({ shown: { tournament, matches, names, own }, onOpen }: PartProps) {
  const playing = matches.filter(({ state }) => state === 'playing');
  if (playing.length === 0) return null;
  return (
    <Panel title="Now playing">
      <ul class="round-matches">
        {playing.slice(0, MOST_PLAYING).map((match) => (
          <li key={match.number}>
            <span class="caps">{placeOf(match, matches)}</span>
            <div class="watched-match">
              <MatchCard match={match} names={names} own={own} place={placeOf(match, matches)} onOpen={onOpen} />
              {isOwn(match, own) ? null : <WatchLink match={match} delay={tournament.watchDelay} compact />}
            </div>
          </li>
        ))}
      </ul>
      {playing.length > MOST_PLAYING ? <p class="body small soft">And {playing.length - MOST_PLAYING} more.</p> : null}
    </Panel>
  );
}

function Entrants({ shown: { tournament, entrants } }: Pick<PartProps, 'shown'>) {
  return (
    <Panel title={`Entrants: ${entrants.length} of ${tournament.mostEntrants}`}>
      {entrants.length === 0 ? (
        <EmptyState title="Nobody yet">The first to enter is seeded first, unless it is rated.</EmptyState>
      ) : (
        <ol class="entrants">
          {entrants.map((each, at) => (
            <li key={at} class={each.own ? 'me' : ''}>
              <span>{entrantName(each)}</span>
              {tournament.ladder === undefined ? null : <span class="soft">{Math.round(each.rating)}</span>}
            </li>
          ))}
        </ol>
      )}
    </Panel>
  );
}
