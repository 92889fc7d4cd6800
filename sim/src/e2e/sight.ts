/** What the eye has seen of one canvas. A place in the world is a place relative to the wall. */
import type { Pose, Seen, Track } from './eye.ts';

/** World units per millisecond; a ship that came further since the last frame was put there. */
const SPEED_MAX = 0.08;

/** How far a painted edge may lie inside the canvas, in device pixels. */
const EDGE = 1;

export interface Watcher {
  readonly seat: number;
  readonly see: (pose: Pose) => void;
}

export class Sight implements Seen {
  frames = 0;
  uncovered = 0;
  readonly tracks: Record<number, Track> = {};
  readonly watchers = new Set<Watcher>();
  #frame = -1;
  #atMs = 0;
  #sinceMs = 0;
  #covered = false;
  #fromScreen: DOMMatrix | undefined;

  /** Anything is painted in the page's nth frame. */
  begin(frame: number): void {
    if (this.#frame === frame) return;
    this.#frame = frame;
    this.#sinceMs = performance.now() - this.#atMs;
    this.#atMs += this.#sinceMs;
    this.#covered = false;
    this.#fromScreen = undefined;
  }

  /** A rectangle is painted, in the context's units. */
  fill(context: CanvasRenderingContext2D, x: number, y: number, width: number, height: number): void {
    if (this.#covered) return;
    const { canvas } = context;
    const { a, d, e, f } = context.getTransform();
    const [left, top, right, bottom] = [x * a + e, y * d + f, (x + width) * a + e, (y + height) * d + f];
    this.#covered = left < EDGE && top < EDGE && right > canvas.width - EDGE && bottom > canvas.height - EDGE;
  }

  /** The wall is painted: from here on places are known. */
  enclose(transform: DOMMatrix): void {
    if (this.#fromScreen) return;
    this.#fromScreen = transform.inverse();
    this.frames += 1;
    if (!this.#covered) this.uncovered += 1;
  }

  ship(seat: number, transform: DOMMatrix): void {
    if (!this.#fromScreen) return;
    const { a, b, e, f } = this.#fromScreen.multiply(transform);
    const pose = { x: e, y: f, heading: Math.atan2(b, a) };
    const track = this.track(seat);
    const step = Math.hypot(pose.x - track.pose.x, pose.y - track.pose.y);
    if (track.frame >= 0 && step < SPEED_MAX * this.#sinceMs) track.travelled += step;
    track.frame = this.#frame;
    track.pose = pose;
    for (const watcher of this.watchers) if (watcher.seat === seat) watcher.see(pose);
  }

  shot(seat: number): void {
    this.track(seat).shotFrames += 1;
  }

  track(seat: number): Track {
    return (this.tracks[seat] ??= { pose: { x: 0, y: 0, heading: 0 }, frame: -1, travelled: 0, shotFrames: 0 });
  }
}
