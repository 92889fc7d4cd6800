/** Tickets of whoever looks for opponents: why each still waits, what was found, and the way to take it back. */
import { api } from '../../account/account.ts';
import { useToldCall } from '../../account/use-call.ts';
import { Button } from '../../kit/button.tsx';
import { leftWords, spanWords } from '../../kit/span-words.ts';
import { Badge, ListRow, Panel } from '../../kit/surfaces.tsx';
import { gameHref } from './links.ts';
import type { Seek } from './told.ts';
import { scenarioTitle } from './words.ts';

interface SeekListProps {
  readonly seeks: readonly Seek[];
  readonly onChanged: () => void;
}

export function SeekList({ seeks, onChanged }: SeekListProps) {
  if (seeks.length === 0) return null;
  return (
    <Panel title="Looking for opponents">
      <ul class="list seek-list" aria-live="polite">
        {seeks.map((seek) => (
          <SeekRow key={seek.id} seek={seek} onChanged={onChanged} />
        ))}
      </ul>
    </Panel>
  );
}

const battleOf = ({ settings }: Seek): string => (settings === undefined ? 'Any scenario' : scenarioTitle(settings));

function turnsOf({ leastTurnMs, mostTurnMs }: Seek): string {
  if (leastTurnMs === mostTurnMs) return `${spanWords(leastTurnMs)} a turn`;
  return `${spanWords(leastTurnMs)} to ${spanWords(mostTurnMs)} a turn`;
}

function SeekRow({ seek, onChanged }: { readonly seek: Seek; readonly onChanged: () => void }) {
  const { state, seats, ladder, gameId, why, expiresMs } = seek;
  const left = leftWords(expiresMs - Date.now());
  return (
    <ListRow
      title={
        gameId === undefined ? `${battleOf(seek)}, ${seats} players` : <a href={gameHref(gameId)}>{battleOf(seek)}</a>
      }
      detail={
        <>
          <span>{turnsOf(seek)}</span>
          <span>{ladder === undefined ? 'not rated' : `rated on ${ladder}`}</span>
          {state === 'waiting' ? <span>{left}</span> : null}
          {why ? <span class="seek-why">{whyWords(why)}</span> : null}
        </>
      }
      tools={<SeekTools seek={seek} onChanged={onChanged} />}
    />
  );
}

function whyWords({ words, widensInMs }: NonNullable<Seek['why']>): string {
  const text = `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`;
  const ended = /[.!?]$/.test(text) ? text : `${text}.`;
  return widensInMs === undefined ? ended : `${ended} The range of ratings widens in ${spanWords(widensInMs)}.`;
}

function SeekTools({ seek, onChanged }: { readonly seek: Seek; readonly onChanged: () => void }) {
  const { busy, run } = useToldCall();
  const cancel = (): void => run(() => api.cancelTurnSeek({ id: seek.id }).finally(onChanged));
  switch (seek.state) {
    case 'waiting':
      return (
        <div class="row tight">
          <Badge tone="warn" lamp>
            Looking
          </Badge>
          <Button scale="compact" disabled={busy} onClick={cancel}>
            Stop looking
          </Button>
        </div>
      );
    case 'matched':
      return <Badge tone="good">Found</Badge>;
    case 'expired':
      return <Badge>Nobody in time</Badge>;
    default:
      return seek.state satisfies never;
  }
}
