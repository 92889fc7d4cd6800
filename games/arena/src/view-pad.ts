/** A gamepad as arena reads it: buttons by the numbers of the standard mapping. */
const BUTTONS = {
  fire: [0, 7],
  boost: [1, 5],
  beam: [2, 6, 4],
  brake: [3, 13],
  thrust: [12],
  left: [14],
  right: [15],
} as const;

type PadAct = keyof typeof BUTTONS;

/** The part of a `Gamepad` that is read. */
export interface Pad {
  readonly axes: readonly number[];
  readonly buttons: readonly { readonly pressed: boolean }[];
}

export function padHolds(pad: Pad | undefined, act: PadAct): boolean {
  if (!pad) return false;
  for (const button of BUTTONS[act]) if (pad.buttons[button]?.pressed) return true;
  return false;
}
