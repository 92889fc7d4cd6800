/** What a tournament is, and what the caller may do about it. */
import { useState } from 'preact/hooks';
import { api } from '../account/account.ts';
import { useToldCall } from '../account/use-call.ts';
import { leagueHref, tournamentHref } from '../app/route.ts';
import { Button } from '../kit/button.tsx';
import { Dialog } from '../kit/dialog.tsx';
import { spanWords } from '../kit/span-words.ts';
import { Badge } from '../kit/surfaces.tsx';
import { toast } from '../kit/toast.tsx';
import { Deadline } from '../tactics/server/deadline.tsx';
import { battleTitle } from './battles.ts';
import type { Tournament } from './told.ts';
import type { Shown, TournamentStore } from './tournament-store.ts';
import { behindWords, FORMATS, momentWords, rangeWords, slotWords, stateWords, wonBy } from './words.ts';

interface HeadProps {
  readonly store: TournamentStore;
  readonly shown: Shown;
}

export function TournamentHead({ store, shown }: HeadProps) {
  const { tournament } = shown;
  const { tone, words, lamp } = stateWords(tournament.state);
  const champion = championOf(shown);
  return (
    <div class="page-words tournament-head">
      <a class="small" href="/tournaments">
        All tournaments
      </a>
      <div class="row">
        <h1>{tournament.title}</h1>
        <Badge tone={tone} lamp={lamp}>
          {words}
        </Badge>
        {tournament.state === 'open' ? <Deadline atMs={tournament.closesMs} /> : null}
      </div>
      <Facts tournament={tournament} />
      {champion === undefined ? null : (
        <p class="champion">
          <span class="score">finale</span> {champion} won the tournament.
        </p>
      )}
      {tournament.state === 'cancelled' ? (
        <p>It was called off: {tournament.reason ?? 'no reason was given'}.</p>
      ) : null}
      <Doings store={store} shown={shown} />
      {tournament.joinCode !== undefined && tournament.state !== 'over' ? <Invitation tournament={tournament} /> : null}
    </div>
  );
}

function Facts({ tournament }: { readonly tournament: Tournament }) {
  const { format, twice, rounds, game, settings, turnMs, entered, mostEntrants, ladder, watchDelay } = tournament;
  const range = rangeWords(tournament);
  return (
    <p class="facts-row small soft">
      <span>
        {FORMATS[format].title}
        {twice ? ', twice' : ''}
        {rounds === undefined ? '' : `, ${rounds} rounds`}
      </span>
      <span>{battleTitle(game, settings)}</span>
      <span>{spanWords(turnMs)} a turn</span>
      <span>
        {entered} of {mostEntrants} entered
      </span>
      {ladder === undefined ? (
        <span>not rated</span>
      ) : (
        <span>
          rated on <a href={leagueHref(ladder)}>{ladder}</a>
        </span>
      )}
      {range ? <span>{range}</span> : null}
      {watchDelay === undefined ? (
        <span>matches aren’t watched</span>
      ) : (
        <span>
          {tournament.state === 'over' ? 'matches may be watched' : `matches are watched ${behindWords(watchDelay)}`}
        </span>
      )}
      {tournament.state === 'announced' ? <span>entry opens {momentWords(tournament.opensMs)}</span> : null}
      {tournament.state === 'announced' || tournament.state === 'open' ? (
        <span>begins {momentWords(tournament.closesMs)}</span>
      ) : null}
    </p>
  );
}

/** Whoever alone stands first once it is over. */
function championOf({ tournament, standings, names, matches }: Shown): string | undefined {
  if (tournament.state !== 'over') return undefined;
  const last = matches.filter(({ state }) => state === 'over').at(-1);
  const won = last && last.bracket !== 'table' ? wonBy(last) : undefined;
  const slot = won === undefined ? undefined : last?.slots[won];
  if (last && slot) return slotWords(slot, names, last);
  const first = standings.find(({ place }) => place === 1);
  return first && names.get(first.seed);
}

interface Doing {
  readonly label: string;
  readonly tone: 'primary' | 'plain' | 'danger';
  readonly act: () => Promise<unknown>;
  /** What is said when it is done. */
  readonly done: string;
  /** Asked before it is done. */
  readonly question?: string;
}

function Doings({ store, shown }: HeadProps) {
  const [asked, ask] = useState<Doing>();
  const { busy, run } = useToldCall();
  const act = (doing: Doing): void => {
    ask(undefined);
    run(() =>
      doing
        .act()
        .then(() => toast(doing.done, 'good'))
        .finally(() => store.look()),
    );
  };
  const doings = doingsOf(store, shown);
  if (doings.length === 0) return null;
  return (
    <div class="row">
      {doings.map((doing) => (
        <Button
          key={doing.label}
          tone={doing.tone}
          disabled={busy}
          onClick={() => (doing.question === undefined ? act(doing) : ask(doing))}
        >
          {doing.label}
        </Button>
      ))}
      <Dialog
        title={asked?.label ?? ''}
        open={asked !== undefined}
        onClose={() => ask(undefined)}
        footer={
          asked ? (
            <Button tone={asked.tone === 'danger' ? 'danger' : 'primary'} onClick={() => act(asked)}>
              {asked.label}
            </Button>
          ) : null
        }
      >
        <p>{asked?.question}</p>
      </Dialog>
    </div>
  );
}

function doingsOf(store: TournamentStore, { tournament, entrants }: Shown): readonly Doing[] {
  const { id, state, own, entered } = tournament;
  const me = entrants.find((each) => each.own);
  const early = state === 'announced' || state === 'open';
  const doings: Doing[] = [];
  if (state === 'open' && !me)
    doings.push({
      label: 'Enter',
      tone: 'primary',
      act: () => api.enterTournament({ id, ...store.code }),
      done: 'You have entered.',
    });
  if (me && !me.gone && (early || state === 'running'))
    doings.push({
      label: 'Withdraw',
      tone: 'plain',
      act: () => api.leaveTournament({ id }),
      done: 'You have withdrawn.',
      ...(early ? {} : { question: 'All your matches that aren’t over are lost then. There is no way back.' }),
    });
  if (own && early && entered > 1)
    doings.push({
      label: 'Begin now',
      tone: 'plain',
      act: () => api.beginTournament({ id }),
      done: 'It has begun.',
      question: `Nobody can enter any more then. ${entered} play.`,
    });
  if (own && early)
    doings.push({
      label: 'Call it off',
      tone: 'danger',
      act: () => api.cancelTournament({ id }),
      done: 'It is called off.',
      question: 'All who have entered are told. There is no way back.',
    });
  return doings;
}

function Invitation({ tournament: { id, joinCode } }: { readonly tournament: Tournament }) {
  const link = `${location.origin}${tournamentHref(id, joinCode)}`;
  const copy = (): void => {
    navigator.clipboard.writeText(link).then(
      () => toast('Copied.', 'good'),
      () => toast('Your browser would not copy it: select the text.', 'bad'),
    );
  };
  return (
    <div class="invite">
      <label>
        <span class="field-label">Whoever has this link can enter</span>
        <input class="input" readOnly value={link} onFocus={(event) => event.currentTarget.select()} />
      </label>
      <Button icon="copy" onClick={copy}>
        Copy
      </Button>
    </div>
  );
}
