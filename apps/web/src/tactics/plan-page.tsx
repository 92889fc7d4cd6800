/** Planning: the picture with everything in sight, and the orders of each ship beside it. */
import type { Seat } from '@rubato/game';
import {
  shipName,
  TICKS_PER_SECOND,
  type ShipId,
  type Subsystem,
  type TacticsOrder,
  type TacticsView,
} from '@rubato/tactics';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { Button } from '../kit/button.tsx';
import { Clock, type Mark } from './clock.tsx';
import { CoursePanel } from './course-panel.tsx';
import {
  courseFrom,
  newHistory,
  ordersOf,
  planOf,
  problemsOf,
  redo,
  step,
  undo,
  withCourse,
  withoutShot,
  withPower,
  withShot,
  type Course,
  type Draft,
  type Shot,
} from './draft.ts';
import { keepDraft, keptDraft, type DraftPlace } from './draft-store.ts';
import { FleetPanel } from './fleet-panel.tsx';
import { collisionOf, lookOut, type Outlook } from './outlook.ts';
import { planKey, takesKeys, type PlanKey } from './plan-keys.ts';
import { PowerPanel } from './power-panel.tsx';
import { reasonIn } from './reasons.ts';
import { Running } from './running.ts';
import type { HandsOn } from './scene/hands.ts';
import { paintPlan, type PlanPicture } from './scene/paint-plan.ts';
import { Space, type SpaceView } from './space.tsx';
import { WeaponsPanel } from './weapons-panel.tsx';

export interface PlanProps {
  readonly view: TacticsView;
  readonly seat: Seat;
  readonly place: DraftPlace;
  readonly onSubmit: (orders: readonly TacticsOrder[]) => void;
}

const NONE = 0 as ShipId;
const NUDGE = 10;
const GRAB_PX = 34;
const PICK_PX = 44;
type Tab = 'fleet' | 'course' | 'weapons' | 'power';
const TABS: readonly (readonly [Tab, string])[] = [
  ['fleet', 'Ships'],
  ['course', 'Course'],
  ['weapons', 'Weapons'],
  ['power', 'Power'],
];

