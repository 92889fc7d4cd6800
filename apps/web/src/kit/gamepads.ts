/** Gamepads with the standard mapping (W3C Gamepad, section 8). A browser shows a pad once one of its buttons was pressed. */

/** Pads that reported themselves; asking the browser costs a list per frame, so none is asked for nobody. */
let present = 0;
globalThis.addEventListener?.('gamepadconnected', () => (present += 1));
globalThis.addEventListener?.('gamepaddisconnected', () => (present -= 1));

/** The pad for a seat of this screen: a single one goes to the second player, because the first has the better keys. */
export function padFor(keys: 'solo' | 'left' | 'right', pads = connected()): Gamepad | undefined {
  if (keys === 'right') return pads[1] ?? pads[0];
  return keys === 'left' && pads.length < 2 ? undefined : pads[0];
}

function connected(): readonly Gamepad[] {
  if (present <= 0) return NONE;
  return navigator.getGamepads().filter((pad): pad is Gamepad => pad?.mapping === 'standard' && pad.connected);
}

const NONE: readonly Gamepad[] = [];
