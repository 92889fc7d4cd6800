/** The orders of the chosen ship, what is wrong with them, and the button that gives them all. */
import { shipName, TICKS_PER_SECOND, type ShipId } from '@rubato/tactics';
import { Button } from '../kit/button.tsx';
import { CoursePanel } from './course-panel.tsx';
import { planOf, redo, undo, withoutShot, withPower, withShot, type DraftProblem } from './draft.ts';
import { collisionOf, type Outlook } from './outlook.ts';
import type { Planning, Tab } from './planning.ts';
import { PowerPanel } from './power-panel.tsx';
import { WeaponsPanel } from './weapons-panel.tsx';
import { reasonIn } from './reasons.ts';

const TABS: readonly (readonly [Tab, string])[] = [
  ['fleet', 'Ships'],
  ['course', 'Course'],
  ['weapons', 'Weapons'],
  ['power', 'Power'],
];

/** The button that gives the orders: its words, and whether it can be pressed. */
export interface Giving {
  readonly words: string;
  readonly ready: boolean;
}

export function OrderSide({
  plan,
  tick,
  giving,
  onSubmit,
}: {
  readonly plan: Planning;
  readonly tick: number;
  readonly giving: Giving;
  readonly onSubmit: () => void;
}) {
  const { history, setHistory, outlook, problems, tab, setTab, ship } = plan;
  return (
    <aside class="side order-side">
      <div class="tabs" role="tablist" aria-label="Orders">
        {TABS.map(([name, label]) => (
          <button
            key={name}
            type="button"
            role="tab"
            class={name === 'fleet' ? 'narrow-only' : ''}
            aria-selected={tab === name}
            onClick={() => setTab(name)}
          >
            {label}
          </button>
        ))}
      </div>
      <div class="order-body">
        {ship ? <h2 class="score ship-title">{shipName(ship.number)}</h2> : <p class="soft">Choose a ship.</p>}
        <ShipOrders plan={plan} tick={tick} />
      </div>
      <Problems outlook={outlook} problems={problems} />
      <div class="order-foot">
        <Button scale="compact" disabled={history.past.length === 0} onClick={() => setHistory(undo)}>
          Undo
        </Button>
        <Button scale="compact" disabled={history.future.length === 0} onClick={() => setHistory(redo)}>
          Redo
        </Button>
        <Button tone="primary" disabled={!giving.ready || problems.some(({ fatal }) => fatal)} onClick={onSubmit}>
          {giving.words}
        </Button>
      </div>
    </aside>
  );
}

function ShipOrders({ plan, tick }: { readonly plan: Planning; readonly tick: number }) {
  const { ship, tab, draft, outlook, target, change } = plan;
  if (!ship) return null;
  if (tab === 'power') {
    const power = outlook.powers.get(ship.id);
    return power ? (
      <PowerPanel ship={ship} power={power} onPower={(to) => change(withPower(draft, ship.id, to))} />
    ) : null;
  }
  if (tab === 'weapons')
    return (
      <WeaponsPanel
        {...{ outlook, ship, target, tick }}
        weapon={plan.weapon}
        subsystem={plan.subsystem}
        plan={planOf(draft, ship.id)}
        onTarget={plan.setTarget}
        onSubsystem={plan.setSubsystem}
        onWeapon={plan.setWeapon}
        onShot={(shot) => change(withShot(draft, ship.id, shot))}
        onDrop={(shot) => change(withoutShot(draft, ship.id, shot))}
      />
    );
  return (
    <CoursePanel
      ship={ship}
      course={planOf(draft, ship.id).course}
      target={outlook.foes.find(({ id }: { readonly id: ShipId }) => id === target)}
      radius={outlook.view.battle.radius}
      onCourse={plan.setCourse}
    />
  );
}

function Problems({ outlook, problems }: { readonly outlook: Outlook; readonly problems: readonly DraftProblem[] }) {
  const rocks = outlook.own.flatMap((ship) => {
    const tick = collisionOf(outlook, ship);
    return tick === undefined
      ? []
      : [`${shipName(ship.number)} meets a rock at ${(tick / TICKS_PER_SECOND).toFixed(1)} s.`];
  });
  const refused = problems.map(({ ship, reason }) => {
    const number = outlook.own.find(({ id }) => id === ship)?.number;
    return `${number ? `${shipName(number)}: ` : ''}${reasonIn(reason)}`;
  });
  return (
    <ul class="problems" aria-live="polite">
      {[...new Set(refused)].map((words) => (
        <li key={words} class="bad">
          {words}
        </li>
      ))}
      {rocks.map((words) => (
        <li key={words} class="warn">
          {words}
        </li>
      ))}
    </ul>
  );
}
