/**
 * Turns the state of a room after a tick into one message per viewer: a small header of its own and a delta that
 * viewers with the same view and baseline share.
 *
 * Every message is written into memory of its own, because a socket may hold it long after this tick. A viewer that
 * reads too slowly gets nothing until its queue has drained and then one fresh snapshot; one that never drains is closed.
 */
import { encodeSnapshot, limits, packPayload } from '@rubato/protocol';
import type { InputTiming, Snapshot as SnapshotMessage, WireEvent } from '@rubato/protocol';
import { BitWriter, encodeDelta } from '@rubato/schema';
import type { Snapshot } from '@rubato/schema';
import type { Counters } from './counters.ts';
import type { LaneEvent } from './event-lane.ts';
import type { Link } from './link.ts';
import type { SeatSlot } from './seat-slot.ts';
import { SnapshotRing } from './snapshot-ring.ts';
import type { RoomEvent, Viewer } from './viewer.ts';

/** Ticks between keyframes to a viewer that acknowledges nothing. */
const KEYFRAME_EVERY_TICKS = 10;

/** Events in one message; more follow in the next. */
const EVENTS_PER_SNAPSHOT = 32;

export interface PublishedRoom {
  readonly epoch: number;
  readonly hz: number;
  readonly nowMs: number;
  readonly spectatorDelayTicks: number;
  slotOf(viewer: Viewer): SeatSlot | undefined;
  /** The state as this viewer may see it, copied into `reuse` where possible. */
  viewOf(viewer: Viewer, reuse: Snapshot | undefined): Snapshot;
  /** Viewers with equal keys see the same. */
  viewKey(viewer: Viewer): number;
}

/** What one viewer is sent: the state of `tick` while the room has run `serverTick`. */
interface Shown {
  readonly tick: number;
  readonly serverTick: number;
  readonly view: Snapshot;
}

/** A delta that some viewers share. */
class Payload {
  /** Equal for viewers who are shown the same state of the same tick against the same base. */
  name = 0;
  bytes: Uint8Array = NO_BYTES;
  compressed = false;
  /** Each message copies it, so that it needs no memory of its own. */
  readonly writer = new BitWriter(1024);

  encode(name: number, base: Snapshot | undefined, view: Snapshot): this {
    this.name = name;
    this.writer.reset();
    encodeDelta(base, view, this.writer);
    const bytes = this.writer.view();
    // LZ4 pays only on keyframes: on deltas of a hundred bytes it never helped.
    const packed = packPayload(bytes);
    this.bytes = packed ?? bytes;
    this.compressed = packed !== undefined;
    return this;
  }
}

const NO_BYTES = new Uint8Array(0);

export class Publisher {
  readonly #room: PublishedRoom;
  readonly #counters: Counters;
  readonly #rings = new Map<number, SnapshotRing>();
  /** The first `#payloadCount` are of the present tick: nearly always one. Clearing a map costs an engine more than what it would hold. */
  readonly #payloads: Payload[] = [];
  #payloadCount = 0;
  readonly #header = new BitWriter(256);

  constructor(room: PublishedRoom, counters: Counters) {
    this.#room = room;
    this.#counters = counters;
  }

