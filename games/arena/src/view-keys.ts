/** Which key does what. Keys are read by their place on the keyboard (`code`), whatever letters are printed there. */
import type { KeySet } from '@rubato/web';
import type { EmoteKind } from './state.ts';

export type Act = 'left' | 'right' | 'thrust' | 'brake' | 'fire' | 'beam' | 'boost';

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

const actsBy = (...sets: readonly (typeof LEFT)[]): ReadonlyMap<string, Act> =>
  new Map(
    sets.flatMap((set) => (Object.keys(set) as Act[]).flatMap((act) => set[act].map((code) => [code, act] as const))),
  );

const ACTS: Readonly<Record<KeySet, ReadonlyMap<string, Act>>> = {
  solo: actsBy(LEFT, RIGHT),
  left: actsBy(LEFT),
  right: actsBy(RIGHT),
};

export const actOf = (keys: KeySet, code: string): Act | undefined => ACTS[keys].get(code);

/** What can be said, in the order of the digits. */
export const EMOTES = ['hello', 'nice', 'oops', 'thanks', 'rematch'] as const satisfies readonly EmoteKind[];

export function emoteOf(keys: KeySet, code: string): EmoteKind | undefined {
  const digit = /^Digit(\d)$/.exec(code)?.[1];
  if (digit === undefined) return undefined;
  const index = (Number(digit) + 9) % 10;
  return keys === 'right' ? EMOTES[index - 5] : EMOTES[index];
}
