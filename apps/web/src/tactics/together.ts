/** The ten seconds of a turn as all who watch together see them: by a start that the server names, and its clock. */
import { TICKS_PER_SECOND, TURN_TICKS } from '@rubato/tactics';

export interface Together {
  /** When it starts, on the server's clock. */
  readonly showMs: number;
  /** The server's clock now. */
  readonly nowMs: () => number;
}

/** Negative before it starts, more than the turn has once it is over. */
export const commonTick = ({ showMs, nowMs }: Together): number => ((nowMs() - showMs) / 1000) * TICKS_PER_SECOND;

/** Whether the others are still at it; also while they wait for the start. */
export const areWatching = (together: Together): boolean => commonTick(together) < TURN_TICKS;
