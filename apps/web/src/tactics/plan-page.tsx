/** Planning: the picture with everything in sight, and the orders of each ship beside it. */
import type { Seat } from '@rubato/game';
import { shipName, TICKS_PER_SECOND, type TacticsOrder, type TacticsView } from '@rubato/tactics';
import { useMemo, useRef, useState } from 'preact/hooks';
import { Clock, type Mark } from './clock.tsx';
import { ordersOf, planOf, type Draft } from './draft.ts';
import type { DraftKeeper } from './draft-store.ts';
import { FleetPanel } from './fleet-panel.tsx';
import { OrderSide, type Giving } from './order-side.tsx';
import type { Outlook } from './outlook.ts';
import { lookAtFleet, useActions, useHands, useKeys } from './plan-hands.ts';
import { usePlanning, type Planning } from './planning.ts';
import { Running } from './running.ts';
import { paintPlan, type PlanPicture } from './scene/paint-plan.ts';
import { Space, type SpaceView } from './space.tsx';

export interface PlanProps {
  readonly view: TacticsView;
  readonly seat: Seat;
  readonly keeper: DraftKeeper;
  /** What the button that gives the orders says of a draft. Default: that it gives them. */
  readonly giving?: (draft: Draft) => Giving;
  readonly onSubmit: (orders: readonly TacticsOrder[]) => void;
}

const GIVE: Giving = { words: 'Give orders', ready: true };

export function PlanPage({ view, seat, keeper, giving, onSubmit }: PlanProps) {
  const plan = usePlanning(view, seat, keeper);
  const { outlook, draft, problems, selected, target, pick } = plan;
  const [clock, setClock] = useState({ tick: 0, playing: false });
  const running = useMemo(() => new Running(({ tick, playing }) => setClock({ tick, playing })), []);
  const rocks = useMemo(() => [...view.rocks].map(({ x, y, z, radius, look }) => ({ x, y, z, radius, look })), [view]);
  const space = useRef<SpaceView | undefined>(undefined);
  const picture = pictureOf(plan, Math.round(clock.tick));
  const latest = useRef(picture);
  latest.current = picture;
  const give = giving?.(draft) ?? GIVE;
  const submit = (): void => {
    if (give.ready && !problems.some(({ fatal }) => fatal)) onSubmit(ordersOf(draft));
  };
  const hands = useHands({ space, picture, outlook, pick, setCourse: plan.setCourse });
  const does = useActions({ ...plan, running, submit, space });
  useKeys(does, (index) => {
    const ship = outlook.own[index - 1];
    if (ship) plan.select(ship.id);
  });
  return (
    <div class="tactics-grid" data-tab={plan.tab}>
      <aside class="side fleet-side">
        <FleetPanel
          {...{ draft, problems, selected, target }}
          ships={outlook.own}
          foes={outlook.foes}
          team={outlook.team}
          onSelect={pick}
          onTarget={pick}
        />
      </aside>
      <Space
        label="Space: drag to turn, pinch or scroll to come closer, press to set a course"
        rocks={rocks}
        hands={hands}
        onReady={(made) => {
          space.current = made;
          lookAtFleet(made, outlook);
        }}
        paint={({ stage, labels }, seconds) => {
          const busy = running.run(seconds);
          paintPlan(stage, labels, latest.current, Math.round(running.tick));
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
        onPlay={does.play}
      />
      <OrderSide plan={plan} tick={Math.round(clock.tick)} giving={give} onSubmit={submit} />
    </div>
  );
}

function pictureOf({ outlook, draft, selected, target, weapon }: Planning, tick: number): PlanPicture {
  const { view, team, ships, contacts, paths, powers } = outlook;
  return { board: view.battle, team, ships, contacts, paths, powers, draft, selected, target, weapon, tick };
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
