/** Looks for opponents: who suits, for how long a turn, and how long to wait for them. */
import { SCENARIO_NAMES, scenarioOf } from '@rubato/tactics';
import { useState } from 'preact/hooks';
import { api } from '../../account/account.ts';
import { LadderSelect } from '../../account/ladder-select.tsx';
import { useLadders } from '../../account/ladders.ts';
import { UNRATED } from '../../account/unrated.ts';
import { useCall } from '../../account/use-call.ts';
import { Button } from '../../kit/button.tsx';
import { Dialog } from '../../kit/dialog.tsx';
import { Select, Switch } from '../../kit/field.tsx';
import { toast } from '../../kit/toast.tsx';
import { Fault } from '../../kit/fault.tsx';
import { SEAT_OPTIONS } from '../seating.ts';
import { ANY_BATTLE, faultOfSeek, firstSeek, seekOf, type SeekWish } from './seek-wish.ts';
import { spanOptions } from './turn-spans.ts';

const TURNS = spanOptions([10, 60, 480, 1440, 4320, 10_080]);
const WAITS = spanOptions([60, 480, 1440, 4320, 10_080, 20_160]);
const BATTLES = [
  { value: ANY_BATTLE, label: 'Any' },
  ...SCENARIO_NAMES.map((value) => ({ value, label: scenarioOf[value].title })),
];
const GAPS = ['50', '100', '200', '300', '500', '1000'].map((value) => ({ value, label: `${value} points` }));

interface SeekDialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly onSought: () => void;
}

export function SeekDialog({ open, onClose, onSought }: SeekDialogProps) {
  const [wish, setWish] = useState(firstSeek);
  const { busy, fault, setFault, run } = useCall();
  const ladders = useLadders(open);
  const change = (part: Partial<SeekWish>): void => {
    setFault(undefined);
    setWish({ ...wish, ...part });
  };
  const seek = (): void => {
    const wrong = faultOfSeek(wish);
    if (wrong !== undefined) return setFault(wrong);
    run(
      () => api.seekTurnGame(seekOf(wish)),
      ({ state }) => {
        onClose();
        onSought();
        toast(state === 'matched' ? 'A match was found.' : 'You are told as soon as a match is found.', 'good');
      },
    );
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
          <Select label="Players" value={wish.seats} options={SEAT_OPTIONS} onValue={(seats) => change({ seats })} />
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
  return (
    <>
      <LadderSelect ladders={ladders} value={wish.ladder} onValue={(ladder) => change({ ladder })} />
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
