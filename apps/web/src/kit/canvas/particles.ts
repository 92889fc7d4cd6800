/**
 * A fixed pool of particles in typed arrays: nothing is allocated per frame. When the pool is full, the oldest
 * particle gives way. Particles are for the eye only and never part of a game's state.
 */
export interface ParticleStyle {
  /** Index into the palette of the pool. */
  readonly ink: number;
  readonly lifeMs: number;
  /** World units at birth and at death. */
  readonly size: number;
  readonly endSize: number;
  /** Share of the velocity lost per second. */
  readonly drag: number;
  /** Length of the streak in seconds of motion; 0 draws a dot. */
  readonly streak: number;
}

export class Particles {
  readonly capacity: number;
  readonly #palette: readonly string[];
  readonly #styles: (ParticleStyle | undefined)[];
  readonly #x: Float32Array;
  readonly #y: Float32Array;
  readonly #vx: Float32Array;
  readonly #vy: Float32Array;
  readonly #ageMs: Float32Array;
  #next = 0;
  #live = 0;

  constructor(capacity: number, palette: readonly string[]) {
    this.capacity = capacity;
    this.#palette = palette;
    this.#styles = Array.from({ length: capacity }, () => undefined);
    this.#x = new Float32Array(capacity);
    this.#y = new Float32Array(capacity);
    this.#vx = new Float32Array(capacity);
    this.#vy = new Float32Array(capacity);
    this.#ageMs = new Float32Array(capacity);
  }

  get live(): number {
    return this.#live;
  }

  /** Velocities in world units per second. */
  emit(style: ParticleStyle, x: number, y: number, vx: number, vy: number): void {
    const slot = this.#next;
    this.#next = (slot + 1) % this.capacity;
    if (this.#styles[slot] === undefined) this.#live += 1;
    this.#styles[slot] = style;
    this.#x[slot] = x;
    this.#y[slot] = y;
    this.#vx[slot] = vx;
    this.#vy[slot] = vy;
    this.#ageMs[slot] = 0;
  }

  step(dtMs: number): void {
    const seconds = dtMs / 1000;
    for (let slot = 0; slot < this.capacity; slot++) {
      const style = this.#styles[slot];
      if (style === undefined) continue;
      const ageMs = this.#ageMs[slot]! + dtMs;
      if (ageMs >= style.lifeMs) {
        this.#styles[slot] = undefined;
        this.#live -= 1;
        continue;
      }
      this.#ageMs[slot] = ageMs;
      const kept = Math.max(0, 1 - style.drag * seconds);
      this.#vx[slot] = this.#vx[slot]! * kept;
      this.#vy[slot] = this.#vy[slot]! * kept;
      this.#x[slot] = this.#x[slot]! + this.#vx[slot]! * seconds;
      this.#y[slot] = this.#y[slot]! + this.#vy[slot]! * seconds;
    }
  }

  /** Draws in world units, additively; one pass per colour so that the colour changes seldom. */
  draw(context: CanvasRenderingContext2D): void {
    if (this.#live === 0) return;
    context.globalCompositeOperation = 'lighter';
    context.lineCap = 'round';
    for (let ink = 0; ink < this.#palette.length; ink++) this.#drawInk(context, ink);
    context.globalAlpha = 1;
    context.globalCompositeOperation = 'source-over';
  }

  clear(): void {
    this.#styles.fill(undefined);
    this.#live = 0;
  }

  #drawInk(context: CanvasRenderingContext2D, ink: number): void {
    let dressed = false;
    for (let slot = 0; slot < this.capacity; slot++) {
      const style = this.#styles[slot];
      if (style === undefined || style.ink !== ink) continue;
      if (!dressed) {
        context.fillStyle = this.#palette[ink]!;
        context.strokeStyle = this.#palette[ink]!;
        dressed = true;
      }
      const spent = this.#ageMs[slot]! / style.lifeMs;
      const size = style.size + (style.endSize - style.size) * spent;
      context.globalAlpha = (1 - spent) * (1 - spent);
      const x = this.#x[slot]!;
      const y = this.#y[slot]!;
      if (style.streak > 0) {
        context.lineWidth = size;
        context.beginPath();
        context.moveTo(x, y);
        context.lineTo(x - this.#vx[slot]! * style.streak, y - this.#vy[slot]! * style.streak);
        context.stroke();
      } else {
        context.fillRect(x - size / 2, y - size / 2, size, size);
      }
    }
  }
}
