/** What the eye in a page tells: see `eye-in-page.ts`. */

export interface Pose {
  /** World units; the origin is the arena's middle. */
  readonly x: number;
  readonly y: number;
  /** Radians. */
  readonly heading: number;
}

/** What was seen of one seat so far. */
export interface Track {
  pose: Pose;
  /** The frame in which the ship was seen last. */
  frame: number;
  /** World units flown, not counting a respawn. */
  travelled: number;
  /** Frames in which a shot of this seat was in the air, each shot counted. */
  shotFrames: number;
}

/** What one canvas has shown so far. */
export interface Seen {
  /** Frames painted. */
  readonly frames: number;
  /** Frames that did not paint over all of the frame before. */
  readonly uncovered: number;
  readonly tracks: Readonly<Record<number, Track>>;
}

/** From a key to the ship's answer in the picture. */
export interface Reaction {
  /** 1 is the first frame that the browser painted after the key. */
  readonly frames: number;
  readonly ms: number;
}

/** Seen by `eye-in-page.ts`; the first arena of the page is number 0. */
export interface Eye {
  /** What the nth arena on the page has shown; undefined when there is none yet. */
  seen(nth: number): Seen | undefined;
  /** Waits for the next press of the key, and then for this seat's ship to turn. */
  react(nth: number, seat: number, code: string): Promise<Reaction>;
  /** Violations of the page's content security policy. */
  readonly violations: readonly string[];
}

declare global {
  var rubatoEye: Eye;
}
