/** A game on the server, from the invitation to the result. */
import { useEffect, useMemo, useState } from 'preact/hooks';
import { scenarioOf } from '@rubato/tactics';
import { api, wordsFor } from '../../account/account.ts';
import { account } from '../../account/who.ts';
import { Button } from '../../kit/button.tsx';
import { Select } from '../../kit/field.tsx';
import { EmptyState } from '../../kit/surfaces.tsx';
import { toast } from '../../kit/toast.tsx';
import { browserClock } from '../../play/browser-ports.ts';
import { HelpDialog } from '../help-dialog.tsx';
import { Plate, Waiting } from '../plate.tsx';
import { PlanPage } from '../plan-page.tsx';
import { ReplayPage } from '../replay-page.tsx';
import { GameDialog, PastTurns } from './game-dialog.tsx';
import { Gathering, Joining } from './gathering.tsx';
import { lookOn } from './looking-on.ts';
import { SaveFile } from './save-file.tsx';
import { SeatList } from './seat-list.tsx';
import { serverClock } from './server-clock.ts';
import { ServerMatch, type OpenTurn, type Shown } from './server-match.ts';
import { Sides } from './sides.tsx';
import { SignIn } from './sign-in.tsx';
import { Spectating } from './spectating.tsx';
import type { ServerGame } from './told.ts';
import { TurnLink } from './turn-link.ts';
import { TurnStrip } from './turn-strip.tsx';
import { resultOf, scenarioIn, seatName, statusOfGame } from './words.ts';

export function ServerMatchPage({ id }: { readonly id: string }) {
  const who = account.value?.accountId;
  if (who === undefined)
    return (
      <Plate>
        <div class="pass">
          <h1 class="score">You are invited</h1>
          <SignIn />
          <Home />
        </div>
      </Plate>
    );
  return <Played key={`${id} ${who}`} id={id} />;
}

const Home = () => (
  <a class="button quiet" href="/tactics">
    To your games
  </a>
);

/** Of a private game's link. */
const codeInAddress = (): string | undefined => new URLSearchParams(location.search).get('code') ?? undefined;

function Played({ id }: { readonly id: string }) {
  const match = useMemo(
    () => new ServerMatch(id, { api, words: wordsFor, say: toast, after: (ms, task) => browserClock.after(ms, task) }),
    [id],
  );
  const link = useMemo(() => {
    return new TurnLink((changed) => {
      if (changed === undefined || changed === id) void match.look();
    });
  }, [match]);
  useEffect(() => {
    void match.enter(codeInAddress());
    const close = link.open();
    const hide = (): void => match.open.peek()?.draft.flush();
    document.addEventListener('visibilitychange', hide);
    return () => {
      document.removeEventListener('visibilitychange', hide);
      close();
      match.close();
    };
  }, [match]);
  const game = match.game.value;
  const watches = game !== undefined && game.seat === undefined && game.phase !== 'over';
  useEffect(() => {
    if (!watches) return undefined;
    return lookOn({
      live: link.live,
      follow: () => match.follow(),
      leave: () => match.leave(),
      look: () => void match.look(),
      after: (ms, task) => browserClock.after(ms, task),
    });
  }, [match, watches]);
  const code = codeInAddress();
  if (!game || match.fault.value !== undefined) return <Before match={match} />;
  if (game.seat === undefined && game.phase === 'gathering')
    return (
      <Plate>
        <Joining {...{ match, game, code }} />
      </Plate>
    );
  return (
    <main class="tactics always-dark">
      <Head match={match} game={game} />
      <Body match={match} game={game} code={code} />
    </main>
  );
}

function Before({ match }: { readonly match: ServerMatch }) {
  const fault = match.fault.value;
  const words =
    fault ?? (match.away.value ? 'The server does not answer. It is asked again until it does.' : undefined);
  return (
    <Plate>
      {words === undefined ? (
        <Waiting words="Opening…" />
      ) : (
        <EmptyState title={fault ? 'Not here' : 'No connection'} moving={!fault} tools={<Home />}>
          {words}
        </EmptyState>
      )}
    </Plate>
  );
}

interface Known {
  readonly match: ServerMatch;
  readonly game: ServerGame;
}

function Head({ match, game }: Known) {
  const [dialog, show] = useState<'game' | 'help'>();
  const close = (): void => show(undefined);
  const scenario = scenarioIn(game.settings);
  const shown = match.film.value;
  const planning = shown === undefined && match.open.value !== undefined;
  const turn = shown ? `Turn ${shown.turn}, as it was` : `Turn ${game.turn}`;
  return (
    <div class="match-head">
      <header class="match-bar">
        <a class="button quiet compact" href="/tactics" aria-label="To your games">
          ‹ Games
        </a>
        <h1>
          <span class="score">{game.title}</span>
          <span class="soft small">{game.turn > 0 ? turn : statusOfGame(game).words}</span>
        </h1>
        <div class="row tight">
          {planning && match.ran > 0 ? (
            <Button class="wide-only" scale="compact" tone="quiet" onClick={() => void match.watch(match.ran)}>
              Watch turn {match.ran}
            </Button>
          ) : null}
          <Button scale="compact" tone="quiet" onClick={() => show('game')}>
            Game
          </Button>
          <Button
            scale="compact"
            tone="quiet"
            icon="keyboard"
            aria-label="Help and keys"
            onClick={() => show('help')}
          />
        </div>
      </header>
      {planning || match.away.value ? <TurnStrip match={match} game={game} /> : null}
      <GameDialog match={match} game={game} open={dialog === 'game'} onClose={close} />
      <HelpDialog
        open={dialog === 'help'}
        onClose={close}
        briefing={scenario ? scenarioOf[scenario].briefing : 'A scenario that this page does not know.'}
      />
    </div>
  );
}

