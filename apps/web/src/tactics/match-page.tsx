/** One match from turn to turn: hand over, plan, simulate, watch, and again until it is decided. */
import type { Seat } from '@rubato/game';
import { scenarioOf, teamOf, type TacticsOrder } from '@rubato/tactics';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { Button } from '../kit/button.tsx';
import { EmptyState } from '../kit/surfaces.tsx';
import { toast } from '../kit/toast.tsx';
import { saveBlob } from './download.ts';
import { dropDraft, keeperAt } from './draft-store.ts';
import { fileWords } from './file-words.ts';
import type { Film } from './film.ts';
import { HelpDialog } from './help-dialog.tsx';
import { keep, statusOfMatch, winnersOf } from './keeping.ts';
import { PlanPage } from './plan-page.tsx';
import { Plate, Waiting } from './plate.tsx';
import { ReplayPage } from './replay-page.tsx';
import type { Seated } from './seating.ts';
import { keptMatch } from './shelf.ts';
import { BackToServer } from './server/take-home.tsx';
import { statusWords } from './status.ts';
import { PageMatch } from './worker/page-match.ts';

type Phase =
  | { readonly kind: 'pass'; readonly to: Seated }
  | { readonly kind: 'plan'; readonly seated: Seated }
  | { readonly kind: 'simulating' }
  | { readonly kind: 'watch'; readonly film: Film; readonly turn: number }
  | { readonly kind: 'over' };

export function MatchPage({ id }: { readonly id: string }) {
  const [match, setMatch] = useState<PageMatch>();
  const [fault, setFault] = useState<string>();
  useEffect(() => {
    const opened = keptMatch(id).then((kept) => {
      if (!kept) throw new Error('This browser keeps no such game. If you have its file, load it.');
      return PageMatch.open(kept.bytes);
    });
    opened.then(setMatch, (error: unknown) => setFault(fileWords(error)));
    return () => void opened.then((gone) => gone.end()).catch(() => {});
  }, [id]);
  if (fault)
    return (
      <Plate>
        <EmptyState
          title="Not here"
          tools={
            <a class="button primary" href="/tactics">
              To your games
            </a>
          }
        >
          {fault}
        </EmptyState>
      </Plate>
    );
  return match ? <Playing key={match.id} match={match} /> : <Plate>{<Waiting words="Opening…" />}</Plate>;
}

function firstPhase(match: PageMatch): Phase {
  if (match.over) return { kind: 'over' };
  const people = match.seats.filter(({ by }) => by === 'human');
  const [next] = match.awaited;
  if (!match.playable) return { kind: 'over' };
  if (!next) return { kind: 'simulating' };
  return people.length > 1 ? { kind: 'pass', to: next } : { kind: 'plan', seated: next };
}

function Playing({ match }: { readonly match: PageMatch }) {
  const [phase, setPhase] = useState<Phase>(() => firstPhase(match));
  const [help, setHelp] = useState(false);
  const [eyes, setEyes] = useState<Seat>((match.seats.find(({ by }) => by === 'human') ?? match.seats[0]!).seat);
  const [turn, setTurn] = useState(match.turn);

  const submit = async (seated: Seated, orders: readonly TacticsOrder[]): Promise<void> => {
    try {
      await match.submit(seated, orders);
      dropDraft({ match: match.id, turn: match.turn, seat: seated.seat });
      await keepQuietly(match);
      setEyes(seated.seat);
      setPhase(firstPhase(match));
    } catch (error) {
      toast(fileWords(error), 'bad');
    }
  };
  const watch = async (past: number): Promise<void> => {
    try {
      setPhase({ kind: 'watch', turn: past, film: await match.film(past, eyes) });
    } catch (error) {
      toast(fileWords(error), 'bad');
    }
  };
  useEffect(() => {
    if (phase.kind !== 'simulating') return undefined;
    const timer = setTimeout(() => {
      void runTurn(match).then(
        async (ran) => {
          setTurn(match.turn);
          await watch(ran);
        },
        (error: unknown) => toast(fileWords(error), 'bad'),
      );
    }, BREATH_MS);
    return () => clearTimeout(timer);
  }, [phase.kind]);

  return (
    <main class="tactics always-dark">
      <Bar match={match} phase={phase} turn={turn} onWatch={(past) => void watch(past)} onHelp={() => setHelp(true)} />
      <Body {...{ match, phase, eyes, submit, watch }} onPhase={setPhase} />
      <HelpDialog open={help} onClose={() => setHelp(false)} briefing={scenarioOf[match.scenario].briefing}>
        A game in one browser keeps no secrets from whoever holds its file.
      </HelpDialog>
    </main>
  );
}

/** Lets the page say that it simulates before it does. */
const BREATH_MS = 60;

async function runTurn(match: PageMatch): Promise<number> {
  const { turn } = match;
  await match.run();
  await keepQuietly(match);
  return turn;
}

const keepQuietly = (match: PageMatch): Promise<void> =>
  keep(match).catch(() => toast('This browser keeps nothing: save the game as a file before you leave.', 'warn'));

interface BodyProps {
  readonly match: PageMatch;
  readonly phase: Phase;
  readonly eyes: Seat;
  readonly submit: (seated: Seated, orders: readonly TacticsOrder[]) => Promise<void>;
  readonly watch: (turn: number) => Promise<void>;
  readonly onPhase: (phase: Phase) => void;
}

