/** Waits between attempts to connect: exponential with full jitter, so that clients of a restarted server don't return in one wave. */
export interface BackoffLimits {
  readonly firstMs: number;
  readonly maxMs: number;
}

export const DEFAULT_BACKOFF: BackoffLimits = { firstMs: 250, maxMs: 8000 };

/** Of a place in a room: whoever is back on the network plays on within five seconds. */
export const ROOM_BACKOFF: BackoffLimits = { firstMs: 250, maxMs: 3000 };

/**
 * Milliseconds to wait before attempt number `attempt` (0 is the first retry), between half the step and the step.
 *
 * @param chance a number in [0, 1) that spreads clients.
 */
export function backoffMs(attempt: number, chance: number, limits: BackoffLimits = DEFAULT_BACKOFF): number {
  const step = Math.min(limits.maxMs, limits.firstMs * 2 ** Math.min(attempt, 30));
  return step / 2 + (step / 2) * chance;
}
