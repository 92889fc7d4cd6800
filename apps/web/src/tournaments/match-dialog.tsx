/** A match looked at closely: who, how it stands, the way to the game, and for the organiser its result. */
import { useEffect, useState } from 'preact/hooks';
import { api } from '../account/account.ts';
import { useCall } from '../account/use-call.ts';
import { Button } from '../kit/button.tsx';
import { Dialog } from '../kit/dialog.tsx';
import { Choice, Field } from '../kit/field.tsx';
import { toast } from '../kit/toast.tsx';
import { gameHref } from '../tactics/server/links.ts';
import { WatchLink } from './watch-link.tsx';
import { isOwn } from './match-card.tsx';
import type { Match, Tournament } from './told.ts';
import { hasScores, isBracket, matchWords, scoreWords, slotWords, wonBy, type Names } from './words.ts';

/** As the route has it. */
const REASON_MAX = 200;

interface MatchDialogProps {
  readonly tournament: Tournament;
  /** Undefined: closed. */
  readonly match: Match | undefined;
  readonly names: Names;
  readonly own: number | undefined;
  readonly onClose: () => void;
  readonly onChanged: () => void;
}

export function MatchDialog({ tournament, match, names, own, onClose, onChanged }: MatchDialogProps) {
  return (
    <Dialog title={match ? `Match ${match.number}` : 'Match'} open={match !== undefined} onClose={onClose}>
      {match ? (
        <div class="stack">
          <Sides match={match} names={names} />
          <p class="soft">This match {sentence(match, names)}</p>
          {match.reason ? <blockquote class="reason">“{match.reason}”</blockquote> : null}
          {match.gameId !== undefined && isOwn(match, own) ? (
            <div class="row">
              <a class="button primary" href={gameHref(match.gameId)}>
                {match.state === 'playing' ? 'To the game' : 'Watch the film'}
              </a>
            </div>
          ) : null}
          {isOwn(match, own) ? null : <WatchLink match={match} delay={tournament.watchDelay} />}
          {tournament.own && canDecide(match) ? (
            <Decide
              key={match.number}
              tournament={tournament}
              match={match}
              names={names}
              onDone={() => {
                onChanged();
                onClose();
              }}
            />
          ) : null}
        </div>
      ) : null}
    </Dialog>
  );
}

function sentence(match: Match, names: Names): string {
  const words = matchWords(match, names);
  return match.state === 'over' ? `is over: ${words}.` : `${words}.`;
}

/** Once both are known. */
const canDecide = ({ state, slots }: Match): boolean =>
  (state === 'ready' || state === 'playing') && slots.every(({ seed }) => seed !== undefined);

function Sides({ match, names }: Pick<MatchDialogProps, 'names'> & { readonly match: Match }) {
  const won = wonBy(match);
  return (
    <ul class="match-sides">
      {match.slots.map((slot, side) => (
        <li key={side} class={won === side ? 'won' : ''}>
          <span>{slotWords(slot, names, match)}</span>
          <span>{hasScores(match) ? scoreWords(match.scores[side] ?? 0) : ''}</span>
        </li>
      ))}
    </ul>
  );
}

type Result = NonNullable<Match['result']>;

interface DecideProps extends Pick<MatchDialogProps, 'tournament' | 'names'> {
  readonly match: Match;
  readonly onDone: () => void;
}

function Decide({ tournament, match, names, onDone }: DecideProps) {
  const [result, setResult] = useState<Result>('first');
  const [reason, setReason] = useState('');
  const { busy, fault, setFault, run } = useCall();
  useEffect(() => setFault(undefined), [reason]);
  const [first = '', second = ''] = match.slots.map((slot) => slotWords(slot, names, match));
  const results: readonly { readonly value: Result; readonly label: string }[] = [
    { value: 'first', label: first },
    { value: 'second', label: second },
    ...(isBracket(tournament.format) ? [] : [{ value: 'draw' as const, label: 'A draw' }]),
    { value: 'none', label: 'Nobody' },
  ];
  const decide = (): void => {
    if (reason.trim() === '') return setFault('Everybody reads why: say it in a few words.');
    run(
      () => api.decideTournamentMatch({ id: tournament.id, number: match.number, result, reason: reason.trim() }),
      () => {
        toast(`Match ${match.number} is decided.`, 'good');
        onDone();
      },
    );
  };
  return (
    <section class="stack decide" aria-label="Decide this match">
      <h3>Decide it as the organiser</h3>
      <Choice label="Who wins" value={result} options={results} onValue={setResult} />
      <Field label="Reason" value={reason} maxLength={REASON_MAX} fault={fault} onValue={setReason} />
      <div class="row">
        <Button tone="danger" disabled={busy} onClick={decide}>
          Decide the match
        </Button>
      </div>
    </section>
  );
}