function Body({ match, phase, eyes, submit, watch, onPhase }: BodyProps) {
  switch (phase.kind) {
    case 'pass':
      return (
        <div class="pass">
          <p class="caps">Turn {match.turn}</p>
          <h1 class="score">{phase.to.name}</h1>
          <p class="soft">Take the screen. The others look away.</p>
          <Button tone="primary" scale="large" onClick={() => onPhase({ kind: 'plan', seated: phase.to })}>
            I am {phase.to.name}
          </Button>
        </div>
      );
    case 'plan':
      return <Planning key={`${match.turn} ${phase.seated.seat}`} {...{ match, submit }} seated={phase.seated} />;
    case 'simulating':
      return <Waiting words="Simulating…" />;
    case 'watch':
      return (
        <ReplayPage
          key={phase.turn}
          film={phase.film}
          board={match.view.battle}
          rocks={rocksOf(match)}
          team={teamOf(match.view, eyes)}
          next={match.over || !match.playable ? 'To the result' : `Plan turn ${match.turn}`}
          onNext={() => onPhase(firstPhase(match))}
        />
      );
    case 'over':
      return <Over match={match} watch={watch} />;
    default:
      return phase satisfies never;
  }
}

const rocksOf = (match: PageMatch) =>
  [...match.view.rocks].map(({ x, y, z, radius, look }) => ({ x, y, z, radius, look }));

function Planning({ match, seated, submit }: Pick<BodyProps, 'match' | 'submit'> & { readonly seated: Seated }) {
  const view = useMemo(() => match.viewOf(seated.seat), [match, seated]);
  const keeper = useMemo(
    () => keeperAt({ match: match.id, turn: match.turn, seat: seated.seat }),
    [match, match.turn, seated],
  );
  return <PlanPage view={view} seat={seated.seat} keeper={keeper} onSubmit={(orders) => void submit(seated, orders)} />;
}

function Over({ match, watch }: Pick<BodyProps, 'match' | 'watch'>) {
  const [seeking, setSeeking] = useState(false);
  const { battle, teams } = match.view;
  const decided = match.over;
  const title = !decided ? match.title : battle.winner === 0 ? 'A draw' : `${winnersOf(match, battle.winner)} won`;
  return (
    <div class="pass result">
      <p class="caps">{decided ? `After ${match.pastTurns.length} turns` : 'To watch'}</p>
      <h1 class="score">{title}</h1>
      {decided ? null : (
        <p class="soft">Its players sign for themselves, elsewhere. Here you can see the turns again.</p>
      )}
      <table class="help-table">
        <thead>
          <tr>
            <th>Side</th>
            <th>Points</th>
            <th>Ships left</th>
          </tr>
        </thead>
        <tbody>
          {[...teams].map(({ number, points, ships }) => (
            <tr key={number}>
              <td>{winnersOf(match, number)}</td>
              <td>{points}</td>
              <td>{ships}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <div class="row tight past-turns">
        {match.pastTurns.map((turn) => (
          <Button
            key={turn}
            scale="compact"
            aria-label={`Watch turn ${turn}`}
            disabled={seeking}
            onClick={() => {
              setSeeking(true);
              void watch(turn).finally(() => setSeeking(false));
            }}
          >
            {turn}
          </Button>
        ))}
      </div>
      <p class="soft small" role="status">
        {seeking ? 'Playing the file again up to there…' : ''}
      </p>
      <a class="button primary" href="/tactics">
        To your games
      </a>
    </div>
  );
}

interface BarProps {
  readonly match: PageMatch;
  readonly phase: Phase;
  readonly turn: number;
  readonly onWatch: (turn: number) => void;
  readonly onHelp: () => void;
}

function Bar({ match, phase, turn, onWatch, onHelp }: BarProps) {
  const last = match.pastTurns.at(-1);
  const who = phase.kind === 'plan' ? phase.seated.name : undefined;
  const save = (): void =>
    void match.bytes().then(
      (bytes) =>
        saveBlob(new Blob([bytes], { type: 'application/zip' }), `${match.scenario}-turn-${match.turn}.tribal`),
      (error: unknown) => toast(fileWords(error), 'bad'),
    );
  return (
    <header class="match-bar">
      <a class="button quiet compact" href="/tactics" aria-label="To your games">
        ‹ Games
      </a>
      <h1>
        <span class="score">{match.title}</span>
        <span class="soft small">
          Turn {turn}
          {who ? ` · ${who}` : ` · ${statusWords(statusOfMatch(match), true)}`}
        </span>
      </h1>
      <div class="row tight">
        {last !== undefined && phase.kind === 'plan' ? (
          <Button scale="compact" tone="quiet" onClick={() => onWatch(last)}>
            Watch turn {last}
          </Button>
        ) : null}
        {phase.kind === 'plan' ? <BackToServer match={match} /> : null}
        <Button scale="compact" tone="quiet" onClick={save}>
          Save file
        </Button>
        <Button scale="compact" tone="quiet" icon="keyboard" aria-label="Help and keys" onClick={onHelp} />
      </div>
    </header>
  );
}
