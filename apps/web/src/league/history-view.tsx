/** How somebody's rating came to be: a curve, and each match beside it. */
import { useEffect, useState } from 'preact/hooks';
import { api, wordsFor } from '../account/account.ts';
import { account, shownName } from '../account/who.ts';
import { leagueHref } from '../app/route.ts';
import { Button } from '../kit/button.tsx';
import { Switch } from '../kit/field.tsx';
import { EmptyState, Panel, Skeleton } from '../kit/surfaces.tsx';
import { Fault } from '../kit/fault.tsx';
import { eloShown } from './elo.ts';
import { RatingGraph } from './rating-graph.tsx';
import { PER_PAGE, type Change } from './told.ts';
import { dayWords, gainWords, ladderWords, othersWords, outcomeWords } from './words.ts';

interface HistoryProps {
  readonly ladder: string;
  readonly accountId: string;
}

export function HistoryView({ ladder, accountId }: HistoryProps) {
  const { name: told, changes, more, fault, next } = useHistory(ladder, accountId);
  const own = account.value?.accountId === accountId ? account.value.username : undefined;
  const name = told ?? own;
  const latest = changes?.[0];
  return (
    <>
      <div class="page-words">
        <a class="small" href={leagueHref(ladder)}>
          League: {ladderWords(ladder)}
        </a>
        <h1>{name === undefined ? 'A player' : shownName(name)}</h1>
        {latest ? (
          <p class="soft">
            {Math.round(latest.rating)} ± {Math.round(latest.deviation)} after {latest.number}{' '}
            {latest.number === 1 ? 'match' : 'matches'} on {ladderWords(ladder)}
          </p>
        ) : null}
      </div>
      <Fault words={fault} />
      {changes?.length === 0 ? (
        <Panel title="Rated matches">
          <EmptyState title="No rated match yet">On this ladder nothing has counted yet.</EmptyState>
        </Panel>
      ) : null}
      {changes && changes.length > 0 ? (
        <div class="history">
          <Panel title="Rating">
            <RatingGraph changes={changes} />
            <div class="elo-switch">
              <Switch checked={eloShown.value} onChecked={(shown) => (eloShown.value = shown)}>
                Elo beside it
              </Switch>
            </div>
          </Panel>
          <Panel title="Rated matches">
            <Matches ladder={ladder} changes={changes} />
            {more ? (
              <div class="body row">
                <Button onClick={next}>Show earlier ones</Button>
              </div>
            ) : null}
          </Panel>
        </div>
      ) : null}
      {changes || fault ? null : <Skeleton label="Asking for the history" widths={[0.7, 0.5]} />}
    </>
  );
}

function useHistory(ladder: string, accountId: string) {
  const [changes, setChanges] = useState<readonly Change[]>();
  const [name, setName] = useState<string>();
  const [more, setMore] = useState(false);
  const [fault, setFault] = useState<string>();
  const ask = (before: readonly Change[]): void => {
    const last = before.at(-1);
    api.ladderHistory({ ladder, accountId, ...(last ? { before: last.number } : {}) }).then(
      (reply) => {
        setFault(undefined);
        if (reply.name !== undefined) setName(reply.name);
        setChanges([...before, ...reply.changes]);
        setMore(reply.changes.length === PER_PAGE);
      },
      (error: unknown) => setFault(wordsFor(error)),
    );
  };
  useEffect(() => ask([]), []);
  return { name, changes, more, fault, next: () => ask(changes ?? []) };
}

function Matches({ ladder, changes }: { readonly ladder: string; readonly changes: readonly Change[] }) {
  return (
    <div class="table-view">
      <table class="score-table history-table">
        <thead>
          <tr>
            <th scope="col" class="number">
              <abbr title="Which match of this player">#</abbr>
            </th>
            <th scope="col">Against</th>
            <th scope="col">Result</th>
            <th scope="col" class="number">
              Rating
            </th>
            <th scope="col" class="number">
              Change
            </th>
            {eloShown.value ? (
              <th scope="col" class="number">
                Elo
              </th>
            ) : null}
            <th scope="col">On</th>
          </tr>
        </thead>
        <tbody>
          {changes.map((change) => (
            <tr key={change.number}>
              <td class="number">{change.number}</td>
              <th scope="row">
                <Against ladder={ladder} change={change} />
              </th>
              <td>{outcomeWords(change)}</td>
              <td class="number strong">{Math.round(change.rating)}</td>
              <td class={`number ${change.rating < change.ratingBefore ? 'down' : 'up'}`}>
                {gainWords(change.rating - change.ratingBefore)}
              </td>
              {eloShown.value ? <td class="number">{Math.round(change.elo)}</td> : null}
              <td>{dayWords(change.ratedMs)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Against({ ladder, change }: { readonly ladder: string; readonly change: Change }) {
  const [only, ...rest] = change.others;
  if (!only || rest.length > 0) return <>{othersWords(change)}</>;
  return <a href={leagueHref(ladder, only.accountId)}>{othersWords(change)}</a>;
}
