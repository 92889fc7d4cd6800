/** The state of a plan in the making: the draft and its history, what is chosen, and what follows from both. */
import type { Seat } from '@rubato/game';
import type { Aim, ShipId, ShipView, TacticsView } from '@rubato/tactics';
import { useEffect, useMemo, useState } from 'preact/hooks';
import {
  newHistory,
  problemsOf,
  planOf,
  step,
  withAim,
  withCourse,
  type Course,
  type Draft,
  type DraftProblem,
  type History,
} from './draft.ts';
import type { DraftKeeper } from './draft-store.ts';
import { lookOut, type Outlook } from './outlook.ts';

export type Tab = 'fleet' | 'course' | 'weapons' | 'power';
const NONE = 0 as ShipId;

export interface Planning {
  readonly history: History;
  readonly setHistory: (change: (before: History) => History) => void;
  readonly draft: Draft;
  readonly outlook: Outlook;
  readonly problems: readonly DraftProblem[];
  readonly ship: ShipView | undefined;
  readonly selected: ShipId;
  readonly select: (id: ShipId) => void;
  readonly target: ShipId;
  readonly setTarget: (id: ShipId) => void;
  /** Whose fan is shown; -1 all. */
  readonly weapon: number;
  readonly setWeapon: (index: number) => void;
  /** What the chosen ship's shots aim for, unless a shot says otherwise. */
  readonly subsystem: Aim;
  readonly setSubsystem: (subsystem: Aim) => void;
  readonly tab: Tab;
  readonly setTab: (tab: Tab) => void;
  /** @param merge goes on with the last step of undo. */
  readonly change: (next: Draft, merge?: boolean) => void;
  readonly setCourse: (course: Course | undefined, merge?: boolean) => void;
  /** A press on a ship: an own one is chosen, another becomes the target. */
  readonly pick: (id: ShipId) => void;
}

export function usePlanning(view: TacticsView, seat: Seat, keeper: DraftKeeper): Planning {
  const [history, setHistory] = useState(() => newHistory(keeper.load()));
  const draft = history.now;
  const outlook = useMemo(() => lookOut(view, seat, draft), [view, seat, draft]);
  const problems = useMemo(() => problemsOf(view, seat, draft), [view, seat, draft]);
  const [selected, select] = useState<ShipId>(outlook.own[0]?.id ?? NONE);
  const [target, setTarget] = useState<ShipId>(outlook.foes[0]?.id ?? NONE);
  const [weapon, setWeapon] = useState(-1);
  const [tab, setTab] = useState<Tab>('course');
  useEffect(() => keeper.keep(draft), [draft]);
  const ship = outlook.own.find(({ id }) => id === selected);
  const change = (next: Draft, merge = false): void => setHistory((before) => step(before, next, merge));
  const standing = ship && view.plans.get(ship.plan)?.aim;
  const subsystem = planOf(draft, selected).aim ?? standing ?? 'hull';
  const setSubsystem = (aim: Aim): void => change(withAim(draft, selected, aim));
  const setCourse = (course: Course | undefined, merge = false): void =>
    change(withCourse(draft, selected, course), merge);
  const pick = (id: ShipId): void => {
    setWeapon(-1);
    if (outlook.own.some((one) => one.id === id)) select(id);
    else if (outlook.foes.some((one) => one.id === id)) {
      setTarget(id);
      setTab('weapons');
    }
  };
  const chosen = { ship, selected, select, target, setTarget, weapon, setWeapon, subsystem, setSubsystem, tab, setTab };
  return { history, setHistory, draft, outlook, problems, ...chosen, change, setCourse, pick };
}
