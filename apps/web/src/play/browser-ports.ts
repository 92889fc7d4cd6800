/** The browser behind the ports that the client asks for. */
import type { Clock, Random } from '@rubato/ports';

export const browserClock: Clock = {
  now: () => performance.now(),
  wallMs: () => Date.now(),
  after: (delayMs, task) => {
    const timer = setTimeout(task, delayMs);
    return () => clearTimeout(timer);
  },
};

export const browserRandom: Random = {
  bytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
};
