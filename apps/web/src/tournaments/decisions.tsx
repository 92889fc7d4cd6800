/** What the organiser decided by hand, for everybody to read; asked for when it is opened. */
import type { Api } from '@rubato/client';
import { useState } from 'preact/hooks';
import { api, wordsFor } from '../account/account.ts';
import { shownName } from '../account/who.ts';
import { Button } from '../kit/button.tsx';
import { Panel } from '../kit/surfaces.tsx';
import type { Shown, TournamentStore } from './tournament-store.ts';
import { momentWords, slotWords, type Names } from './words.ts';

type Decision = Awaited<ReturnType<Api['tournamentDecisions']>>['decisions'][number];

interface DecisionsProps {
  readonly store: TournamentStore;
  readonly shown: Shown;
}

export function Decisions({ store, shown }: DecisionsProps) {
  const [told, setTold] = useState<readonly Decision[]>();
  const [fault, setFault] = useState<string>();
  const decided = shown.matches.filter(({ by }) => by === 'organiser').length;
  if (decided === 0) return null;
  const ask = (): void => {
    api.tournamentDecisions({ id: store.id, ...store.code }).then(
      ({ decisions }) => {
        setFault(undefined);
        setTold(decisions);
      },
      (error: unknown) => setFault(wordsFor(error)),
    );
  };
  return (
    <Panel
      title="Decided by hand"
      tools={
        <Button scale="compact" onClick={ask}>
          {told ? 'Look again' : `Show ${decided === 1 ? 'the decision' : 'the decisions'}`}
        </Button>
      }
    >
      {fault ? <p class="bad-words small list-fault">{fault}</p> : null}
      {told ? (
        <ol class="decisions">
          {told.map((decision) => (
            <li key={decision.number}>
              <p>{decisionWords(decision, shown)}</p>
              <p class="small soft">
                “{decision.reason}”, {decision.by === undefined ? 'the server' : shownName(decision.by)},{' '}
                {momentWords(decision.atMs)}
              </p>
            </li>
          ))}
        </ol>
      ) : null}
    </Panel>
  );
}

function decisionWords({ action, match: number, result }: Decision, { matches, names }: Shown): string {
  if (action === 'cancel') return 'Called off';
  const match = matches.find((each) => each.number === number);
  return `Match ${number}: ${match ? resultWords(result, match, names) : (result ?? '')}`;
}

function resultWords(result: Decision['result'], match: Shown['matches'][number], names: Names): string {
  const slot = result === 'first' ? match.slots[0] : result === 'second' ? match.slots[1] : undefined;
  if (slot) return `${slotWords(slot, names, match)} wins`;
  return result === 'draw' ? 'a draw' : 'nobody goes on';
}