function Body({ match, game, code }: Known & { readonly code: string | undefined }) {
  const film = match.film.value;
  const open = match.open.value;
  if (match.fetching.value > 0) return <Waiting words={`Turn ${match.fetching.value}: here is what happened…`} />;
  if (film) return <Watching key={`${film.turn} ${film.eyes ?? ''}`} match={match} game={game} shown={film} />;
  if (game.phase === 'gathering') return <Gathering match={match} game={game} />;
  if (game.phase === 'over') return <Over match={match} game={game} />;
  if (game.seat === undefined) return <Spectating {...{ match, game, code }} />;
  if (!open) return <Waiting words="Simulating…" />;
  return <Planning key={`${open.turn} ${open.seat}`} match={match} open={open} />;
}

function Watching({ match, game, shown }: Known & { readonly shown: Shown }) {
  const { film, board, rocks, team } = shown.told;
  const last = shown.turn === match.ran && game.seat !== undefined;
  const together = useMemo(() => {
    return shown.showMs === undefined ? undefined : { showMs: shown.showMs, nowMs: () => serverClock.nowMs() };
  }, [shown]);
  const sides = game.seat === undefined ? <Sides {...{ game, film, team }} /> : null;
  const unseen = game.seat === undefined ? match.unseenTurn : 0;
  const next =
    unseen > 0
      ? `Watch turn ${unseen}`
      : !last
        ? 'Back'
        : game.phase === 'over'
          ? 'To the result'
          : `Plan turn ${match.ran + 1}`;
  return <ReplayPage {...{ film, board, rocks, team, together, next }} onNext={() => match.watched()} sides={sides} />;
}

function Planning({ match, open }: { readonly match: ServerMatch; readonly open: OpenTurn }) {
  const given = match.given.value;
  const busy = match.submitting.value;
  return (
    <PlanPage
      view={open.view}
      seat={open.seat}
      keeper={open.draft}
      giving={(draft) => {
        if (busy) return { words: 'Giving orders…', ready: false };
        if (given === undefined) return { words: 'Give orders', ready: true };
        return open.draft.equals(given, draft)
          ? { words: 'Orders are in', ready: false }
          : { words: 'Change orders', ready: true };
      }}
      onSubmit={(orders) => void match.submit(orders)}
    />
  );
}

function Over({ match, game }: Known) {
  const { title, reason, scores } = resultOf(game);
  return (
    <div class="pass result">
      <p class="caps">{afterWords(game.turn)}</p>
      <h1 class="score">{title}</h1>
      {reason ? <p class="soft">{reason}</p> : null}
      {scores.size > 0 ? <Scores game={game} scores={scores} /> : <SeatList game={game} />}
      <Turns match={match} game={game} />
      {game.seat === undefined ? null : <SaveFile game={game} />}
      <a class="button primary" href="/tactics">
        To your games
      </a>
    </div>
  );
}

const afterWords = (turns: number): string =>
  turns === 0 ? 'Before the first turn' : `After ${turns === 1 ? 'one turn' : `${turns} turns`}`;

/** All turns again, by one's own eyes or anybody's: now there are no secrets any more. */
function Turns({ match, game }: Known) {
  const [eyes, setEyes] = useState(OWN);
  const mine = game.seat ?? game.formerSeat;
  const others = game.seats.filter(({ seat }) => seat !== mine);
  const options = [
    { value: OWN, label: mine === undefined ? 'A spectator' : 'You' },
    ...others.map((seat) => ({ value: String(seat.seat), label: seatName(seat) })),
  ];
  if (match.shownTurns === 0) return null;
  return (
    <div class="stack turns-again">
      <Select label="As it was seen by" value={eyes} options={options} onValue={setEyes} />
      <PastTurns match={match} eyes={eyes === OWN ? undefined : Number(eyes)} />
    </div>
  );
}

const OWN = '';

function Scores({ game, scores }: { readonly game: ServerGame; readonly scores: ReadonlyMap<number, number> }) {
  return (
    <table class="help-table">
      <thead>
        <tr>
          <th>Player</th>
          <th>Points</th>
        </tr>
      </thead>
      <tbody>
        {game.seats.map((seat) => (
          <tr key={seat.seat}>
            <td>
              {seatName(seat)}
              {seat.seat === game.seat ? ' (you)' : ''}
            </td>
            <td>{scores.get(seat.seat) ?? 0}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
