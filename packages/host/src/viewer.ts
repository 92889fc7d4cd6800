/** One session's presence in one room: what it may know, what it has acknowledged, what waits to be sent to it. */
import type { Seat } from '@rubato/schema';
import { limits } from '@rubato/protocol';
import type { Tagger, WireEvent, WireOutcome } from '@rubato/protocol';
import { cutToBytes } from './cut-to-bytes.ts';
import { EventLane } from './event-lane.ts';
import { ReplayWindow } from './replay-window.ts';
import type { Session } from './session.ts';

/** What an event looks like before a viewer numbers it. */
export type RoomEvent = Omit<WireEvent, 'seq'>;

interface PendingOutcome {
  readonly outcome: WireOutcome;
  /** The snapshot that carried it first; acknowledged with it. */
  sentTick: number;
}

/** Outcomes kept until acknowledged; an order beyond that is still processed, only its reason is not told. */
const OUTCOMES_KEPT = 256;

export class Viewer {
  readonly session: Session;
  /** Names this place in the session's messages. */
  readonly handle: number;
  /** Undefined: a spectator. */
  readonly seat: Seat | undefined;
  readonly events: EventLane<RoomEvent>;
  /** How far behind the room it is kept, in ticks. */
  readonly delayTicks: number;
  /** For the tags of this place's inputs; new with each `joined`. */
  key: Tagger;
  ackTick = 0;
  /** The newest snapshot sent on the present channel; 0 none. */
  sentTick = 0;
  /** The newest input received. */
  inputSeq = 0;
  window = new ReplayWindow();
  /** Of the newest frame that came in time (negative: late), until a snapshot has carried it. */
  earlinessMs = 0;
  ackFrameTick = 0;
  sentDiscarded = 0;
  sentAckOrder = -1;
  sentDurableOrder = -1;
  slowSinceMs: number | undefined;
  lastKeyframeTick = -Infinity;
  /** `NONE` while there are none, which all viewers share. */
  #outcomes: PendingOutcome[] = NONE;

  /** @param hz ticks per second of the room. */
  constructor(session: Session, handle: number, seat: Seat | undefined, key: Tagger, hz: number, delayTicks = 0) {
    this.events = new EventLane(hz, delayTicks);
    this.delayTicks = delayTicks;
    this.session = session;
    this.handle = handle;
    this.seat = seat;
    this.key = key;
  }

  acknowledge(tick: number, event: number): void {
    if (tick > this.ackTick) this.ackTick = tick;
    this.events.acknowledge(event);
    if (this.#outcomes.length > 0)
      this.#outcomes = this.#outcomes.filter((pending) => pending.sentTick < 0 || pending.sentTick > tick);
  }

  /** Forgets the baseline: the next snapshot is a keyframe. */
  needKeyframe(): void {
    this.ackTick = 0;
    this.sentTick = 0;
  }

  /** Its reason is the game's own text, so it is shortened to what the wire takes. */
  addOutcome({ seq, status, reason }: WireOutcome): void {
    if (this.#outcomes.length >= OUTCOMES_KEPT) return;
    const outcome = { seq, status, reason: cutToBytes(reason, limits.reasonBytes) };
    if (this.#outcomes.length === 0) this.#outcomes = [];
    this.#outcomes.push({ outcome, sentTick: -1 });
  }

  /** What the snapshot of `tick` carries: on a reliable channel what was not sent yet, else all that is unacknowledged. */
  takeOutcomes(tick: number, reliable: boolean, limit: number): readonly WireOutcome[] {
    if (this.#outcomes.length === 0) return NONE;
    const taken: WireOutcome[] = [];
    for (const pending of this.#outcomes) {
      if (taken.length >= limit) break;
      if (reliable && pending.sentTick >= 0) continue;
      if (pending.sentTick < 0) pending.sentTick = tick;
      taken.push(pending.outcome);
    }
    return taken;
  }

  /** Starts afresh on a new channel or in a new epoch: everything unacknowledged goes out again, against a keyframe. */
  restart(key: Tagger): void {
    this.key = key;
    this.needKeyframe();
    this.inputSeq = 0;
    this.window = new ReplayWindow();
    this.sentAckOrder = -1;
    this.sentDurableOrder = -1;
    this.slowSinceMs = undefined;
    this.lastKeyframeTick = -Infinity;
    this.events.rewind();
    for (const pending of this.#outcomes) pending.sentTick = -1;
  }
}

const NONE: never[] = [];
