/** Fingers, mouse and wheel on the picture: one turns it, two move and size it; a press picks, a press on a handle drags. */
import type { Stage } from './stage.ts';

export interface HandsOn {
  /** A press without a move. */
  readonly tap: (x: number, y: number) => void;
  /** Whether a drag from here is meant for a handle rather than for the camera. */
  readonly grab: (x: number, y: number) => boolean;
  readonly drag: (x: number, y: number) => void;
  readonly drop: () => void;
  /** The camera was moved by hand. */
  readonly moved: () => void;
}

/** Pixels that a press may stray and still be one. */
const TAP_PX = 7;
const TURN_PER_PX = 0.0055;
const WHEEL = 0.0013;

interface Finger {
  x: number;
  y: number;
}

/** Takes hold of the canvas; the returned function lets go. */
export function takeHold(canvas: HTMLCanvasElement, stage: Stage, on: HandsOn): () => void {
  const fingers = new Map<number, Finger>();
  const start = { x: 0, y: 0, far: false, held: false, pan: false };
  const local = (event: PointerEvent | WheelEvent): Finger => {
    const box = canvas.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };

  const down = (event: PointerEvent): void => {
    canvas.setPointerCapture(event.pointerId);
    const at = local(event);
    fingers.set(event.pointerId, at);
    if (fingers.size > 1) {
      start.far = true;
      if (start.held) on.drop();
      start.held = false;
      return;
    }
    const pan = event.button !== 0 || event.shiftKey;
    Object.assign(start, { ...at, far: false, pan, held: !pan && on.grab(at.x, at.y) });
  };

  const move = (event: PointerEvent): void => {
    const finger = fingers.get(event.pointerId);
    if (!finger) return;
    const at = local(event);
    const [dx, dy] = [at.x - finger.x, at.y - finger.y];
    if (Math.hypot(at.x - start.x, at.y - start.y) > TAP_PX) start.far = true;
    if (fingers.size > 1) pinch(event.pointerId, at);
    else if (start.held && start.far) on.drag(at.x, at.y);
    else if (start.far && start.pan) stage.orbit.pan(dx, dy, stage.height);
    else if (start.far) stage.orbit.turn(-dx * TURN_PER_PX, dy * TURN_PER_PX);
    Object.assign(finger, at);
    if (start.far && !start.held) on.moved();
    stage.wake();
  };

  const pinch = (id: number, at: Finger): void => {
    const before = fingers.get(id) as Finger;
    const other = [...fingers].find(([key]) => key !== id)?.[1];
    if (!other) return;
    const apart = Math.hypot(before.x - other.x, before.y - other.y);
    const now = Math.hypot(at.x - other.x, at.y - other.y);
    if (now > 1) stage.orbit.zoom(apart / now);
    stage.orbit.pan((at.x - before.x) / 2, (at.y - before.y) / 2, stage.height);
  };

  const up = (event: PointerEvent): void => {
    if (!fingers.delete(event.pointerId)) return;
    if (start.held) on.drop();
    if (!start.far && event.type === 'pointerup') on.tap(start.x, start.y);
    start.held = false;
    if (fingers.size > 0) start.far = true;
  };

  const wheel = (event: WheelEvent): void => {
    event.preventDefault();
    stage.orbit.zoom(Math.exp(event.deltaY * WHEEL));
    on.moved();
    stage.wake();
  };
  const still = (event: Event): void => event.preventDefault();

  canvas.addEventListener('pointerdown', down);
  canvas.addEventListener('pointermove', move);
  canvas.addEventListener('pointerup', up);
  canvas.addEventListener('pointercancel', up);
  canvas.addEventListener('wheel', wheel, { passive: false });
  canvas.addEventListener('contextmenu', still);
  return () => {
    canvas.removeEventListener('pointerdown', down);
    canvas.removeEventListener('pointermove', move);
    canvas.removeEventListener('pointerup', up);
    canvas.removeEventListener('pointercancel', up);
    canvas.removeEventListener('wheel', wheel);
    canvas.removeEventListener('contextmenu', still);
  };
}
