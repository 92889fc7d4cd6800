/** What a match went through: for the debug panel, for bots' reports, for tests. */
import type { Snapshot as SnapshotMessage } from '@rubato/protocol';
import type { Pacer } from './pacer.ts';
import type { Predictor } from './predictor.ts';
import type { RenderClock } from './render-clock.ts';
import type { Replica } from './replica.ts';

export interface MatchStats {
  /** The newest snapshot's tick. */
  readonly newestTick: number;
  /** The room's tick when this place was taken, or taken up again after a reconnection. */
  readonly joinedTick: number;
  readonly snapshots: number;
  readonly keyframes: number;
  /** Bytes of state in the newest snapshot. */
  readonly payloadBytes: number;
  /** Snapshots that never came. */
  readonly lost: number;
  readonly corrections: number;
  readonly predictionsChecked: number;
  /** The largest error that is still fading from the picture, in raw steps of its field. */
  readonly visualError: number;
  readonly hashesChecked: number;
  readonly hashesWrong: number;
  /** How long before it was needed the newest frame reached the server. */
  readonly earlinessMs: number;
  /** The pacer's aim for `earlinessMs`. */
  readonly targetMs: number;
  /** Frames that reached the server too late. */
  readonly discarded: number;
  /** From a snapshot's arrival to its display. */
  readonly delayMs: number;
  readonly jitterMs: number;
}

export class MatchMeter {
  #snapshots = 0;
  #keyframes = 0;
  #payloadBytes = 0;
  #earlinessMs = 0;
  #discarded = 0;
  #timedTick = 0;
  #joinedTick: number;

  constructor(joinedTick: number) {
    this.#joinedTick = joinedTick;
  }

  snapshotReceived(message: SnapshotMessage, replica: Replica): void {
    if (message.id === replica.tick) this.#snapshots++;
    if (message.baseId === undefined) this.#keyframes++;
    this.#payloadBytes = message.payload.length;
    if (message.discarded !== undefined) this.#discarded = message.discarded;
    if (message.timing !== undefined) this.#earlinessMs = message.timing.earlinessMs;
  }

  /** True the first time that the server reports on the frame of this tick or a later one. */
  newTiming(tick: number): boolean {
    if (tick <= this.#timedTick) return false;
    this.#timedTick = tick;
    return true;
  }

  restart(joinedTick: number): void {
    this.#joinedTick = joinedTick;
    this.#timedTick = 0;
  }

  snapshot(
    predictor: Predictor | undefined,
    pacer: Pacer | undefined,
    renderClock: RenderClock,
    replica: Replica,
  ): MatchStats {
    return {
      newestTick: replica.tick,
      joinedTick: this.#joinedTick,
      snapshots: this.#snapshots,
      keyframes: this.#keyframes,
      payloadBytes: this.#payloadBytes,
      lost: replica.lost,
      corrections: predictor?.corrections ?? 0,
      predictionsChecked: predictor?.checked ?? 0,
      visualError: predictor?.error.largest ?? 0,
      hashesChecked: replica.hashesChecked,
      hashesWrong: replica.hashesWrong,
      earlinessMs: this.#earlinessMs,
      targetMs: pacer?.targetMs ?? 0,
      discarded: this.#discarded,
      delayMs: renderClock.delayMs,
      jitterMs: renderClock.jitterMs,
    };
  }
}
