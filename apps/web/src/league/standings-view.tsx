/** A ladder's season: divisions, and the caller's own row. */
import { useEffect, useState } from 'preact/hooks';
import { api, wordsFor } from '../account/account.ts';
import { account, shownName } from '../account/who.ts';
import { leagueHref } from '../app/route.ts';
import { Button } from '../kit/button.tsx';
import { Select, Switch } from '../kit/field.tsx';
import { EmptyState, Panel, Skeleton } from '../kit/surfaces.tsx';
import { eloShown } from './elo.ts';
import { PER_PAGE, type LeaguePlace, type Season } from './told.ts';
import { DIVISION_COUNT, divisionWords, seasonDayWords, seasonWords } from './words.ts';

const ALL = 'all';
const DIVISIONS = [
  { value: ALL, label: 'All divisions' },
  ...Array.from({ length: DIVISION_COUNT }, (_, at) => ({ value: String(at + 1), label: divisionWords(at + 1) })),
  { value: '0', label: divisionWords(0) },
];

interface Told {
  readonly season: Season;
  readonly places: readonly LeaguePlace[];
  readonly more: boolean;
}

export function StandingsView({ ladder }: { readonly ladder: string }) {
  const [atMs, setAt] = useState<number>();
  const [division, setDivision] = useState(ALL);
  const { told, fault, more } = useStandings(ladder, atMs, division);
  const runs = told ? told.season.endMs > Date.now() : true;
  return (
    <Panel
      title={told ? seasonWords(told.season) : 'Season'}
      class="league-panel"
      tools={
        <div class="row tight">
          <Button scale="compact" disabled={!told} onClick={() => told && setAt(told.season.startMs - 1)}>
            Earlier season
          </Button>
          <Button scale="compact" disabled={runs} onClick={() => told && setAt(told.season.endMs)}>
            Later season
          </Button>
        </div>
      }
    >
      <div class="filter-bar">
        <Select label="Division" value={division} options={DIVISIONS} onValue={setDivision} />
        <OwnRating ladder={ladder} />
        <Switch checked={eloShown.value} onChecked={(shown) => (eloShown.value = shown)}>
          Elo too
        </Switch>
        {told ? (
          <p class="small soft">
            {runs ? 'Until' : 'Ended on'} {seasonDayWords(told.season.endMs - 1)}
          </p>
        ) : null}
      </div>
      {fault ? <p class="bad-words small list-fault">{fault}</p> : null}
      {told ? <Places ladder={ladder} told={told} onMore={more} /> : null}
      {told || fault ? null : (
        <div class="body">
          <Skeleton label="Asking for the standings" widths={[0.7, 0.5, 0.6]} />
        </div>
      )}
    </Panel>
  );
}

function useStandings(ladder: string, atMs: number | undefined, division: string) {
  const [told, setTold] = useState<Told>();
  const [fault, setFault] = useState<string>();
  const asked = {
    ladder,
    ...(atMs === undefined ? {} : { atMs }),
    ...(division === ALL ? {} : { division: Number(division) }),
  };
  const take = (before: readonly LeaguePlace[]) => (reply: Omit<Told, 'more'>) => {
    setFault(undefined);
    setTold({ ...reply, places: [...before, ...reply.places], more: reply.places.length === PER_PAGE });
  };
  const failed = (error: unknown): void => setFault(wordsFor(error));
  useEffect(() => {
    let left = false;
    api.ladderStandings(asked).then(
      (reply) => left || take([])(reply),
      (error: unknown) => left || failed(error),
    );
    return () => {
      left = true;
    };
  }, [ladder, atMs, division]);
  const more = (): void => {
    const places = told?.places ?? [];
    api.ladderStandings({ ...asked, from: places.length + 1 }).then(take(places), failed);
  };
  return { told, fault, more };
}

/** Where the caller stands, also when its row is further down. */
function OwnRating({ ladder }: { readonly ladder: string }) {
  const [words, setWords] = useState<string>();
  const own = account.value?.accountId;
  useEffect(() => {
    setWords(undefined);
    if (own === undefined) return;
    api.ratings().then(
      ({ ratings }) => {
        const mine = ratings.find((each) => each.ladder === ladder);
        if (!mine || mine.matches === 0) return setWords('You have no rated match here yet.');
        const matches = `${mine.matches} ${mine.matches === 1 ? 'match' : 'matches'}`;
        setWords(`You: ${Math.round(mine.rating)} ± ${Math.round(mine.deviation)} after ${matches}`);
      },
      () => undefined,
    );
  }, [ladder, own]);
  if (own === undefined || words === undefined) return null;
  return (
    <p class="small own-rating">
      <a href={leagueHref(ladder, own)}>{words}</a>
    </p>
  );
}

interface PlacesProps {
  readonly ladder: string;
  readonly told: Told;
  readonly onMore: () => void;
}

function Places({ ladder, told: { places, more }, onMore }: PlacesProps) {
  if (places.length === 0)
    return (
      <EmptyState title="Nobody here">
        Play a rated game by turns, or enter a rated tournament, and you are the first.
      </EmptyState>
    );
  const divisions = [...new Set(places.map(({ division }) => division))];
  return (
    <div class="table-view">
      <table class="score-table league-table">
        <thead>
          <tr>
            <th scope="col" class="number">
              <abbr title="Rank">#</abbr>
            </th>
            <th scope="col">Player</th>
            <th scope="col" class="number">
              Rating
            </th>
            <th scope="col" class="number">
              <abbr title="Deviation: how far off the rating may be">±</abbr>
            </th>
            {eloShown.value ? (
              <th scope="col" class="number">
                Elo
              </th>
            ) : null}
            <th scope="col" class="number">
              Matches
            </th>
          </tr>
        </thead>
        {divisions.map((division) => (
          <Division
            key={division}
            ladder={ladder}
            division={division}
            places={places.filter((place) => place.division === division)}
          />
        ))}
      </table>
      {more ? (
        <div class="body row">
          <Button onClick={onMore}>Show more</Button>
        </div>
      ) : null}
    </div>
  );
}

interface DivisionProps {
  readonly ladder: string;
  readonly division: number;
  readonly places: readonly LeaguePlace[];
}

function Division({ ladder, division, places }: DivisionProps) {
  const own = account.value?.accountId;
  return (
    <tbody>
      <tr class="division">
        <th colSpan={eloShown.value ? 6 : 5} scope="rowgroup">
          {divisionWords(division)}
        </th>
      </tr>
      {places.map(({ rank, accountId, name, rating, deviation, elo, matches }) => (
        <tr key={accountId} class={accountId === own ? 'me' : ''}>
          <td class="number">{rank}</td>
          <th scope="row">
            <a href={leagueHref(ladder, accountId)}>{shownName(name)}</a>
          </th>
          <td class="number strong">{Math.round(rating)}</td>
          <td class="number soft">{Math.round(deviation)}</td>
          {eloShown.value ? <td class="number">{Math.round(elo)}</td> : null}
          <td class="number">{matches}</td>
        </tr>
      ))}
    </tbody>
  );
}
