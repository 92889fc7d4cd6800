/** What every part of a host shares: the world's ports, the counters, the timings. */
import type { Clock, Log, Random } from '@rubato/ports';
import type { Tagger } from '@rubato/protocol';
import type { EndedMatch } from './arranged-match.ts';
import type { CommitLog } from './commit-log.ts';
import type { Counters } from './counters.ts';
import type { Scheduler } from './scheduler.ts';

export interface HostTimings {
  /** How long a seat is kept for a player whose connection is gone. */
  readonly resumeMs: number;
  /** How long a room that was resumed from its journal waits for its players before it runs. */
  readonly waitForSeatsMs: number;
  /** How long a room without any player is kept. */
  readonly emptyRoomMs: number;
  /** How long the final state stays visible after a match ended. */
  readonly showResultMs: number;
  /** Silence after which a client counts as gone. */
  readonly idleMs: number;
  /** Time from a new connection to its hello. */
  readonly helloMs: number;
}

export interface HostContext {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly counters: Counters;
  readonly scheduler: Scheduler;
  readonly commits: CommitLog;
  readonly timings: HostTimings;
  readonly region: string;
  /** Makes the tag function for a key; the server gives its platform's faster one. */
  readonly tagger: (key: Uint8Array) => Tagger;
  /** Refuses to resume a room whose rules changed, instead of opening a new segment under the new rules. */
  readonly production: boolean;
  /** Hears of each result once it is on disk; after a crash it may hear of it again. */
  readonly ended: (match: EndedMatch) => void;
}
