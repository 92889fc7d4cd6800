import { DecodeError, fromHex, hex, utf8Decode, utf8Encode } from '@rubato/schema';
import type { BitWriter } from '@rubato/schema';
import { atMost, tickFrom, zigzag } from './byte-reader.ts';
import type { ByteReader } from './byte-reader.ts';
import { limits } from './limits.ts';

/** The parts of a snapshot's header that most snapshots don't have; the head of `snapshot.ts` draws them. */
export interface SnapshotExtras {
  /** Frames that came after their substitute had run, so far; undefined: unchanged. */
  readonly discarded?: number | undefined;
  /** Order sequences up to this one were processed; undefined: unchanged. */
  readonly ackOrder?: number | undefined;
  /** Order sequences up to this one are durable; undefined: unchanged. */
  readonly durableOrder?: number | undefined;
  /** Consecutive in sequence; repeated until acknowledged. */
  readonly events: readonly WireEvent[];
  /** Orders that were processed but not applied; repeated until the snapshot is acknowledged. */
  readonly outcomes: readonly WireOutcome[];
  /** Events were lost for good: what the client derives from events starts afresh from this keyframe. */
  readonly gap: boolean;
  /** Of the view after applying this, 16 hex digits. */
  readonly hash?: string | undefined;
}

export interface WireEvent {
  /** Per seat, from 1, without holes. */
  readonly seq: number;
  readonly tick: number;
  /** What caused it within the tick; with tick and index its identity, the same when predicted. */
  readonly cause: number;
  readonly index: number;
  /** Index in the game's declared events. */
  readonly event: number;
  readonly data: Uint8Array;
}

export type OutcomeStatus = 'rejected' | 'lapsed' | 'faulted';

export interface WireOutcome {
  /** Of the order. */
  readonly seq: number;
  readonly status: OutcomeStatus;
  readonly reason: string;
}

const SERVER_TICK = 1;
const DISCARDED = 2;
const ACK_ORDER = 4;
const DURABLE_ORDER = 8;
const EVENTS = 16;
const OUTCOMES = 32;
const GAP = 64;
const HASH = 128;

const STATUSES: readonly OutcomeStatus[] = ['rejected', 'lapsed', 'faulted'];
const HASH_BYTES = 8;

const NO_EVENTS: readonly WireEvent[] = Object.freeze([]);
const NO_OUTCOMES: readonly WireOutcome[] = Object.freeze([]);

/** What a snapshot without extras has. */
export const NO_EXTRAS: SnapshotExtras & { readonly ahead: number } = Object.freeze({
  ahead: 0,
  discarded: undefined,
  ackOrder: undefined,
  durableOrder: undefined,
  events: NO_EVENTS,
  outcomes: NO_OUTCOMES,
  gap: false,
  hash: undefined,
});

/** The bits that say which extras are present; 0: none. */
export function extrasOf(extras: SnapshotExtras, ahead: number): number {
  return (
    (ahead === 0 ? 0 : SERVER_TICK) |
    (extras.discarded === undefined ? 0 : DISCARDED) |
    (extras.ackOrder === undefined ? 0 : ACK_ORDER) |
    (extras.durableOrder === undefined ? 0 : DURABLE_ORDER) |
    (extras.events.length === 0 ? 0 : EVENTS) |
    (extras.outcomes.length === 0 ? 0 : OUTCOMES) |
    (extras.gap ? GAP : 0) |
    (extras.hash === undefined ? 0 : HASH)
  );
}

export function writeExtras(
  writer: BitWriter,
  extras: SnapshotExtras,
  present: number,
  id: number,
  ahead: number,
): void {
  writer.u8(present);
  if (ahead !== 0) writer.varint(zigzag(ahead));
  if (extras.discarded !== undefined) writer.varint(extras.discarded);
  if (extras.ackOrder !== undefined) writer.varint(extras.ackOrder);
  if (extras.durableOrder !== undefined) writer.varint(extras.durableOrder);
  if (extras.events.length > 0) writeEvents(writer, extras.events, id);
  if (extras.outcomes.length > 0) writeOutcomes(writer, extras.outcomes);
  if (extras.hash !== undefined) writer.bytes(hashBytes(extras.hash));
}

