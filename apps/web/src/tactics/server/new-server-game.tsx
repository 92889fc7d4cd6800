/** A new game on the server: the scenario, how many play, how long a turn lasts, and who may come. */
import { SCENARIO_NAMES, scenarioOf, tactics, type ScenarioName } from '@rubato/tactics';
import { useState } from 'preact/hooks';
import { api } from '../../account/account.ts';
import { LadderSelect } from '../../account/ladder-select.tsx';
import { useLadders } from '../../account/ladders.ts';
import { UNRATED } from '../../account/unrated.ts';
import { useCall } from '../../account/use-call.ts';
import { navigate } from '../../app/route.ts';
import { Button } from '../../kit/button.tsx';
import { Dialog } from '../../kit/dialog.tsx';
import { Choice, Field, Select, Switch } from '../../kit/field.tsx';
import { Fault } from '../../kit/fault.tsx';
import { SEAT_OPTIONS } from '../seating.ts';
import { gameHref } from './links.ts';
import { TURN_OPTIONS } from './turn-spans.ts';

const DAY_MS = 24 * 3_600_000;
const WHO = [
  { value: 'open', label: 'Anybody' },
  { value: 'invited', label: 'By invitation' },
] as const;
const MISSED = ['1', '2', '3', '5'].map((value) => ({ value, label: value === '1' ? '1 turn' : `${value} turns` }));
const STAND_IN = [
  { value: 'ai', label: 'The computer' },
  { value: 'substitute', label: 'A substitute' },
] as const;
const DELAYS = ['1', '2', '3', '5'].map((value) => {
  return { value, label: value === '1' ? 'One turn behind' : `${value} turns behind` };
});
const TITLE_MAX = 80;

interface Wish {
  readonly title: string;
  readonly scenario: ScenarioName;
  readonly seats: string;
  readonly turnMs: string;
  readonly who: 'open' | 'invited';
  readonly missedMost: string;
  readonly standIn: 'ai' | 'substitute';
  readonly early: boolean;
  readonly vacations: boolean;
  readonly fog: boolean;
  readonly ladder: string;
  readonly watchDelay: string;
}

const FIRST: Wish = {
  title: '',
  scenario: 'asteroid-belt-ambush',
  seats: '2',
  turnMs: String(DAY_MS),
  who: 'invited',
  missedMost: '2',
  standIn: 'ai',
  early: true,
  vacations: true,
  fog: true,
  ladder: UNRATED,
  watchDelay: '1',
};

function create({
  title,
  scenario,
  seats,
  turnMs,
  who,
  missedMost,
  standIn,
  early,
  vacations,
  fog,
  ladder,
  watchDelay,
}: Wish) {
  return api.createTurnGame({
    game: tactics.name,
    title: title.trim() || scenarioOf[scenario].title,
    settings: JSON.stringify({ scenario, fog }),
    seats: Number(seats),
    turnMs: Number(turnMs),
    early,
    missedMost: Number(missedMost),
    standIn,
    vacations,
    open: who === 'open',
    watchDelay: Number(watchDelay),
    ...(ladder === UNRATED ? {} : { ladder }),
  });
}

export function NewServerGame({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  const [wish, setWish] = useState(FIRST);
  const { busy, fault, run } = useCall();
  const ladders = useLadders(open);
  const change = (part: Partial<Wish>): void => setWish({ ...wish, ...part });
  const begin = (): void =>
    run(
      () => create(wish),
      ({ id }) => navigate(gameHref(id)),
    );
  return (
    <Dialog
      title="New online game"
      open={open}
      onClose={onClose}
      footer={
        <Button tone="primary" disabled={busy} onClick={begin}>
          Open the game
        </Button>
      }
    >
      <div class="stack">
        <Select
          label="Scenario"
          value={wish.scenario}
          options={SCENARIO_NAMES.map((value) => ({ value, label: scenarioOf[value].title }))}
          onValue={(scenario) => change({ scenario })}
        />
        <p class="small soft">{scenarioOf[wish.scenario].briefing}</p>
        <Field
          label="Title"
          value={wish.title}
          placeholder={scenarioOf[wish.scenario].title}
          maxLength={TITLE_MAX}
          onValue={(title) => change({ title })}
        />
        <div class="field-pair">
          <Select label="Seats" value={wish.seats} options={SEAT_OPTIONS} onValue={(seats) => change({ seats })} />
          <Select
            label="Time for a turn"
            value={wish.turnMs}
            options={TURN_OPTIONS}
            onValue={(turnMs) => change({ turnMs })}
          />
        </div>
        <LabelledChoice label="Who may join" value={wish.who} options={WHO} onValue={(who) => change({ who })} />
        <Watchers wish={wish} change={change} />
        <LadderSelect ladders={ladders} value={wish.ladder} onValue={(ladder) => change({ ladder })} />
        <Switch checked={wish.fog} onChecked={(fog) => change({ fog })}>
          Hide ships that nobody on one’s side sees
        </Switch>
        <Lateness wish={wish} change={change} />
        <Fault words={fault} />
      </div>
    </Dialog>
  );
}

interface WishProps {
  readonly wish: Wish;
  readonly change: (part: Partial<Wish>) => void;
}

const Watchers = ({ wish, change }: WishProps) => (
  <Select
    label={wish.who === 'open' ? 'Anybody may watch' : 'Whoever has the link may watch'}
    value={wish.watchDelay}
    options={DELAYS}
    onValue={(watchDelay) => change({ watchDelay })}
  />
);

function Lateness({ wish, change }: WishProps) {
  return (
    <details class="more">
      <summary>When somebody is late</summary>
      <div class="stack">
        <Select
          label="Somebody else plays after missing"
          value={wish.missedMost}
          options={MISSED}
          onValue={(missedMost) => change({ missedMost })}
        />
        <LabelledChoice
          label="Who that is"
          value={wish.standIn}
          options={STAND_IN}
          onValue={(standIn) => change({ standIn })}
        />
        <Switch checked={wish.early} onChecked={(early) => change({ early })}>
          A turn closes as soon as all orders are in
        </Switch>
        <Switch checked={wish.vacations} onChecked={(vacations) => change({ vacations })}>
          Deadlines wait for players on vacation
        </Switch>
      </div>
    </details>
  );
}

interface LabelledChoiceProps<V extends string> {
  readonly label: string;
  readonly value: V;
  readonly options: readonly { readonly value: V; readonly label: string }[];
  readonly onValue: (value: V) => void;
}

function LabelledChoice<V extends string>(props: LabelledChoiceProps<V>) {
  return (
    <div class="field">
      <span class="field-label" aria-hidden="true">
        {props.label}
      </span>
      <Choice {...props} />
    </div>
  );
}
