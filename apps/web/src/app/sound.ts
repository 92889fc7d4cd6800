/** The page's one sound player; woken by the first press or key. */
import { SoundPlayer } from '../kit/sound.ts';
import { soundOn } from './settings.ts';

export const sound = new SoundPlayer(() => soundOn.value);

export function wakeSoundOnFirstPress(): void {
  const wake = (): void => sound.wake();
  addEventListener('pointerup', wake, { passive: true });
  addEventListener('keydown', wake, { passive: true });
}