/** Reads the extras of snapshot `id`; `ahead` is how far the server's tick is beyond it. */
export function readExtras(reader: ByteReader, id: number): SnapshotExtras & { readonly ahead: number } {
  const present = reader.u8();
  if (present === 0) throw new DecodeError('extras announced, none present');
  return {
    ahead: present & SERVER_TICK ? readAhead(reader) : 0,
    discarded: present & DISCARDED ? reader.varint32() : undefined,
    ackOrder: present & ACK_ORDER ? reader.varint32() : undefined,
    durableOrder: present & DURABLE_ORDER ? reader.varint32() : undefined,
    events: present & EVENTS ? readEvents(reader, id) : NO_EVENTS,
    outcomes: present & OUTCOMES ? readOutcomes(reader) : NO_OUTCOMES,
    gap: (present & GAP) !== 0,
    hash: present & HASH ? hex(reader.view(HASH_BYTES)) : undefined,
  };
}

function readAhead(reader: ByteReader): number {
  const ahead = reader.zigzag();
  if (ahead === 0) throw new DecodeError('server tick announced, none present');
  return ahead;
}

function writeEvents(writer: BitWriter, events: readonly WireEvent[], id: number): void {
  const first = (events[0] as WireEvent).seq;
  writer.varint(events.length - 1);
  writer.varint(first);
  for (let place = 0; place < events.length; place++) {
    const event = events[place] as WireEvent;
    if (event.seq !== first + place)
      throw new RangeError(`event ${event.seq} follows ${first + place - 1}: sequences have no holes`);
    writer.varint(zigzag(id - event.tick));
    writer.varint(event.cause);
    writer.varint(event.index);
    writer.u8(event.event);
    writer.varint(event.data.length);
    writer.bytes(event.data);
  }
}

function readEvents(reader: ByteReader, id: number): readonly WireEvent[] {
  const count = atMost(reader.varint() + 1, limits.eventsKept, 'events');
  const first = reader.varint32();
  const events: WireEvent[] = [];
  for (let place = 0; place < count; place++) {
    events.push({
      seq: tickFrom(first, place),
      tick: tickFrom(id, -reader.zigzag()),
      cause: reader.varint32(),
      index: reader.varint32(),
      event: reader.u8(),
      data: reader.view(atMost(reader.varint(), limits.eventBytes, 'bytes of an event')),
    });
  }
  return events;
}

function writeOutcomes(writer: BitWriter, outcomes: readonly WireOutcome[]): void {
  writer.varint(outcomes.length - 1);
  for (const outcome of outcomes) {
    const reason = utf8Encode(outcome.reason);
    if (reason.length > limits.reasonBytes)
      throw new RangeError(`reason of ${reason.length} bytes, at most ${limits.reasonBytes}`);
    writer.varint(outcome.seq);
    writer.u8(STATUSES.indexOf(outcome.status));
    writer.u8(reason.length);
    writer.bytes(reason);
  }
}

function readOutcomes(reader: ByteReader): readonly WireOutcome[] {
  const count = atMost(reader.varint() + 1, limits.outcomesPerSnapshot, 'outcomes');
  const outcomes: WireOutcome[] = [];
  for (let place = 0; place < count; place++) {
    const seq = reader.varint32();
    const status = STATUSES[reader.u8()];
    if (status === undefined) throw new DecodeError('unknown status of an outcome');
    const reason = utf8Decode(reader.view(atMost(reader.u8(), limits.reasonBytes, 'bytes of a reason')));
    outcomes.push({ seq, status, reason });
  }
  return outcomes;
}

function hashBytes(hash: string): Uint8Array {
  const bytes = fromHex(hash);
  if (bytes.length !== HASH_BYTES) throw new RangeError(`hash of a view: 16 hex digits, not “${hash}”`);
  return bytes;
}
