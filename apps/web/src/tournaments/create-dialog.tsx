/** A new tournament: how it is played, who may come, and until when. */
import { useEffect, useState } from 'preact/hooks';
import { api } from '../account/account.ts';
import { LadderSelect } from '../account/ladder-select.tsx';
import { useLadders } from '../account/ladders.ts';
import { UNRATED } from '../account/unrated.ts';
import { useCall } from '../account/use-call.ts';
import { navigate, tournamentHref } from '../app/route.ts';
import { Button } from '../kit/button.tsx';
import { Dialog } from '../kit/dialog.tsx';
import { Field, Select, Switch } from '../kit/field.tsx';
import { BATTLES } from './battles.ts';
import { DAY_MS, faultOf, firstWish, TITLE_MAX, UNTITLED, UNWATCHED, wantedOf, type Wish } from './wish.ts';
import { MomentField } from './moment-field.tsx';
import { Fault } from '../kit/fault.tsx';
import { TURN_OPTIONS } from '../tactics/server/turn-spans.ts';
import { FORMATS } from './words.ts';
import type { Format } from './told.ts';

const COUNTS = [2, 3, 4, 6, 8, 12, 16, 24, 32, 64, 128, 256].map(String);
const ROUND_ROBIN_MOST = 64;
const FORMAT_NAMES = Object.keys(FORMATS) as Format[];
const ROUNDS = [
  { value: '', label: 'as many as it takes' },
  ...['3', '4', '5', '6', '7', '8', '9', '11', '13'].map((value) => ({ value, label: value })),
];

const WATCHING = [
  ...[1, 2, 3, 5].map((delay) => ({
    value: String(delay),
    label: `Whoever sees the tournament, ${delay === 1 ? '1 turn' : `${delay} turns`} late`,
  })),
  { value: UNWATCHED, label: 'Its two players alone' },
];

export function CreateDialog({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  const [wish, setWish] = useState(() => firstWish(Date.now()));
  const { busy, fault, setFault, run } = useCall();
  useEffect(() => {
    if (open) setWish((old) => ({ ...old, closesMs: Math.max(old.closesMs, Date.now() + DAY_MS) }));
  }, [open]);
  const ladders = useLadders(open);
  const untitled = fault === UNTITLED;
  const change = (part: Partial<Wish>): void => {
    setFault(undefined);
    setWish({ ...wish, ...part });
  };
  const announce = (): void => {
    const wrong = faultOf(wish, Date.now());
    if (wrong !== undefined) return setFault(wrong);
    run(
      () => api.createTournament(wantedOf(wish)),
      ({ id }) => {
        onClose();
        navigate(tournamentHref(id));
      },
    );
  };
  return (
    <Dialog
      title="New tournament"
      open={open}
      onClose={onClose}
      footer={
        <Button tone="primary" disabled={busy} onClick={announce}>
          Announce it
        </Button>
      }
    >
      <div class="stack">
        <Field
          label="Title"
          value={wish.title}
          maxLength={TITLE_MAX}
          onValue={(title) => change({ title })}
          fault={untitled ? fault : undefined}
        />
        <How wish={wish} change={change} />
        <Who wish={wish} change={change} ladders={ladders} />
        <Fault words={untitled ? undefined : fault} />
      </div>
    </Dialog>
  );
}

interface PartProps {
  readonly wish: Wish;
  readonly change: (part: Partial<Wish>) => void;
}

function How({ wish, change }: PartProps) {
  const most = wish.format === 'round-robin' ? ROUND_ROBIN_MOST : Infinity;
  const counts = COUNTS.filter((count) => Number(count) <= most);
  return (
    <>
      <Select
        label="Format"
        value={wish.format}
        options={FORMAT_NAMES.map((value) => ({ value, label: FORMATS[value].title }))}
        onValue={(format) =>
          change({
            format,
            ...(format === 'round-robin' && Number(wish.most) > ROUND_ROBIN_MOST ? { most: '16' } : {}),
          })
        }
      />
      <p class="small soft">{FORMATS[wish.format].meaning}</p>
      {wish.format === 'swiss' ? (
        <Select label="Rounds" value={wish.rounds} options={ROUNDS} onValue={(rounds) => change({ rounds })} />
      ) : null}
      {wish.format === 'round-robin' ? (
        <Switch checked={wish.twice} onChecked={(twice) => change({ twice })}>
          Everybody meets everybody twice, on both seats
        </Switch>
      ) : null}
      <Select label="Game" value={wish.battle} options={BATTLES} onValue={(battle) => change({ battle })} />
      <div class="field-pair">
        <Select
          label="Entrants at most"
          value={wish.most}
          options={counts.map((value) => ({ value, label: value }))}
          onValue={(count) => change({ most: count })}
        />
        <Select
          label="Time for a turn"
          value={wish.turnMs}
          options={TURN_OPTIONS}
          onValue={(turnMs) => change({ turnMs })}
        />
      </div>
      <MomentField
        label="Entry closes, and play begins"
        value={wish.closesMs}
        onValue={(closesMs) => change({ closesMs })}
      />
    </>
  );
}

function Who({ wish, change, ladders }: PartProps & { readonly ladders: readonly string[] }) {
  return (
    <>
      <Switch checked={wish.closed} onChecked={(closed) => change({ closed })}>
        Private: only people with its code see it and may enter
      </Switch>
      <LadderSelect ladders={ladders} value={wish.ladder} onValue={(ladder) => change({ ladder })} />
      {wish.ladder === UNRATED ? null : (
        <div class="field-pair even">
          <Field
            label="Rating from"
            value={wish.least}
            placeholder="any"
            maxLength={5}
            onValue={(least) => change({ least })}
          />
          <Field label="to" value={wish.top} placeholder="any" maxLength={5} onValue={(top) => change({ top })} />
        </div>
      )}
      <details class="more">
        <summary>More</summary>
        <div class="stack">
          <Switch checked={wish.later} onChecked={(later) => change({ later })}>
            Announce it now, open entry later
          </Switch>
          {wish.later ? (
            <MomentField label="Entry opens" value={wish.opensMs} onValue={(opensMs) => change({ opensMs })} />
          ) : null}
          <Switch checked={wish.fog} onChecked={(fog) => change({ fog })}>
            Hide ships that nobody on one’s side sees
          </Switch>
          <Select
            label="A match is lost after missing"
            value={wish.missedMost}
            options={['1', '2', '3', '5'].map((value) => ({
              value,
              label: value === '1' ? '1 turn' : `${value} turns in a row`,
            }))}
            onValue={(missedMost) => change({ missedMost })}
          />
          <Select
            label="Who may watch a match"
            value={wish.watchDelay}
            options={WATCHING}
            onValue={(watchDelay) => change({ watchDelay })}
          />
          <Switch checked={wish.vacations} onChecked={(vacations) => change({ vacations })}>
            Deadlines wait for players on vacation
          </Switch>
        </div>
      </details>
    </>
  );
}
