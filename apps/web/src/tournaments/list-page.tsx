/** All tournaments that one may see, the newest first. */
import { signal } from '@preact/signals';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { api, wordsFor } from '../account/account.ts';
import { account } from '../account/who.ts';
import { tournamentHref } from '../app/route.ts';
import { Button } from '../kit/button.tsx';
import { Choice } from '../kit/field.tsx';
import { spanWords } from '../kit/span-words.ts';
import { Badge, EmptyState, ListRow, Panel, Skeleton } from '../kit/surfaces.tsx';
import { Deadline } from '../tactics/server/deadline.tsx';
import { TurnLink } from '../tactics/server/turn-link.ts';
import { battleTitle } from './battles.ts';
import { CreateDialog } from './create-dialog.tsx';
import type { Tournament } from './told.ts';
import { FORMATS, momentWords, rangeWords, stateWords } from './words.ts';

const PAGE = 50;
const ASK_MS = 30_000;

const FILTERS = [
  { value: 'all', label: 'All' },
  { value: 'open', label: 'Open' },
  { value: 'running', label: 'Running' },
  { value: 'over', label: 'Over' },
  { value: 'own', label: 'Mine' },
] as const;
type Filter = (typeof FILTERS)[number]['value'];

function fits({ state, own }: Tournament, filter: Filter): boolean {
  if (filter === 'all') return true;
  if (filter === 'own') return own;
  if (filter === 'open') return state === 'open' || state === 'announced';
  return filter === 'running' ? state === 'running' : state === 'over' || state === 'cancelled';
}

class TournamentList {
  /** Undefined until the server said. */
  readonly told = signal<readonly Tournament[]>();
  readonly more = signal(false);
  readonly fault = signal<string>();

  /** The first page anew; those of later pages stay as they were. */
  async look(): Promise<void> {
    await this.#ask(undefined);
  }

  async next(): Promise<void> {
    await this.#ask(this.told.peek()?.at(-1)?.id);
  }

  async #ask(before: string | undefined): Promise<void> {
    try {
      const { tournaments } = await api.tournaments(before === undefined ? {} : { before });
      const fresh = new Set(tournaments.map(({ id }) => id));
      const kept = (this.told.peek() ?? []).filter(({ id }) => !fresh.has(id));
      // Ids are in the order of time.
      this.told.value = [...tournaments, ...kept].sort((a, b) => (a.id < b.id ? 1 : -1));
      if (before !== undefined || kept.length === 0) this.more.value = tournaments.length === PAGE;
      this.fault.value = undefined;
    } catch (error) {
      this.fault.value = wordsFor(error);
    }
  }
}

function useList(): TournamentList {
  const who = account.value?.accountId;
  const list = useMemo(() => new TournamentList(), [who]);
  useEffect(() => {
    void list.look();
    return new TurnLink(() => void list.look(), { topic: 'TOURNAMENT', liveMs: ASK_MS }).open();
  }, [list]);
  return list;
}

export function ListPage() {
  const list = useList();
  const [creating, create] = useState(false);
  const [filter, setFilter] = useState<Filter>('all');
  return (
    <>
      <PageWords />
      <Panel
        title="All tournaments"
        tools={
          <Button tone="primary" scale="compact" onClick={() => create(true)}>
            New tournament
          </Button>
        }
      >
        <div class="filter-bar">
          <Choice label="Which" value={filter} options={FILTERS} onValue={setFilter} />
        </div>
        {list.fault.value ? <p class="bad-words small list-fault">{list.fault.value}</p> : null}
        <Rows list={list} filter={filter} onCreate={() => create(true)} />
      </Panel>
      <CreateDialog open={creating} onClose={() => create(false)} />
    </>
  );
}

export function PageWords() {
  return (
    <div class="page-words">
      <span class="score tempo">con brio</span>
      <h1>Tournaments</h1>
      <p class="soft">
        Brackets, Swiss rounds and round robins of games by turns. Anybody may announce one. Whoever is rated stands in
        the <a href="/league">league</a>.
      </p>
    </div>
  );
}

interface RowsProps {
  readonly list: TournamentList;
  readonly filter: Filter;
  readonly onCreate: () => void;
}

function Rows({ list, filter, onCreate }: RowsProps) {
  const told = list.told.value;
  if (!told)
    return list.fault.value ? null : (
      <div class="body">
        <Skeleton label="Asking for tournaments" widths={[0.7, 0.5, 0.6]} />
      </div>
    );
  const rows = told.filter((each) => fits(each, filter));
  return (
    <>
      {rows.length === 0 ? (
        <EmptyState
          title={told.length === 0 ? 'No tournament yet' : 'None of these'}
          tools={<Button onClick={onCreate}>Announce one</Button>}
        >
          {told.length === 0 ? 'Be the first to announce one.' : 'Look at the others, or announce one.'}
        </EmptyState>
      ) : (
        <ul class="list">
          {rows.map((each) => (
            <Row key={each.id} tournament={each} />
          ))}
        </ul>
      )}
      {list.more.value ? (
        <div class="body row">
          <Button onClick={() => void list.next()}>Show earlier ones</Button>
        </div>
      ) : null}
    </>
  );
}

function Row({ tournament }: { readonly tournament: Tournament }) {
  const { tone, words, lamp } = stateWords(tournament.state);
  const range = rangeWords(tournament);
  return (
    <ListRow
      title={<a href={tournamentHref(tournament.id)}>{tournament.title}</a>}
      detail={
        <>
          <span>{FORMATS[tournament.format].title}</span>
          <span>{battleTitle(tournament.game, tournament.settings)}</span>
          <span>{spanWords(tournament.turnMs)} a turn</span>
          {range ? <span>{range}</span> : null}
          {tournament.state === 'open' ? <Deadline atMs={tournament.closesMs} /> : null}
          {tournament.state === 'announced' ? <span>opens {momentWords(tournament.opensMs)}</span> : null}
        </>
      }
      tools={
        <div class="row-badges">
          {tournament.own ? <Badge tone="accent">yours</Badge> : null}
          <Badge>
            {tournament.entered} of {tournament.mostEntrants}
          </Badge>
          <Badge tone={tone} lamp={lamp}>
            {words}
          </Badge>
        </div>
      }
    />
  );
}
