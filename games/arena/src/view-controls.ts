/** Keys and thumbs to frames. Keys are read by their place on the keyboard (`code`), whatever letters are printed there. */
import type { KeyHelp, KeySet } from '@rubato/web';
import type { ArenaFrame } from './state.ts';

type Act = 'left' | 'right' | 'thrust' | 'brake' | 'fire' | 'beam' | 'boost';

const LEFT: Readonly<Record<Act, readonly string[]>> = {
  left: ['KeyA'],
  right: ['KeyD'],
  thrust: ['KeyW'],
  brake: ['KeyS'],
  fire: ['Space'],
  beam: ['KeyQ'],
  boost: ['KeyE'],
};

const RIGHT: Readonly<Record<Act, readonly string[]>> = {
  left: ['ArrowLeft'],
  right: ['ArrowRight'],
  thrust: ['ArrowUp'],
  brake: ['ArrowDown'],
  fire: ['Enter', 'Period'],
  beam: ['Comma', 'ShiftRight'],
  boost: ['KeyM', 'Slash'],
};

const ACTS = Object.keys(LEFT) as Act[];

function actOf(keys: KeySet, code: string): Act | undefined {
  if (keys !== 'right') for (const act of ACTS) if (LEFT[act].includes(code)) return act;
  if (keys !== 'left') for (const act of ACTS) if (RIGHT[act].includes(code)) return act;
  return undefined;
}

export const help: readonly KeyHelp[] = [
  {
    action: 'Turn',
    keys: { solo: ['A', 'D', '←', '→'], left: ['A', 'D'], right: ['←', '→'] },
    touch: 'Point the left stick',
  },
  { action: 'Thrust', keys: { solo: ['W', '↑'], left: ['W'], right: ['↑'] }, touch: 'Push the stick further' },
  { action: 'Brake', keys: { solo: ['S', '↓'], left: ['S'], right: ['↓'] }, touch: 'Let the stick go' },
  { action: 'Fire', keys: { solo: ['Space', 'Enter'], left: ['Space'], right: ['Enter', '.'] }, touch: 'Fire' },
  {
    action: 'Beam: hold until it goes',
    keys: { solo: ['Q', ','], left: ['Q'], right: [',', 'right ⇧'] },
    touch: 'Beam',
  },
  { action: 'Boost', keys: { solo: ['E', 'M'], left: ['E'], right: ['M', '/'] }, touch: 'Boost' },
  { action: 'Say something', keys: { solo: ['1–5'], left: ['1–5'], right: ['6–0'] }, touch: '–' },
];

/** The least that a newcomer must know, by key set. */
export const hints: Readonly<Record<KeySet | 'touch', readonly (readonly [key: string, does: string])[]>> = {
  solo: [
    ['W', 'thrust'],
    ['A D', 'turn'],
    ['Space', 'fire'],
    ['Q', 'hold for the beam'],
    ['E', 'boost'],
  ],
  left: [
    ['W', 'thrust'],
    ['A D', 'turn'],
    ['Space', 'fire'],
    ['Q', 'beam'],
    ['E', 'boost'],
  ],
  right: [
    ['↑', 'thrust'],
    ['← →', 'turn'],
    ['Enter', 'fire'],
    [',', 'beam'],
    ['M', 'boost'],
  ],
  touch: [
    ['Left thumb', 'point and fly'],
    ['Right thumb', 'fire, beam, boost'],
  ],
};

const EMOTES = ['hello', 'nice', 'oops', 'thanks', 'rematch'] as const;
type Emote = (typeof EMOTES)[number];

function emoteOf(keys: KeySet, code: string): Emote | undefined {
  const digit = /^Digit(\d)$/.exec(code)?.[1];
  if (digit === undefined) return undefined;
  const index = (Number(digit) + 9) % 10;
  return keys === 'right' ? EMOTES[index - 5] : EMOTES[index];
}

export interface Thumbs {
  /** The stick: −1 to 1 each way, y down; both 0 at rest. */
  stickX: number;
  stickY: number;
  fire: boolean;
  beam: boolean;
}

/** Below this share of its reach the stick only rests. */
const STICK_REST = 0.18;
/** From here on the stick also thrusts, fully at 1. */
const STICK_THRUST = 0.42;

export class Controls {
  readonly thumbs: Thumbs = { stickX: 0, stickY: 0, fire: false, beam: false };
  readonly #keys: KeySet;
  readonly #held = new Set<string>();
  #used = false;
  readonly #frame = { aimed: false, turn: 0, heading: 0, thrust: 0, brake: false, fire: false, beam: false };
  readonly #once: (name: 'boost' | 'emote', args: Readonly<Record<string, unknown>>) => void;

  constructor(keys: KeySet, once: (name: 'boost' | 'emote', args: Readonly<Record<string, unknown>>) => void) {
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
      if (!repeated) this.#once('emote', { kind: emote });
      return true;
    }
    const act = actOf(this.#keys, code);
    if (!act) return false;
    this.#held.add(code);
    this.#used = true;
    if (act === 'boost' && !repeated) this.#once('boost', {});
    return true;
  }

  release(code: string): void {
    this.#held.delete(code);
  }

  boost(): void {
    this.#once('boost', {});
  }

  /** Lets everything go: the page lost the focus. */
  rest(): void {
    this.#held.clear();
    Object.assign(this.thumbs, { stickX: 0, stickY: 0, fire: false, beam: false });
  }

  /** The frame as held now; the same object every time. */
  frame(): ArenaFrame {
    const frame = this.#frame;
    const { thumbs } = this;
    const tilt = Math.min(1, Math.sqrt(thumbs.stickX ** 2 + thumbs.stickY ** 2));
    frame.aimed = tilt > STICK_REST;
    frame.turn = (this.#holds('right') ? 1 : 0) - (this.#holds('left') ? 1 : 0);
    this.#used ||= frame.aimed;
    if (frame.aimed) frame.heading = Math.atan2(thumbs.stickY, thumbs.stickX);
    const pushed = Math.max(0, (tilt - STICK_THRUST) / (1 - STICK_THRUST));
    frame.thrust = this.#holds('thrust') ? 1 : pushed;
    frame.brake = this.#holds('brake');
    frame.fire = thumbs.fire || this.#holds('fire');
    frame.beam = thumbs.beam || this.#holds('beam');
    return frame;
  }

  #holds(act: Act): boolean {
    for (const code of this.#held) if (actOf(this.#keys, code) === act) return true;
    return false;
  }
}
