/** What hands and keys do while a turn is planned. */
import type { ShipId } from '@rubato/tactics';
import { useEffect, useRef } from 'preact/hooks';
import { courseFrom, redo, undo, type Course, type Draft } from './draft.ts';
import type { Outlook } from './outlook.ts';
import { planKey, takesKeys, type PlanKey } from './plan-keys.ts';
import type { Running } from './running.ts';
import type { HandsOn } from './scene/hands.ts';
import type { PlanPicture } from './scene/paint-plan.ts';
import type { SpaceView } from './space.tsx';

const NONE = 0 as ShipId;
const NUDGE = 10;
const GRAB_PX = 34;
const PICK_PX = 44;

/** All own ships and what they see, from a little behind. */
export function lookAtFleet({ stage }: SpaceView, { own, foes }: Outlook): void {
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
export function useHands({ space, picture, outlook, pick, setCourse }: HandsNeeds): HandsOn {
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

export function useActions(needs: ActionNeeds): Readonly<Record<PlanKey, () => void>> {
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

export function useKeys(does: Readonly<Record<PlanKey, () => void>>, byNumber: (index: number) => void): void {
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
