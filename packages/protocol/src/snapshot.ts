import { DecodeError } from '@rubato/schema';
import type { BitWriter } from '@rubato/schema';
import { ByteReader, tickFrom, zigzag } from './byte-reader.ts';
import { freshBytes } from './slab.ts';
import { extrasOf, NO_EXTRAS, readExtras, writeExtras } from './snapshot-extras.ts';
import type { SnapshotExtras } from './snapshot-extras.ts';

/**
 * What a player sees, server → client, once per tick. A small header of this client's own, then a delta that clients
 * with the same view and baseline share. Whole bytes, little-endian, `v` a varint, `z` a zigzag varint.
 *
 *   ┌───────┬──────┬───────┬──────┬───────────┬────────────────────────────────────┐
 *   │ u8 67 │ room │ flags │ v id │v id−baseId│ z earliness·8, v ackSeq, z ackFrame│
 *   │       │  u8  │  u8   │      │ if BASE   │ if TIMING; ackFrame less serverTick│
 *   ├───────┴──────┴──┬────┴──────┴───────────┴────────────────────────────────────┤
 *   │ extras, if MORE │ payload: to the end of the message                         │
 *   └─────────────────┴────────────────────────────────────────────────────────────┘
 *   flags   bit 0 BASE  1 COMPRESSED  2 TIMING  3 MORE  4-7 low four bits of the epoch
 *   extras  u8 bits: 0 z serverTick−id  1 v discarded  2 v ackOrder  3 v durableOrder  4 events  5 outcomes
 *                    6 gap (no bytes)   7 hash, 8 bytes; then those present, in this order
 *   events    v count−1, v seq of the first; each: z id−tick, v cause, v index, u8 event, v size, bytes
 *   outcomes  v count−1; each: v seq, u8 status, u8 size, reason in UTF-8
 *
 * `snapshot-extras.ts` writes the extras. Some 12 bytes while nothing but movement happens. A field of the extras is absent while it is as the client already knows.
 */
export interface Snapshot extends SnapshotExtras {
  readonly type: 'snapshot';
  /** The handle from `joined`. */
  readonly room: number;
  /** The room's epoch; after decoding only its low four bits: compare by `sameEpoch`. */
  readonly epoch: number;
  /** The tick whose state this is. */
  readonly id: number;
  /** The newest tick the room has run; greater than `id` for delayed spectators. */
  readonly serverTick: number;
  /** The snapshot this is a difference to, less than `id`; undefined: a keyframe. */
  readonly baseId?: number | undefined;
  /** The payload is a varint size and an LZ4 block. */
  readonly compressed: boolean;
  /** About the inputs; undefined for spectators. */
  readonly timing?: InputTiming | undefined;
  readonly payload: Uint8Array;
}

export interface InputTiming {
  /** How long before it was needed the newest in-time frame came; negative: late. Steps of 1/8 ms, ±4,000. */
  readonly earlinessMs: number;
  /** The newest input received. */
  readonly ackSeq: number;
  /** The newest tick for which a frame was received. */
  readonly ackFrameTick: number;
}

export const SNAPSHOT_CODE = 67;
const BASE = 1;
const COMPRESSED = 2;
const TIMING = 4;
const MORE = 8;
const EPOCH_SHIFT = 4;

const EARLINESS_STEPS = 8;
const EARLINESS_LIMIT = 4000 * EARLINESS_STEPS;

/** The bytes of a snapshot in memory of their own, ready for a socket to keep; resets `writer`. */
export function encodeSnapshot(writer: BitWriter, snapshot: Snapshot): Uint8Array<ArrayBuffer> {
  const { id, baseId, timing, serverTick } = snapshot;
  const extras = extrasOf(snapshot, serverTick - id);
  writer.reset();
  writer.u8(SNAPSHOT_CODE);
  writer.u8(snapshot.room);
  writer.u8(
    (baseId === undefined ? 0 : BASE) |
      (snapshot.compressed ? COMPRESSED : 0) |
      (timing === undefined ? 0 : TIMING) |
      (extras === 0 ? 0 : MORE) |
      ((snapshot.epoch & 15) << EPOCH_SHIFT),
  );
  writer.varint(id);
  if (baseId !== undefined) writer.varint(id - baseId);
  if (timing !== undefined) writeTiming(writer, timing, serverTick);
  if (extras !== 0) writeExtras(writer, snapshot, extras, id, serverTick - id);
  const head = writer.view();
  const message = freshBytes(head.length + snapshot.payload.length);
  message.set(head);
  message.set(snapshot.payload, head.length);
  return message;
}

/** Reads a snapshot; `payload` and the events' data share the message's memory. */
export function decodeSnapshot(message: Uint8Array): Snapshot {
  const reader = new ByteReader(message);
  if (reader.u8() !== SNAPSHOT_CODE) throw new DecodeError('not a snapshot');
  const room = reader.u8();
  const flags = reader.u8();
  const id = reader.varint32();
  const baseId = (flags & BASE) === 0 ? undefined : readBaseId(reader, id);
  const timing = (flags & TIMING) === 0 ? undefined : readTiming(reader);
  const extras = (flags & MORE) === 0 ? NO_EXTRAS : readExtras(reader, id);
  const serverTick = tickFrom(id, extras.ahead);
  return {
    type: 'snapshot',
    room,
    epoch: flags >>> EPOCH_SHIFT,
    id,
    serverTick,
    baseId,
    compressed: (flags & COMPRESSED) !== 0,
    timing: timing && {
      earlinessMs: timing.earlinessMs,
      ackSeq: timing.ackSeq,
      ackFrameTick: tickFrom(serverTick, timing.framesAhead),
    },
    discarded: extras.discarded,
    ackOrder: extras.ackOrder,
    durableOrder: extras.durableOrder,
    events: extras.events,
    outcomes: extras.outcomes,
    gap: extras.gap,
    hash: extras.hash,
    payload: reader.view(reader.remaining),
  };
}

/** Whether a decoded snapshot belongs to the room's epoch. */
export function sameEpoch(snapshot: Snapshot, epoch: number): boolean {
  return snapshot.epoch === (epoch & 15);
}

function writeTiming(writer: BitWriter, timing: InputTiming, serverTick: number): void {
  const steps = Math.round(timing.earlinessMs * EARLINESS_STEPS);
  writer.varint(zigzag(Math.max(-EARLINESS_LIMIT, Math.min(EARLINESS_LIMIT, steps))));
  writer.varint(timing.ackSeq);
  writer.varint(zigzag(timing.ackFrameTick - serverTick));
}

/** `ackFrameTick` is relative to the server's tick, which the extras may still move. */
function readTiming(reader: ByteReader): { earlinessMs: number; ackSeq: number; framesAhead: number } {
  const steps = reader.zigzag();
  if (Math.abs(steps) > EARLINESS_LIMIT) throw new DecodeError(`earliness of ${steps} steps`);
  return { earlinessMs: steps / EARLINESS_STEPS, ackSeq: reader.varint32(), framesAhead: reader.zigzag() };
}

function readBaseId(reader: ByteReader, id: number): number {
  const distance = reader.varint32();
  if (distance === 0 || distance > id) throw new DecodeError(`baseline ${distance} before snapshot ${id}`);
  return id - distance;
}