  /** Sends the state of `tick` to every viewer that can take it. */
  publish(tick: number, viewers: Iterable<Viewer>): void {
    this.#payloadCount = 0;
    let ring: SnapshotRing | undefined;
    let ringKey = -1;
    for (const viewer of viewers) {
      const link = viewer.session.link;
      if (link === undefined) continue;
      const shown = tick - viewer.delayTicks;
      const key = this.#room.viewKey(viewer);
      if (ring === undefined || key !== ringKey) ring = this.#ring((ringKey = key));
      const view = this.#view(ring, tick, shown, viewer);
      if (view === undefined) ring.need(shown);
      else if (link.form === 'json') {
        if (this.#canTake(viewer, link)) link.publishJson(viewer, shown, view, this.#room.hz);
        ring.need(shown);
      } else {
        if (this.#canTake(viewer, link)) this.#send(viewer, link, ring, { tick: shown, serverTick: tick, view });
        ring.need(Math.min(shown, baselineOf(viewer, link)));
      }
    }
    for (const ring of this.#rings.values()) ring.release();
  }

  /** Voids every baseline: the epoch changed. */
  reset(): void {
    for (const ring of this.#rings.values()) ring.clear();
  }

  #ring(key: number): SnapshotRing {
    let ring = this.#rings.get(key);
    if (ring === undefined) this.#rings.set(key, (ring = new SnapshotRing(this.#room.spectatorDelayTicks)));
    return ring;
  }

  /** The state of tick `shown` as the viewer may see it; undefined when its delay reaches back before the room. */
  #view(ring: SnapshotRing, tick: number, shown: number, viewer: Viewer): Snapshot | undefined {
    if (ring.at(tick) === undefined) ring.put(tick, (reuse) => this.#room.viewOf(viewer, reuse));
    return ring.at(shown);
  }

  #canTake(viewer: Viewer, link: Link): boolean {
    const queued = link.channel.queuedBytes;
    if (queued <= limits.queueCoalesceBytes) {
      viewer.slowSinceMs = undefined;
      return true;
    }
    this.#counters.coalesced++;
    viewer.slowSinceMs ??= this.#room.nowMs;
    if (queued > limits.queueCloseBytes || this.#room.nowMs - viewer.slowSinceMs > limits.queueCloseMs) {
      this.#counters.closedSlow++;
      link.close('tooSlow', `${queued} bytes wait to be read`);
    }
    return false;
  }

  #send(viewer: Viewer, link: Link, ring: SnapshotRing, { tick, serverTick, view }: Shown): void {
    const gap = viewer.events.takeGap();
    const { reliable } = link.channel;
    const from = baselineOf(viewer, link);
    const base = gap || from >= tick ? undefined : ring.at(from);
    if (base === undefined) {
      // Nothing acknowledged yet: a keyframe now and then, not thirty a second.
      if (!gap && tick - viewer.lastKeyframeTick < KEYFRAME_EVERY_TICKS) return;
      viewer.lastKeyframeTick = tick;
      this.#counters.keyframes++;
    }
    viewer.sentTick = tick;
    const key = this.#room.viewKey(viewer) * 2 + (tick === serverTick ? 0 : 1);
    const payload = this.#payload(key * 65_536 + (base === undefined ? 0 : tick - from), base, view);
    const slot = this.#room.slotOf(viewer);
    // Spelled out field by field: with spreads and copies of empty lists, building this cost as much as encoding it.
    const message: SnapshotMessage = {
      type: 'snapshot',
      room: viewer.handle,
      epoch: this.#room.epoch,
      id: tick,
      serverTick,
      baseId: base === undefined ? undefined : from,
      compressed: payload.compressed,
      timing: slot === undefined ? undefined : timingOf(viewer),
      discarded: slot === undefined ? undefined : news(reliable, viewer.sentDiscarded, slot.frames.discarded),
      ackOrder: slot === undefined ? undefined : news(reliable, viewer.sentAckOrder, slot.orders.processed),
      durableOrder: slot === undefined ? undefined : news(reliable, viewer.sentDurableOrder, slot.durableOrder),
      events: wireEvents(viewer.events.take(reliable, EVENTS_PER_SNAPSHOT, tick)),
      outcomes: viewer.takeOutcomes(tick, reliable, limits.outcomesPerSnapshot),
      gap,
      hash: tick % this.#room.hz === 0 ? view.viewHash() : undefined,
      payload: payload.bytes,
    };
    if (slot !== undefined) {
      viewer.sentDiscarded = slot.frames.discarded;
      viewer.sentAckOrder = slot.orders.processed;
      viewer.sentDurableOrder = slot.durableOrder;
    }
    link.sendBytes(encodeSnapshot(this.#header, message));
  }

  #payload(name: number, base: Snapshot | undefined, view: Snapshot): Payload {
    for (let at = 0; at < this.#payloadCount; at++) if (this.#payloads[at]!.name === name) return this.#payloads[at]!;
    const payload = (this.#payloads[this.#payloadCount++] ??= new Payload());
    return payload.encode(name, base, view);
  }
}

/**
 * The tick of the snapshot to take the difference to, 0 for none. A reliable channel delivers in order, so what was
 * sent counts as acknowledged: the delta spans one tick whatever the round trip, and all viewers share it.
 */
function baselineOf(viewer: Viewer, { channel }: Link): number {
  return channel.reliable ? viewer.sentTick : viewer.ackTick;
}

const timingOf = ({ earlinessMs, inputSeq, ackFrameTick }: Viewer): InputTiming => ({
  earlinessMs,
  ackSeq: inputSeq,
  ackFrameTick,
});

/** An acknowledgement, undefined while it is as it was last sent; on a lossy channel it is always sent. */
const news = (reliable: boolean, sent: number, now: number): number | undefined =>
  reliable && sent === now ? undefined : now;

const NO_EVENTS: readonly WireEvent[] = [];

function wireEvents(events: readonly LaneEvent<RoomEvent>[]): readonly WireEvent[] {
  return events.length === 0 ? NO_EVENTS : events.map(({ seq, event }) => ({ seq, ...event }));
}
