/**
 * Turns the state of a room after a tick into one message per viewer: a small header of its own and a delta that
 * viewers with the same view and baseline share.
 *
 * Every message is written into memory of its own, because a socket may hold it long after this tick. A viewer that
 * reads too slowly gets nothing until its queue has drained and then one fresh snapshot; one that never drains is closed.
 */
import { encodeSnapshot, limits, packPayload } from '@rubato/protocol';
import type { Snapshot as SnapshotMessage, WireOutcome } from '@rubato/protocol';
import { BitWriter, encodeDelta } from '@rubato/schema';
import type { Snapshot } from '@rubato/schema';
import type { Counters } from './counters.ts';
import type { Link } from './link.ts';
import type { SeatSlot } from './seat-slot.ts';
import { SnapshotRing } from './snapshot-ring.ts';
import type { Viewer } from './viewer.ts';

/** Ticks between keyframes to a viewer that acknowledges nothing. */
const KEYFRAME_EVERY_TICKS = 10;

/** Events in one message; more follow in the next. */
const EVENTS_PER_SNAPSHOT = 32;

export interface PublishedRoom {
  readonly epoch: number;
  readonly hz: number;
  readonly nowMs: number;
  slotOf(viewer: Viewer): SeatSlot | undefined;
  /** The state as this viewer may see it, copied into `reuse` where possible. */
  viewOf(viewer: Viewer, reuse: Snapshot | undefined): Snapshot;
  /** Viewers with equal keys see the same. */
  viewKey(viewer: Viewer): number;
}

interface Payload {
  readonly bytes: Uint8Array;
  readonly compressed: boolean;
}

export class Publisher {
  readonly #room: PublishedRoom;
  readonly #counters: Counters;
  readonly #rings = new Map<number, SnapshotRing>();
  readonly #fresh = new Map<number, Snapshot>();
  readonly #payloads = new Map<string | number, Payload>();
  readonly #header = new BitWriter(256);
  readonly #delta = new BitWriter(1024);

  constructor(room: PublishedRoom, counters: Counters) {
    this.#room = room;
    this.#counters = counters;
  }

  /** Sends the state of `tick` to every viewer that can take it. */
  publish(tick: number, viewers: Iterable<Viewer>): void {
    this.#fresh.clear();
    this.#payloads.clear();
    for (const viewer of viewers) {
      const link = viewer.session.link;
      if (link === undefined) continue;
      const view = this.#view(tick, viewer);
      if (link.form === 'json') link.publishJson(viewer, tick, view, this.#room.hz);
      else if (this.#canTake(viewer, link)) this.#send(viewer, link, tick, view);
    }
  }

  /** Voids every baseline: the epoch changed. */
  reset(): void {
    for (const ring of this.#rings.values()) ring.clear();
  }

  #view(tick: number, viewer: Viewer): Snapshot {
    const key = this.#room.viewKey(viewer);
    const known = this.#fresh.get(key);
    if (known !== undefined) return known;
    let ring = this.#rings.get(key);
    if (ring === undefined) this.#rings.set(key, (ring = new SnapshotRing()));
    const view = ring.put(tick, (reuse) => this.#room.viewOf(viewer, reuse));
    this.#fresh.set(key, view);
    return view;
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

  #send(viewer: Viewer, link: Link, tick: number, view: Snapshot): void {
    const gap = viewer.events.takeGap();
    const { reliable } = link.channel;
    const base = gap ? undefined : this.#base(viewer, reliable, tick);
    if (base === undefined) {
      // Nothing acknowledged yet: a keyframe now and then, not thirty a second.
      if (!gap && tick - viewer.lastKeyframeTick < KEYFRAME_EVERY_TICKS) return;
      viewer.lastKeyframeTick = tick;
      this.#counters.keyframes++;
    }
    viewer.sentTick = tick;
    const payload = this.#payload(this.#room.viewKey(viewer), base, view, tick);
    const slot = this.#room.slotOf(viewer);
    const message: SnapshotMessage = {
      type: 'snapshot',
      room: viewer.handle,
      epoch: this.#room.epoch,
      id: tick,
      serverTick: tick,
      baseId: base?.tick,
      compressed: payload.compressed,
      timing:
        slot === undefined
          ? undefined
          : { earlinessMs: viewer.earlinessMs, ackSeq: viewer.inputSeq, ackFrameTick: viewer.ackFrameTick },
      ...acknowledgements(viewer, slot, reliable),
      events: viewer.events.take(reliable, EVENTS_PER_SNAPSHOT).map(({ seq, event }) => ({ seq, ...event })),
      outcomes: outcomes(viewer, tick, reliable),
      gap,
      hash: tick % this.#room.hz === 0 ? view.viewHash() : undefined,
      payload: payload.bytes,
    };
    link.sendBytes(encodeSnapshot(this.#header, message));
  }

  /**
   * The snapshot to take the difference to. A reliable channel delivers in order, so what was sent counts as
   * acknowledged: the delta spans one tick whatever the round trip, and all viewers share it.
   */
  #base(viewer: Viewer, reliable: boolean, tick: number): { tick: number; snapshot: Snapshot } | undefined {
    const from = reliable ? viewer.sentTick : viewer.ackTick;
    if (from >= tick) return undefined;
    const snapshot = this.#rings.get(this.#room.viewKey(viewer))?.at(from);
    return snapshot === undefined ? undefined : { tick: from, snapshot };
  }

  #payload(key: number, base: { tick: number; snapshot: Snapshot } | undefined, view: Snapshot, tick: number): Payload {
    const name = base === undefined ? -1 - key : key * 65_536 + (tick - base.tick);
    const known = this.#payloads.get(name);
    if (known !== undefined) return known;
    this.#delta.reset();
    encodeDelta(base?.snapshot, view, this.#delta);
    const payload = compress(this.#delta.toBytes());
    this.#payloads.set(name, payload);
    return payload;
  }
}

/** LZ4 pays only on keyframes: on deltas of a hundred bytes it never helped. */
function compress(bytes: Uint8Array): Payload {
  const packed = packPayload(bytes);
  return packed === undefined ? { bytes, compressed: false } : { bytes: packed, compressed: true };
}

/** Acknowledgements that changed since they were last sent; on a lossy channel always. */
function acknowledgements(
  viewer: Viewer,
  slot: SeatSlot | undefined,
  reliable: boolean,
): Pick<SnapshotMessage, 'discarded' | 'ackOrder' | 'durableOrder'> {
  if (slot === undefined) return {};
  const { discarded } = slot.frames;
  const { processed } = slot.orders;
  const durable = slot.durableOrder;
  const out = {
    discarded: !reliable || discarded !== viewer.sentDiscarded ? discarded : undefined,
    ackOrder: !reliable || processed !== viewer.sentAckOrder ? processed : undefined,
    durableOrder: !reliable || durable !== viewer.sentDurableOrder ? durable : undefined,
  };
  viewer.sentDiscarded = discarded;
  viewer.sentAckOrder = processed;
  viewer.sentDurableOrder = durable;
  return out;
}

function outcomes(viewer: Viewer, tick: number, reliable: boolean): readonly WireOutcome[] {
  return viewer.takeOutcomes(tick, reliable, limits.outcomesPerSnapshot);
}
