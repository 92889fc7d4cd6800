/** The keys of planning, as data: what the page does and what its help shows are the same list. */
export type PlanKey =
  | 'undo'
  | 'redo'
  | 'play'
  | 'submit'
  | 'next-ship'
  | 'next-target'
  | 'east'
  | 'west'
  | 'north'
  | 'south'
  | 'higher'
  | 'lower'
  | 'look-left'
  | 'look-right'
  | 'look-up'
  | 'look-down'
  | 'closer'
  | 'farther';

export const PLAN_KEYS: readonly (readonly [codes: readonly string[], shown: string, does: PlanKey, words: string])[] =
  [
    [['ArrowRight'], '→', 'east', 'move the course east'],
    [['ArrowLeft'], '←', 'west', 'move the course west'],
    [['ArrowUp'], '↑', 'north', 'move the course north'],
    [['ArrowDown'], '↓', 'south', 'move the course south'],
    [['PageUp', 'KeyR'], 'R', 'higher', 'higher'],
    [['PageDown', 'KeyF'], 'F', 'lower', 'lower'],
    [['KeyN'], 'N', 'next-ship', 'next ship'],
    [['KeyT'], 'T', 'next-target', 'next target'],
    [['Space'], 'Space', 'play', 'play what is planned'],
    [['KeyZ'], 'Z', 'undo', 'take back'],
    [['KeyY'], 'Y', 'redo', 'do again'],
    [['KeyA'], 'A', 'look-left', 'turn the picture'],
    [['KeyD'], 'D', 'look-right', 'turn the picture back'],
    [['KeyW'], 'W', 'look-up', 'look from higher'],
    [['KeyS'], 'S', 'look-down', 'look from lower'],
    [['KeyE'], 'E', 'closer', 'closer'],
    [['KeyQ'], 'Q', 'farther', 'farther'],
    [['Enter'], 'Enter', 'submit', 'give the orders'],
  ];

/** What a key press means; a digit names a ship by its place in the list. Keys that are typed into a control mean nothing here. */
export function planKey(
  event: Pick<KeyboardEvent, 'code' | 'ctrlKey' | 'metaKey' | 'altKey'>,
  inControl: boolean,
): PlanKey | number | undefined {
  if (event.altKey || inControl) return undefined;
  if ((event.ctrlKey || event.metaKey) && event.code !== 'KeyZ' && event.code !== 'KeyY') return undefined;
  const digit = /^Digit([1-9])$/.exec(event.code)?.[1];
  if (digit) return Number(digit);
  return PLAN_KEYS.find(([codes]) => codes.includes(event.code))?.[2];
}

/** Whether the focus is on something that takes keys of its own. */
export function takesKeys(element: Element | null): boolean {
  return (
    element?.closest('input, select, textarea, button, a, dialog, [role="radiogroup"], [role="tablist"]') !== null &&
    element !== null
  );
}
