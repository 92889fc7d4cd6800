/** Whether fingers are the way in: a coarse pointer, or the first touch that comes. */
import { signal } from '@preact/signals';

const coarse = globalThis.matchMedia?.('(pointer: coarse)');

export const touchScreen = signal(coarse?.matches ?? false);

coarse?.addEventListener('change', (event) => {
  touchScreen.value = event.matches;
});
globalThis.addEventListener?.(
  'pointerdown',
  (event: PointerEvent) => {
    if (event.pointerType === 'touch') touchScreen.value = true;
  },
  { passive: true },
);
