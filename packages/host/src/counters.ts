/** What the host counts; the server turns it into metrics, tests read it directly. Plain numbers: the hot path only adds. */
export interface Counters {
  /** By reason: `bad-signature`, `replayed`, `stale`, `early`, `late`, `malformed`, `rate`, `epoch`, `bad-frame`, `bad-order`. */
  readonly refused: Map<string, number>;
  /** Statistical flags by kind. */
  readonly flags: Map<string, number>;
  messagesIn: number;
  messagesOut: number;
  bytesIn: number;
  bytesOut: number;
  ticks: number;
  faults: number;
  frozen: number;
  keyframes: number;
  coalesced: number;
  closedSlow: number;
  skippedTicks: number;
  commits: number;
  commitBytes: number;
  commitFailures: number;
  resumedRooms: number;
  resumedSessions: number;
}

export function newCounters(): Counters {
  return {
    refused: new Map(),
    flags: new Map(),
    messagesIn: 0,
    messagesOut: 0,
    bytesIn: 0,
    bytesOut: 0,
    ticks: 0,
    faults: 0,
    frozen: 0,
    keyframes: 0,
    coalesced: 0,
    closedSlow: 0,
    skippedTicks: 0,
    commits: 0,
    commitBytes: 0,
    commitFailures: 0,
    resumedRooms: 0,
    resumedSessions: 0,
  };
}

/** Adds one to a named count. */
export function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

/** Observers of durations; the server feeds histograms, the default does nothing. */
export interface Observer {
  lateness(ms: number): void;
  commit(ms: number, bytes: number): void;
}

export const silentObserver: Observer = { lateness: () => {}, commit: () => {} };
