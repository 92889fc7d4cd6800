/** Looks for opponents: who suits, for how long a turn, and how long to wait for them. */
import { SCENARIO_NAMES, scenarioOf } from '@rubato/tactics';
import { useState } from 'preact/hooks';
import { api, wordsFor } from '../../account/account.ts';
import { useLadders } from '../../account/ladders.ts';
import { Button } from '../../kit/button.tsx';
import { Dialog } from '../../kit/dialog.tsx';
import { Select, Switch } from '../../kit/field.tsx';
import { spanWords } from '../../kit/span-words.ts';
import { toast } from '../../kit/toast.tsx';
import { Fault } from '../../kit/fault.tsx';
import { SEATS } from '../seating.ts';
import { ANY_BATTLE, faultOfSeek, firstSeek, seekOf, UNRATED, type SeekWish } from './seek-wish.ts';

const MINUTE_MS = 60_000;
const spans = (minutes: readonly number[]) =>
  minutes.map((each) => ({ value: String(each * MINUTE_MS), label: spanWords(each * MINUTE_MS) }));
const TURNS = spans([10, 60, 480, 1440, 4320, 10_080]);
const WAITS = spans([60, 480, 1440, 4320, 10_080, 20_160]);
const BATTLES = [
  { value: ANY_BATTLE, label: 'Any' },
  ...SCENARIO_NAMES.map((value) => ({ value, label: scenarioOf[value].title })),
];
const SEAT_COUNTS = Array.from({ length: SEATS.most - SEATS.least + 1 }, (_, at) => String(at + SEATS.least)).map(
  (value) => ({ value, label: value }),
);
const GAPS = ['50', '100', '200', '300', '500', '1000'].map((value) => ({ value, label: `${value} points` }));

interface SeekDialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly onSought: () => void;
}

export function SeekDialog({ open, onClose, onSought }: SeekDialogProps) {
  const [wish, setWish] = useState(firstSeek);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string>();
  const ladders = useLadders(open);
  const change = (part: Partial<SeekWish>): void => {
    setFault(undefined);
    setWish({ ...wish, ...part });
  };
  const seek = (): void => {
    const wrong = faultOfSeek(wish);
    if (wrong !== undefined) return setFault(wrong);
    setBusy(true);
    api
      .seekTurnGame(seekOf(wish))
      .then(
        ({ state }) => {
          onClose();
          onSought();
          toast(state === 'matched' ? 'A match was found.' : 'You are told as soon as a match is found.', 'good');
        },
        (error: unknown) => setFault(wordsFor(error)),
      )
      .finally(() => setBusy(false));
  };
  return (
    <Dialog
      title="Find a match"
      open={open}
      onClose={onClose}
      footer={
        <Button tone="primary" disabled={busy} onClick={seek}>
          Look for opponents
        </Button>
      }
    >
      <div class="stack">
        <p class="small soft">
          The game begins as soon as enough people suit each other. Until then you can close this page.
        </p>
        <div class="field-pair even">
          <Select label="Scenario" value={wish.battle} options={BATTLES} onValue={(battle) => change({ battle })} />
          <Select label="Players" value={wish.seats} options={SEAT_COUNTS} onValue={(seats) => change({ seats })} />
        </div>
        <div class="field-pair even">
          <Select
            label="A turn takes at least"
            value={wish.leastTurnMs}
            options={TURNS}
            onValue={(leastTurnMs) => change({ leastTurnMs })}
          />
          <Select
            label="and at most"
            value={wish.mostTurnMs}
            options={TURNS}
            onValue={(mostTurnMs) => change({ mostTurnMs })}
          />
        </div>
        <Select label="Wait at most" value={wish.waitMs} options={WAITS} onValue={(waitMs) => change({ waitMs })} />
        {ladders.length > 0 ? <Rated ladders={ladders} wish={wish} change={change} /> : null}
        <Fault words={fault} />
      </div>
    </Dialog>
  );
}

interface RatedProps {
  readonly ladders: readonly string[];
  readonly wish: SeekWish;
  readonly change: (part: Partial<SeekWish>) => void;
}

function Rated({ ladders, wish, change }: RatedProps) {
  const options = [{ value: UNRATED, label: 'Not rated' }, ...ladders.map((name) => ({ value: name, label: name }))];
  return (
    <>
      <Select label="Rated on" value={wish.ladder} options={options} onValue={(ladder) => change({ ladder })} />
      {wish.ladder === UNRATED ? null : (
        <>
          <Switch checked={wish.onlyRated} onChecked={(onlyRated) => change({ onlyRated })}>
            Only a rated game will do
          </Switch>
          <div class="field-pair even">
            <Select
              label="Ratings apart at first"
              value={wish.ratingGap}
              options={GAPS}
              onValue={(ratingGap) => change({ ratingGap })}
            />
            <Select
              label="and at most"
              value={wish.mostRatingGap}
              options={GAPS}
              onValue={(mostRatingGap) => change({ mostRatingGap })}
            />
          </div>
        </>
      )}
    </>
  );
}
