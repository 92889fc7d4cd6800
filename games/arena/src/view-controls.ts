/** Keys, thumbs, mouse and gamepad to frames. Whatever is used last is what steers: nobody has to choose first. */
import type { KeySet } from '@rubato/web';
import type { ArenaFrame, EmoteKind } from './state.ts';
import { actOf, emoteOf, type Act } from './view-keys.ts';
import { padHolds, type Pad } from './view-pad.ts';

export interface Thumbs {
  /** The stick: −1 to 1 each way, y down; both 0 at rest. */
  stickX: number;
  stickY: number;
  /** A thumb is on the stick. */
  held: boolean;
  fire: boolean;
  beam: boolean;
}

/** In CSS pixels of the canvas. */
export interface Mouse {
  /** The pointer is over the picture, and aiming with it is wanted. */
  over: boolean;
  x: number;
  y: number;
  /** Where the own ship is on the screen. */
  fromX: number;
  fromY: number;
  fire: boolean;
  beam: boolean;
}

export type Once = (name: 'boost' | 'emote', args: Readonly<Record<string, unknown>>) => void;

/** Below this share of its reach a stick only rests. */
const STICK_REST = 0.18;
/** From here on the stick also thrusts, fully at 1. */
const STICK_THRUST = 0.42;
/** A pointer nearer to the ship's middle than this, in CSS pixels, names no direction. */
const MOUSE_REST_PX = 14;

export class Controls {
  readonly thumbs: Thumbs = { stickX: 0, stickY: 0, held: false, fire: false, beam: false };
  readonly mouse: Mouse = { over: false, x: 0, y: 0, fromX: 0, fromY: 0, fire: false, beam: false };
  /** The pad as it is in this frame. */
  pad: Pad | undefined;
  readonly #keys: KeySet;
  readonly #held = new Set<string>();
  readonly #once: Once;
  #used = false;
  #padBoosts = false;
  readonly #frame = { aimed: false, turn: 0, heading: 0, thrust: 0, brake: false, fire: false, beam: false };

  constructor(keys: KeySet, once: Once) {
    this.#keys = keys;
    this.#once = once;
  }

  /** Whether the ship was ever steered by these controls. */
  get used(): boolean {
    return this.#used;
  }

  /** True when the key is one of ours; the caller then keeps it from the page. */
  press(code: string, repeated: boolean): boolean {
    const emote = emoteOf(this.#keys, code);
    if (emote) {
      if (!repeated) this.say(emote);
      return true;
    }
    const act = actOf(this.#keys, code);
    if (!act) return false;
    this.#held.add(code);
    this.#used = true;
    if (act === 'boost' && !repeated) this.boost();
    return true;
  }

  release(code: string): void {
    this.#held.delete(code);
  }

  boost(): void {
    this.#once('boost', {});
  }

  say(kind: EmoteKind): void {
    this.#once('emote', { kind });
  }

  /** Lets everything go: the page lost the focus. */
  rest(): void {
    this.#held.clear();
    this.pad = undefined;
    Object.assign(this.thumbs, { stickX: 0, stickY: 0, held: false, fire: false, beam: false });
    Object.assign(this.mouse, { over: false, fire: false, beam: false });
  }

  /** The frame as held now; the same object every time. */
  frame(): ArenaFrame {
    const { thumbs, mouse, pad } = this;
    const frame = this.#frame;
    frame.aimed = false;
    frame.turn = (this.#holds('right') ? 1 : 0) - (this.#holds('left') ? 1 : 0);
    frame.thrust = this.#holds('thrust') ? 1 : 0;
    this.#aimByMouse();
    this.#aimByStick(pad?.axes[0] ?? 0, pad?.axes[1] ?? 0);
    this.#aimByStick(thumbs.stickX, thumbs.stickY);
    frame.brake = this.#holds('brake') || (thumbs.held && !frame.aimed);
    frame.fire = this.#holds('fire') || thumbs.fire || mouse.fire;
    frame.beam = this.#holds('beam') || thumbs.beam || mouse.beam;
    this.#boostByPad();
    this.#used ||= frame.aimed || frame.fire || frame.thrust > 0 || frame.turn !== 0;
    return frame;
  }

  /** Keys that turn go before the mouse. */
  #aimByMouse(): void {
    const { over, x, y, fromX, fromY } = this.mouse;
    const [dx, dy] = [x - fromX, y - fromY];
    if (!over || this.#frame.turn !== 0 || dx * dx + dy * dy < MOUSE_REST_PX * MOUSE_REST_PX) return;
    this.#frame.aimed = true;
    this.#frame.heading = Math.atan2(dy, dx);
  }

  #aimByStick(x: number, y: number): void {
    const tilt = Math.min(1, Math.sqrt(x * x + y * y));
    if (tilt <= STICK_REST) return;
    const frame = this.#frame;
    frame.aimed = true;
    frame.heading = Math.atan2(y, x);
    frame.thrust = Math.max(frame.thrust, (tilt - STICK_THRUST) / (1 - STICK_THRUST));
  }

  #boostByPad(): void {
    const boosts = padHolds(this.pad, 'boost');
    if (boosts && !this.#padBoosts) this.boost();
    this.#padBoosts = boosts;
  }

  #holds(act: Exclude<Act, 'boost'>): boolean {
    if (padHolds(this.pad, act)) return true;
    for (const code of this.#held) if (actOf(this.#keys, code) === act) return true;
    return false;
  }
}
