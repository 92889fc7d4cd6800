/** Waits for states, not for times: looks again until there is an answer. */

/** Plenty on an idle machine; a busy one may take a while. */
const PATIENCE_MS = 30_000;
const LOOK_AGAIN_MS = 40;

export const sleep = (ms: number) => new Promise<void>((done) => void setTimeout(done, ms));

/** What `look` finds, as soon as it is neither undefined nor false; throws with `what` after half a minute. */
export async function until<T>(what: string, look: () => Promise<T | undefined | false>): Promise<T> {
  const start = performance.now();
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (performance.now() - start > PATIENCE_MS) throw new Error(`${what}: not within ${PATIENCE_MS} ms`);
    await sleep(LOOK_AGAIN_MS);
  }
}