export function PlanPage({ view, seat, place, onSubmit }: PlanProps) {
  const [history, setHistory] = useState(() => newHistory(keptDraft(place)));
  const draft = history.now;
  const outlook = useMemo(() => lookOut(view, seat, draft), [view, seat, draft]);
  const [selected, select] = useState<ShipId>(outlook.own[0]?.id ?? NONE);
  const [target, setTarget] = useState<ShipId>(outlook.foes[0]?.id ?? NONE);
  const [weapon, setWeapon] = useState(-1);
  const [subsystem, setSubsystem] = useState<Subsystem | 'hull'>('hull');
  const [tab, setTab] = useState<Tab>('course');
  const [clock, setClock] = useState({ tick: 0, playing: false });
  const running = useMemo(() => new Running((tick, playing) => setClock({ tick, playing })), []);
  const space = useRef<SpaceView | undefined>(undefined);
  const problems = useMemo(() => problemsOf(view, seat, draft), [view, seat, draft]);
  useEffect(() => keepDraft(place, draft), [draft]);

  const ship = outlook.own.find(({ id }) => id === selected);
  const change = (next: Draft, merge = false): void => setHistory((before) => step(before, next, merge));
  const setCourse = (course: Course | undefined, merge = false): void =>
    change(withCourse(draft, selected, course), merge);
  const onShot = (shot: Shot): void => change(withShot(draft, selected, shot));
  const submit = (): void => {
    if (!problems.some(({ fatal }) => fatal)) onSubmit(ordersOf(draft));
  };
  const pick = (id: ShipId): void => {
    setWeapon(-1);
    if (outlook.own.some((one) => one.id === id)) select(id);
    else if (outlook.foes.some((one) => one.id === id)) {
      setTarget(id);
      setTab('weapons');
    }
  };
  const picture: PlanPicture = {
    board: view.battle,
    team: outlook.team,
    ships: outlook.ships,
    contacts: outlook.contacts,
    paths: outlook.paths,
    powers: outlook.powers,
    draft,
    selected,
    target,
    weapon,
    tick: Math.round(clock.tick),
  };
  const latest = useRef({ picture, outlook });
  latest.current = { picture, outlook };
  const hands = useHands({ space, picture, outlook, pick, setCourse });
  const does = useActions({
    outlook,
    selected,
    target,
    select,
    setTarget,
    running,
    setHistory,
    submit,
    space,
    setCourse,
    draft,
  });
  useKeys(does, (index) => outlook.own[index - 1] && select(outlook.own[index - 1]!.id));

  return (
    <div class="tactics-grid" data-tab={tab}>
      <aside class="side fleet-side">
        <FleetPanel
          {...{ ships: outlook.own, foes: outlook.foes, team: outlook.team, draft, problems, selected, target }}
          onSelect={pick}
          onTarget={pick}
        />
      </aside>
      <Space
        label="Space: drag to turn, pinch or scroll to come closer, press to set a course"
        rocks={useMemo(() => [...view.rocks].map(({ x, y, z, radius, look }) => ({ x, y, z, radius, look })), [view])}
        hands={hands}
        onReady={(made) => {
          space.current = made;
          lookAtFleet(made, outlook);
        }}
        paint={({ stage, labels }, seconds) => {
          const busy = running.run(seconds);
          paintPlan(stage, labels, { ...latest.current.picture, tick: Math.round(running.tick) });
          return busy;
        }}
      />
      <Clock
        tick={clock.tick}
        playing={clock.playing}
        marks={marksOf(draft, outlook)}
        onTick={(tick) => {
          running.seek(tick);
          space.current?.stage.wake();
        }}
        onPlay={() => does.play()}
      />
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
          {ship && tab !== 'weapons' && tab !== 'power' ? (
            <CoursePanel
              ship={ship}
              course={planOf(draft, ship.id).course}
              target={outlook.foes.find(({ id }) => id === target)}
              radius={view.battle.radius}
              onCourse={setCourse}
            />
          ) : null}
          {ship && tab === 'weapons' ? (
            <WeaponsPanel
              {...{ outlook, ship, target, weapon, subsystem, onShot }}
              plan={planOf(draft, ship.id)}
              tick={Math.round(clock.tick)}
              onTarget={setTarget}
              onSubsystem={setSubsystem}
              onWeapon={setWeapon}
              onDrop={(shot) => change(withoutShot(draft, ship.id, shot))}
            />
          ) : null}
          {ship && tab === 'power' ? (
            <PowerPanel
              ship={ship}
              power={outlook.powers.get(ship.id)!}
              onPower={(power) => change(withPower(draft, ship.id, power))}
            />
          ) : null}
        </div>
        <Problems outlook={outlook} problems={problems} />
        <div class="order-foot">
          <Button scale="compact" disabled={history.past.length === 0} onClick={() => setHistory(undo)}>
            Undo
          </Button>
          <Button scale="compact" disabled={history.future.length === 0} onClick={() => setHistory(redo)}>
            Redo
          </Button>
          <Button tone="primary" disabled={problems.some(({ fatal }) => fatal)} onClick={submit}>
            Give orders
          </Button>
        </div>
      </aside>
    </div>
  );
}

