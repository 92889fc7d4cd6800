/** A canvas that keeps the size of its box in device pixels; everything is drawn in CSS pixels. */

/** Above this many device pixels per CSS pixel nobody sees a difference, but every pixel is paid for. */
export const PIXEL_RATIO_MAX = 2;

/** Device pixels per canvas; the ratio falls below 1 rather than pass it (a 5k screen is 14.7 million). */
export const PIXELS_MAX = 4_200_000;

/** States that one drawing saves upon each other, at most. */
const SAVES_MAX = 4;

/** Device pixels per CSS pixel for a box of `width` × `height` CSS pixels; `quality` is 0 (none) to 1. */
export function pixelRatio(
  width: number,
  height: number,
  deviceRatio: number,
  quality = 1,
  ratioMax = PIXEL_RATIO_MAX,
): number {
  const wanted = Math.min(deviceRatio, ratioMax) * quality;
  const affordable = Math.sqrt(PIXELS_MAX / Math.max(1, width * height));
  return Math.min(wanted, affordable);
}

export class Surface {
  readonly canvas: HTMLCanvasElement;
  readonly context: CanvasRenderingContext2D;
  /** CSS pixels. */
  width = 0;
  height = 0;
  ratio = 1;
  /** Lowered by the owner when frames take too long. */
  quality = 1;
  /** Lowered by the owner to save power. */
  ratioMax = PIXEL_RATIO_MAX;
  readonly #observer: ResizeObserver;
  #stale = true;

  /** `opaque` canvases skip blending with the page. */
  constructor(canvas: HTMLCanvasElement, opaque = true) {
    const context = canvas.getContext('2d', { alpha: !opaque, desynchronized: false });
    if (!context) throw new Error('this browser has no 2-D canvas');
    this.canvas = canvas;
    this.context = context;
    this.#observer = new ResizeObserver(() => {
      this.#stale = true;
    });
    this.#observer.observe(canvas);
  }

  /** Whether there is nothing to paint on: a box without a size. */
  get empty(): boolean {
    return this.width < 1 || this.height < 1;
  }

  /**
   * Begins a frame: fits the canvas to its box when that changed, fills all of it with `ink` and sets the scale to CSS
   * pixels. True after a change. Nothing of the frame before is ever left, whatever is painted or fails to be.
   */
  begin(ink: string): boolean {
    const ratio = pixelRatio(this.width, this.height, devicePixelRatio, this.quality, this.ratioMax);
    const changed = this.#stale || Math.abs(ratio - this.ratio) > 0.001;
    if (changed) this.#fit();
    this.rest();
    this.context.fillStyle = ink;
    this.context.fillRect(0, 0, this.width + 1, this.height + 1);
    return changed;
  }

  /** Gives the context its state back: what is put down after every drawing, and saved states of one that broke off. */
  rest(): void {
    const { context } = this;
    for (let depth = 0; depth < SAVES_MAX; depth++) context.restore();
    context.globalAlpha = 1;
    context.globalCompositeOperation = 'source-over';
    context.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
  }

  close(): void {
    this.#observer.disconnect();
  }

  #fit(): void {
    this.#stale = false;
    this.width = this.canvas.clientWidth;
    this.height = this.canvas.clientHeight;
    this.ratio = pixelRatio(this.width, this.height, devicePixelRatio, this.quality, this.ratioMax);
    this.canvas.width = Math.max(1, Math.round(this.width * this.ratio));
    this.canvas.height = Math.max(1, Math.round(this.height * this.ratio));
  }
}
