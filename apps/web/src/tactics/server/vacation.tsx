/** Going away: deadlines wait for players on vacation, as long as the year's vacation lasts. */
import { useEffect, useState } from 'preact/hooks';
import { api, wordsFor } from '../../account/account.ts';
import { Button } from '../../kit/button.tsx';
import { toast } from '../../kit/toast.tsx';
import type { VacationTold } from './told.ts';
import { spanWords } from '../../kit/span-words.ts';

const DAY_MS = 86_400_000;
const SPANS = [3, 7, 14] as const;

export function Vacation() {
  const [told, setTold] = useState<VacationTold>();
  const take = (call: Promise<VacationTold>): void =>
    void call.then(setTold, (error: unknown) => toast(wordsFor(error), 'bad'));
  useEffect(() => take(api.vacation()), []);
  if (!told) return <p class="soft small">Asking for your vacation…</p>;
  const away = told.untilMs !== undefined && told.untilMs > Date.now();
  return (
    <div class="stack vacation">
      <p class="small soft">
        {away
          ? `You are away until ${new Date(told.untilMs ?? 0).toLocaleString()}. Deadlines wait for you where a game allows it.`
          : `While you are away, deadlines wait for you where a game allows it. Left this year: ${spanWords(told.leftMs)}.`}
      </p>
      <div class="row tight">
        {away ? (
          <Button scale="compact" onClick={() => take(api.setVacation({ untilMs: Date.now() - 1 }))}>
            I am back
          </Button>
        ) : (
          SPANS.map((days) => (
            <Button
              key={days}
              scale="compact"
              disabled={told.leftMs < days * DAY_MS}
              onClick={() => take(api.setVacation({ untilMs: Date.now() + days * DAY_MS }))}
            >
              Away {days} days
            </Button>
          ))
        )}
      </div>
    </div>
  );
}
