/** Where in the world the screen looks; distances in world units, the screen in CSS pixels. */
export interface Bounds {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Seconds in which the camera closes 63 % of the way to its target. */
const FOLLOW_SECONDS = 0.14;
const ZOOM_SECONDS = 0.5;

/** The share of a remaining distance that is covered in `dtMs` by an exponential approach. */
export function approach(seconds: number, dtMs: number): number {
  return 1 - Math.exp(-dtMs / (seconds * 1000));
}

export class Camera {
  /** The world point in the middle of the screen. */
  x = 0;
  y = 0;
  /** CSS pixels per world unit. */
  scale = 1;
  width = 0;
  height = 0;
  /** Screen offset in CSS pixels, for shaking. */
  offsetX = 0;
  offsetY = 0;

  resize(width: number, height: number): void {
    this.width = width;
    this.height = height;
  }

  /** Moves towards a point; `snap` jumps there. */
  follow(x: number, y: number, dtMs: number, snap = false): void {
    const share = snap ? 1 : approach(FOLLOW_SECONDS, dtMs);
    this.x += (x - this.x) * share;
    this.y += (y - this.y) * share;
  }

  zoom(scale: number, dtMs: number, snap = false): void {
    this.scale += (scale - this.scale) * (snap ? 1 : approach(ZOOM_SECONDS, dtMs));
  }

  /** Keeps the screen within `bounds` grown by margins; centres on an axis where that is smaller than the screen. */
  keepInside(bounds: Bounds, marginX: number, marginY: number): void {
    const halfWidth = this.width / 2 / this.scale;
    const halfHeight = this.height / 2 / this.scale;
    this.x = clampCentre(this.x, bounds.left - marginX, bounds.right + marginX, halfWidth);
    this.y = clampCentre(this.y, bounds.top - marginY, bounds.bottom + marginY, halfHeight);
  }

  screenX(x: number): number {
    return (x - this.x) * this.scale + this.width / 2 + this.offsetX;
  }

  screenY(y: number): number {
    return (y - this.y) * this.scale + this.height / 2 + this.offsetY;
  }

  /** Whether a disc of `radius` world units around the point touches the screen. */
  sees(x: number, y: number, radius: number): boolean {
    const reachX = this.width / 2 / this.scale + radius;
    const reachY = this.height / 2 / this.scale + radius;
    return Math.abs(x - this.x) <= reachX && Math.abs(y - this.y) <= reachY;
  }

  /** Draws in world units from here on; `ratio` is the surface's device pixels per CSS pixel. */
  apply(context: CanvasRenderingContext2D, ratio: number): void {
    const scale = this.scale * ratio;
    context.setTransform(
      scale,
      0,
      0,
      scale,
      (this.width / 2 + this.offsetX) * ratio - this.x * scale,
      (this.height / 2 + this.offsetY) * ratio - this.y * scale,
    );
  }
}

function clampCentre(centre: number, low: number, high: number, half: number): number {
  if (high - low <= half * 2) return (low + high) / 2;
  return Math.min(high - half, Math.max(low + half, centre));
}
