import type { Seat, Snapshot } from '@rubato/schema';
import type { PastState } from './rewind-ring.ts';

/** Everything that decides how a match goes on: a copy, independent of the machine. */
export interface MachineSnapshot {
  readonly tick: number;
  /** The last turn that was run. */
  readonly turn: number;
  readonly seats: readonly Seat[];
  /** 16 bytes. */
  readonly seed: Uint8Array;
  readonly settings: object;
  readonly state: Snapshot;
  /** What `past` still reaches, oldest first. */
  readonly ring: readonly PastState[];
}
