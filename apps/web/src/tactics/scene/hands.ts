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

export class Hands {
  readonly #canvas: HTMLCanvasElement;
  readonly #stage: Stage;
  readonly #on: () => HandsOn;
  readonly #fingers = new Map<number, Finger>();
  readonly #start = { x: 0, y: 0, far: false, held: false, pan: false };
  readonly #end = new AbortController();

  /** @param on asked at each touch, so that it may change. */
  constructor(canvas: HTMLCanvasElement, stage: Stage, on: () => HandsOn) {
    this.#canvas = canvas;
    this.#stage = stage;
    this.#on = on;
    const { signal } = this.#end;
    canvas.addEventListener('pointerdown', (event) => this.#down(event), { signal });
    canvas.addEventListener('pointermove', (event) => this.#move(event), { signal });
    canvas.addEventListener('pointerup', (event) => this.#up(event), { signal });
    canvas.addEventListener('pointercancel', (event) => this.#up(event), { signal });
    canvas.addEventListener('wheel', (event) => this.#wheel(event), { passive: false, signal });
    canvas.addEventListener('contextmenu', (event) => event.preventDefault(), { signal });
  }

  letGo(): void {
    this.#end.abort();
  }

  #local(event: MouseEvent): Finger {
    const box = this.#canvas.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }

  #down(event: PointerEvent): void {
    this.#canvas.setPointerCapture(event.pointerId);
    const at = this.#local(event);
    this.#fingers.set(event.pointerId, at);
    if (this.#fingers.size > 1) {
      if (this.#start.held) this.#on().drop();
      Object.assign(this.#start, { far: true, held: false });
      return;
    }
    const pan = event.button !== 0 || event.shiftKey;
    Object.assign(this.#start, { ...at, far: false, pan, held: !pan && this.#on().grab(at.x, at.y) });
  }

  #move(event: PointerEvent): void {
    const finger = this.#fingers.get(event.pointerId);
    if (!finger) return;
    const start = this.#start;
    const { orbit, height } = this.#stage;
    const at = this.#local(event);
    const [dx, dy] = [at.x - finger.x, at.y - finger.y];
    if (Math.hypot(at.x - start.x, at.y - start.y) > TAP_PX) start.far = true;
    if (this.#fingers.size > 1) this.#pinch(event.pointerId, at);
    else if (start.held && start.far) this.#on().drag(at.x, at.y);
    else if (start.far && start.pan) orbit.pan(dx, dy, height);
    else if (start.far) orbit.turn(-dx * TURN_PER_PX, dy * TURN_PER_PX);
    Object.assign(finger, at);
    if (start.far && !start.held) this.#on().moved();
    this.#stage.wake();
  }

  #pinch(id: number, at: Finger): void {
    const before = this.#fingers.get(id);
    const other = [...this.#fingers].find(([key]) => key !== id)?.[1];
    if (!before || !other) return;
    const apart = Math.hypot(before.x - other.x, before.y - other.y);
    const now = Math.hypot(at.x - other.x, at.y - other.y);
    if (now > 1) this.#stage.orbit.zoom(apart / now);
    this.#stage.orbit.pan((at.x - before.x) / 2, (at.y - before.y) / 2, this.#stage.height);
  }

  #up(event: PointerEvent): void {
    if (!this.#fingers.delete(event.pointerId)) return;
    const start = this.#start;
    if (start.held) this.#on().drop();
    if (!start.far && event.type === 'pointerup') this.#on().tap(start.x, start.y);
    start.held = false;
    if (this.#fingers.size > 0) start.far = true;
  }

  #wheel(event: WheelEvent): void {
    event.preventDefault();
    this.#stage.orbit.zoom(Math.exp(event.deltaY * WHEEL));
    this.#on().moved();
    this.#stage.wake();
  }
}