function Problems({
  outlook,
  problems,
}: {
  readonly outlook: Outlook;
  readonly problems: ReturnType<typeof problemsOf>;
}) {
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

function marksOf(draft: Draft, { own }: Outlook): Mark[] {
  return own.flatMap((ship) =>
    planOf(draft, ship.id).shots.map(({ fireTime }): Mark => {
      return {
        tick: fireTime * TICKS_PER_SECOND,
        tone: 'shot',
        title: `${shipName(ship.number)} fires at ${fireTime.toFixed(1)} s`,
      };
    }),
  );
}

/** All own ships and what they see, from a little behind. */
function lookAtFleet({ stage }: SpaceView, { own, foes }: Outlook): void {
  const { orbit } = stage;
  const middle = own.reduce((sum, { x, y, z }) => ({ x: sum.x + x, y: sum.y + y, z: sum.z + z }), { x: 0, y: 0, z: 0 });
  const count = Math.max(1, own.length);
  const [x, y, z] = [middle.x / count, middle.y / count, middle.z / count];
  const reach = Math.max(
    90,
    ...own.map((ship) => Math.hypot(ship.x - x, ship.z - z)),
    ...foes.map((ship) => Math.hypot(ship.x - x, ship.z - z) * 0.7),
  );
  const far = Math.hypot(x, z);
  orbit.target.set(x * 0.72, y * 0.7, z * 0.72);
  orbit.yaw = far > 1 ? Math.atan2(x, z) + 0.35 : 0.6;
  orbit.pitch = 0.62;
  orbit.distance = Math.min(900, 190 + reach * 1.9);
  orbit.settle();
}

interface HandsNeeds {
  readonly space: { readonly current: SpaceView | undefined };
  readonly picture: PlanPicture;
  readonly outlook: Outlook;
  readonly pick: (id: ShipId) => void;
  readonly setCourse: (course: Course, merge?: boolean) => void;
}

/** A press on a ship chooses it, on the plane sets the course there; the ring is dragged at its own height. */
function useHands({ space, picture, outlook, pick, setCourse }: HandsNeeds): HandsOn {
  const merging = useRef(false);
  const ship = outlook.own.find(({ id }) => id === picture.selected);
  const course = picture.draft[picture.selected]?.course;
  const place = (x: number, y: number, merge: boolean): void => {
    if (!ship) return;
    const height = course?.position.y ?? ship.y;
    const found = space.current?.stage.placeAt(x, y, height);
    const reach = picture.board.radius * 1.2;
    if (!found || Math.hypot(found.x, found.z) > reach) return;
    const now = course ?? courseFrom(ship, 'Move');
    const mode = now.mode === 'Hold' ? 'Move' : now.mode === 'Turn' ? 'MoveAndTurn' : now.mode;
    setCourse({ ...now, mode, position: { x: found.x, y: height, z: found.z } }, merge);
  };
  return {
    tap: (x, y) => {
      const id = space.current?.labels.at(x, y, PICK_PX) ?? 0;
      if (id !== 0) pick(id as ShipId);
      else place(x, y, false);
    },
    grab: (x, y) => {
      if (!course || !space.current) return false;
      const at = { x: 0, y: 0 };
      const { position } = course;
      merging.current = false;
      return (
        space.current.stage.project(position.x, position.y, position.z, at) && Math.hypot(at.x - x, at.y - y) < GRAB_PX
      );
    },
    drag: (x, y) => {
      place(x, y, merging.current);
      merging.current = true;
    },
    drop: () => {
      merging.current = false;
    },
    moved: () => {},
  };
}

interface ActionNeeds {
  readonly outlook: Outlook;
  readonly selected: ShipId;
  readonly target: ShipId;
  readonly select: (id: ShipId) => void;
  readonly setTarget: (id: ShipId) => void;
  readonly running: Running;
  readonly setHistory: (change: typeof undo) => void;
  readonly submit: () => void;
  readonly space: { readonly current: SpaceView | undefined };
  readonly setCourse: (course: Course, merge?: boolean) => void;
  readonly draft: Draft;
}

function useActions(needs: ActionNeeds): Readonly<Record<PlanKey, () => void>> {
  const { outlook, selected, target, select, setTarget, running, setHistory, submit, space, setCourse, draft } = needs;
  const ship = outlook.own.find(({ id }) => id === selected);
  const nudge = (dx: number, dy: number, dz: number) => (): void => {
    if (!ship) return;
    const now = draft[selected]?.course ?? courseFrom(ship, 'Move');
    const { x, y, z } = now.position;
    setCourse({ ...now, position: { x: x + dx * NUDGE, y: y + dy * NUDGE, z: z + dz * NUDGE } }, true);
  };
  const look = (yaw: number, pitch: number, zoom: number) => (): void => {
    space.current?.stage.orbit.turn(yaw, pitch);
    space.current?.stage.orbit.zoom(zoom);
    space.current?.stage.wake();
  };
  const after = (all: readonly { readonly id: ShipId }[], id: ShipId): ShipId =>
    all[(all.findIndex((one) => one.id === id) + 1) % Math.max(1, all.length)]?.id ?? NONE;
  return {
    undo: () => setHistory(undo),
    redo: () => setHistory(redo),
    submit,
    play: () => {
      running.toggle();
      space.current?.stage.wake();
    },
    'next-ship': () => select(after(outlook.own, selected)),
    'next-target': () => setTarget(after(outlook.foes, target)),
    east: nudge(1, 0, 0),
    west: nudge(-1, 0, 0),
    north: nudge(0, 0, 1),
    south: nudge(0, 0, -1),
    higher: nudge(0, 1, 0),
    lower: nudge(0, -1, 0),
    'look-left': look(-0.12, 0, 1),
    'look-right': look(0.12, 0, 1),
    'look-up': look(0, 0.1, 1),
    'look-down': look(0, -0.1, 1),
    closer: look(0, 0, 0.88),
    farther: look(0, 0, 1.14),
  };
}

function useKeys(does: Readonly<Record<PlanKey, () => void>>, byNumber: (index: number) => void): void {
  const latest = useRef({ does, byNumber });
  latest.current = { does, byNumber };
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      const meant = planKey(event, takesKeys(document.activeElement));
      if (meant === undefined) return;
      event.preventDefault();
      if (typeof meant === 'number') latest.current.byNumber(meant);
      else latest.current.does[meant]();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, []);
}
