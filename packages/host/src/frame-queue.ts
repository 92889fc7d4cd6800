/**
 * The held frames of one seat: exactly one leaves for each tick, whatever the client sends.
 *
 * A frame is for a tick. If it has come when the tick runs it is used; else the seat's last frame is held for up to
 * `limits.frameHoldMs`; after that the seat is neutral. A frame that comes after its tick ran is discarded and counted, and so
 * acknowledged. That is what makes speed independent of how many frames a client sends, and the queue never grows.
 */
import type { FrameInput } from '@rubato/game';
import { limits } from '@rubato/protocol';

/** The tick number that means "the next tick that runs", for clients that don't keep the server's time. */
export const NEXT_TICK = 0;

export type FrameAnswer = 'queued' | 'replaced' | 'repeated' | 'late' | 'early';

/** More than the horizon of the fastest room: 500 ms at 120 Hz. */
const SLOTS = 64;
/** Bits of a number. */
const COME_TICKS = 32;

interface Held {
  readonly tick: number;
  readonly frame: FrameInput;
}

export class FrameQueue {
  /** Ticks ahead of the next one that a frame may be for. */
  readonly horizonTicks: number;
  /** Ticks for which the last frame stands in for a missing one. */
  readonly holdTicks: number;
  /** By tick modulo `SLOTS`. */
  readonly #frames: (Held | undefined)[] = new Array<Held | undefined>(SLOTS).fill(undefined);
  #last: FrameInput | undefined;
  #lastTick = -1;
  #discarded = 0;
  /** Bit n: of the tick n before the last one that ran a frame has come, in time or late. */
  #come = 0;

  /** @param hz ticks per second of the room, 1 to 120. */
  constructor(hz: number) {
    this.horizonTicks = Math.ceil((limits.leadMs * hz) / 1000);
    this.holdTicks = Math.ceil((limits.frameHoldMs * hz) / 1000);
  }

  /** Frames that were not used because they came late or were replaced; wraps at 2^16 on the wire. */
  get discarded(): number {
    return this.#discarded;
  }

  /** The last tick that ran on a frame of the player's own, or −1. */
  get lastUsedTick(): number {
    return this.#lastTick;
  }

  /** Accepts a frame for `tick` (or `NEXT_TICK`) while `nextTick` is the next one to run. */
  offer(tick: number, frame: FrameInput, nextTick: number): FrameAnswer {
    const target = tick === NEXT_TICK ? nextTick : tick;
    if (target < nextTick) {
      const age = nextTick - 1 - target;
      // A repeat is expected: clients repeat until acknowledged. What is older than all that is known here is taken for one.
      if (age >= COME_TICKS || ((this.#come >>> age) & 1) === 1) return 'repeated';
      this.#come |= 1 << age;
      this.#discarded++;
      return 'late';
    }
    if (target >= nextTick + this.horizonTicks) return 'early';
    const slot = target % SLOTS;
    const taken = this.#frames[slot]?.tick === target;
    if (taken && tick !== NEXT_TICK) return 'repeated';
    this.#frames[slot] = { tick: target, frame };
    if (!taken) return 'queued';
    this.#discarded++;
    return 'replaced';
  }

  /** The frame to run `tick` with, or undefined for neutral. Call once per tick, in order. */
  take(tick: number): FrameInput | undefined {
    const slot = tick % SLOTS;
    const held = this.#frames[slot];
    this.#come <<= 1;
    if (held?.tick === tick) {
      this.#last = held.frame;
      this.#lastTick = tick;
      this.#frames[slot] = undefined;
      this.#come |= 1;
      return this.#last;
    }
    if (this.#last === undefined || tick - this.#lastTick > this.holdTicks) return undefined;
    return this.#last;
  }

  /** Forgets everything queued and held: the seat changed hands or the room resumed. */
  clear(): void {
    this.#frames.fill(undefined);
    this.#last = undefined;
    this.#lastTick = -1;
    this.#come = 0;
  }
}
