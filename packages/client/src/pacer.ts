/**
 * Decides when to send the frame for which tick, so that each arrives just before the server runs that tick.
 *
 * The server reports how early each frame was. The pacer keeps the mean of these at a target of 2 ms plus a few times
 * their jitter: earlier costs latency, later costs corrections. It is a control loop with the round trip as dead time,
 * so it measures, corrects once, and ignores reports on frames sent before the correction took hold.
 */

/** Slack beyond the jitter, in milliseconds. */
export const SLACK_MS = 2;

/** Multiples of the jitter that a frame is sent early. */
const JITTER_FACTOR = 3;

/** Reports that make one measurement. */
const WINDOW = 12;

/** The most that one interval is stretched or squeezed: a pace between 0.9 and 1.1. */
const MAX_SLEW = 0.1;

/** Errors below this many milliseconds are noise and left alone. */
const DEAD_BAND_MS = 0.4;

/** A frame this late, in periods, makes the pacer skip ahead at once instead of slewing. */
const JUMP_PERIODS = 1.5;

/** Frames this many milliseconds too early make the pacer wait at once: slewing would take seconds, and 500 is refused. */
const WAIT_MS = 150;

/** Reports that must agree before the pacer waits, or hurries because frames are late. */
const AGREEING = 3;

/** How far ahead one jump goes at most, in ticks. */
const MAX_JUMP_TICKS = 12;

export class Pacer {
  readonly #periodMs: number;
  #nextTick: number;
  #nextSendMs: number;
  #shiftMs = 0;
  #settledTick: number;
  #jitterMs = 1;
  #previousMs: number | undefined;
  #sum = 0;
  #count = 0;

  constructor(periodMs: number, firstTick: number, nowMs: number) {
    this.#periodMs = periodMs;
    this.#nextTick = firstTick;
    this.#nextSendMs = nowMs;
    this.#settledTick = firstTick;
  }

  /** The tick that the next frame is for. */
  get nextTick(): number {
    return this.#nextTick;
  }

  /** When the next frame is to be sent, in the caller's milliseconds. */
  get nextSendMs(): number {
    return this.#nextSendMs;
  }

  /** Mean deviation of arrival, in milliseconds, as RFC 3550 section 6.4.1 smooths it. */
  get jitterMs(): number {
    return this.#jitterMs;
  }

  get targetMs(): number {
    return SLACK_MS + JITTER_FACTOR * this.#jitterMs;
  }

  /** How many frames are due at `nowMs`: 0 or more; each must be sent (they are for consecutive ticks). */
  due(nowMs: number): number {
    let frames = 0;
    while (this.#nextSendMs <= nowMs && frames < MAX_JUMP_TICKS) {
      this.#advance();
      frames++;
    }
    // After a long sleep (a laptop lid, a hidden tab) time starts afresh; the server's reports find the phase again.
    if (this.#nextSendMs <= nowMs) this.#nextSendMs = nowMs + this.#periodMs;
    return frames;
  }

  /** Takes the server's report that the frame for `tick` was `earlinessMs` early (negative: late). Returns ticks to send at once. */
  report(tick: number, earlinessMs: number): number {
    if (tick < this.#settledTick) return 0;
    if (this.#previousMs !== undefined) {
      this.#jitterMs += (Math.abs(earlinessMs - this.#previousMs) - this.#jitterMs) / 16;
    }
    this.#previousMs = earlinessMs;
    if (earlinessMs < -JUMP_PERIODS * this.#periodMs) return this.#jump(earlinessMs);
    this.#sum += earlinessMs;
    this.#count++;
    const agreed = this.#count >= AGREEING;
    if (agreed && this.#sum / this.#count - this.targetMs > WAIT_MS) this.#wait();
    else if (this.#count >= WINDOW || (agreed && earlinessMs < 0)) this.#correct();
    return 0;
  }

  /** Begins again at `firstTick`: the server's ticks changed (a resumed room, a new epoch). */
  restart(firstTick: number, nowMs: number): void {
    this.#nextTick = firstTick;
    this.#nextSendMs = nowMs;
    this.#shiftMs = 0;
    this.#settle();
  }

  #advance(): void {
    const limit = this.#periodMs * MAX_SLEW;
    const slew = Math.max(-limit, Math.min(limit, this.#shiftMs));
    this.#shiftMs -= slew;
    this.#nextSendMs += this.#periodMs + slew;
    this.#nextTick++;
  }

  #correct(): void {
    const errorMs = this.#sum / this.#count - this.targetMs;
    if (Math.abs(errorMs) > DEAD_BAND_MS) {
      // Positive: frames come too early, so send later.
      this.#shiftMs = errorMs;
      this.#settle(Math.ceil(Math.abs(errorMs) / (this.#periodMs * MAX_SLEW)));
    } else {
      this.#settle();
    }
  }

  #wait(): void {
    this.#nextSendMs += this.#sum / this.#count - this.targetMs;
    this.#shiftMs = 0;
    this.#settle();
  }

  #jump(earlinessMs: number): number {
    const behindMs = this.targetMs - earlinessMs;
    const ticks = Math.min(MAX_JUMP_TICKS, Math.ceil(behindMs / this.#periodMs));
    this.#shiftMs = 0;
    this.#nextTick += ticks;
    this.#settle();
    return ticks;
  }

  #settle(slewTicks = 0): void {
    this.#settledTick = this.#nextTick + slewTicks;
    this.#sum = 0;
    this.#count = 0;
    this.#previousMs = undefined;
  }
}
