/** Runs a transaction again after a collision, each time after a longer, random pause, so that rivals spread out. */
import { DatabaseError } from '@rubato/ports';

const FIRST_PAUSE_MS = 2;
const LONGEST_PAUSE_MS = 100;

/** Throws what `attempt` throws, except collisions (`busy`) as long as retries are left. */
export async function withRetries<T>(retries: number, attempt: () => Promise<T>): Promise<T> {
  for (let failed = 0; ; failed++) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof DatabaseError) || error.code !== 'busy' || failed >= retries) throw error;
      const pauseMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** failed) * Math.random();
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }
}
