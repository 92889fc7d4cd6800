/** Whether Elo is shown beside Glicko-2; for as long as the page is open. */
import { signal } from '@preact/signals';

export const eloShown = signal(false);
