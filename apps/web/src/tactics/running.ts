/** A time that runs by itself while it plays: the picture is moved each frame, the page only as often as people read. */
import { TICKS_PER_SECOND, TURN_TICKS } from '@rubato/tactics';

/** Ticks that may pass before the page is told anew. */
const TOLD_EVERY = 3;

export class Running {
  tick = 0;
  playing = false;
  speed = 1;
  readonly #tell: (tick: number, playing: boolean) => void;
  #told = 0;

  constructor(tell: (tick: number, playing: boolean) => void) {
    this.#tell = tell;
  }

  /** Plays on, or from the begin where it has ended. */
  toggle(): void {
    if (!this.playing && this.tick >= TURN_TICKS) this.tick = 0;
    this.playing = !this.playing;
    this.#say();
  }

  stop(): void {
    this.playing = false;
    this.#say();
  }

  seek(tick: number): void {
    this.tick = Math.min(TURN_TICKS, Math.max(0, tick));
    this.#say();
  }

  /** Goes on by so many seconds; false when it doesn't run. */
  run(seconds: number): boolean {
    if (!this.playing) return false;
    this.tick = Math.min(TURN_TICKS, this.tick + seconds * TICKS_PER_SECOND * this.speed);
    if (this.tick >= TURN_TICKS) this.playing = false;
    if (!this.playing || Math.abs(this.tick - this.#told) >= TOLD_EVERY) this.#say();
    return this.playing;
  }

  #say(): void {
    this.#told = this.tick;
    this.#tell(this.tick, this.playing);
  }
}
