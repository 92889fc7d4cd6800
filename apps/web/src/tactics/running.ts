/** A time that runs by itself while it plays: the picture is moved each frame, the page only as often as people read. */
import { TICKS_PER_SECOND, TURN_TICKS } from '@rubato/tactics';
import { commonTick, type Together } from './together.ts';

/** Ticks that may pass before the page is told anew. */
const TOLD_EVERY = 3;

export class Running {
  tick = 0;
  playing = false;
  speed = 1;
  /** Whose time it keeps; undefined: its own. */
  together: Together | undefined;
  readonly #tell: (running: Running) => void;
  #told = 0;

  constructor(tell: (running: Running) => void) {
    this.#tell = tell;
  }

  /** Plays on, or from the begin where it has ended. */
  toggle(): void {
    this.together = undefined;
    if (!this.playing && this.tick >= TURN_TICKS) this.tick = 0;
    this.playing = !this.playing;
    this.#say();
  }

  /** Goes on with the others, wherever they are. */
  join(together: Together): void {
    this.together = together;
    this.playing = true;
    this.run(0);
    this.#say();
  }

  /** Goes on alone from where it is. */
  leave(): void {
    this.together = undefined;
    this.#say();
  }

  stop(): void {
    this.together = undefined;
    this.playing = false;
    this.#say();
  }

  seek(tick: number): void {
    this.together = undefined;
    this.tick = Math.min(TURN_TICKS, Math.max(0, tick));
    this.#say();
  }

  /** Goes on by so many seconds, or to where the others are; false when it doesn't run. */
  run(seconds: number): boolean {
    if (!this.playing) return false;
    const common = this.together && Math.max(0, commonTick(this.together));
    this.tick = Math.min(TURN_TICKS, common ?? this.tick + seconds * TICKS_PER_SECOND * this.speed);
    if (this.tick >= TURN_TICKS) {
      this.playing = false;
      this.together = undefined;
    }
    if (!this.playing || Math.abs(this.tick - this.#told) >= TOLD_EVERY) this.#say();
    return this.playing;
  }

  #say(): void {
    this.#told = this.tick;
    this.#tell(this);
  }
}
