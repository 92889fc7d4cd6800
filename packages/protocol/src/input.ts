import { DecodeError } from '@rubato/schema';
import type { BitWriter } from '@rubato/schema';
import { atMost, ByteReader } from './byte-reader.ts';
import { limits } from './limits.ts';
import { freshBytes } from './slab.ts';

/**
 * What a player does, client → server, some 30 times a second. Whole bytes, so that neither side shifts bits; integers
 * little-endian, `v` a varint.
 *
 *   0      1      2      4      8
 *   ┌──────┬──────┬──────┬──────┬───────────┬─────────┬──────────┬───────────┐
 *   │ u8 3 │ room │epoch │ seq  │v clientMs │v ackTick│v ackEvent│v firstTick│
 *   │      │  u8  │ u16  │ u32  │           │         │          │           │
 *   ├──────┴─────┬┴──────┴──────┴───┬───────┴────┬────┴──────────┴───────────┤
 *   │ u8 frames  │ v size, bytes    │ u8 orders  │ orders …                  │
 *   │   0..16    │ only if frames>0 │   0..16    │                           │
 *   ├────────────┴──────────────────┴────────────┴───────────────────────────┤
 *   │ 16 bytes: HMAC-SHA256 under the room key over all bytes before, cut    │
 *   └────────────────────────────────────────────────────────────────────────┘
 *   an order: v seq, v tick, v seenTick, u8 command, v size, bytes
 *
 * `frames.ts` says what the frames' bytes hold; the game's declaration says what an order's arguments hold.
 */
export interface Input {
  readonly type: 'input';
  /** The handle from `joined`. */
  readonly room: number;
  readonly epoch: number;
  /** Of the envelope: starts at 1 with each `joined`, never repeats, never goes back. */
  readonly seq: number;
  /** Whole milliseconds since hello on the client's monotonic clock; for statistics only. */
  readonly clientMs: number;
  /** The newest snapshot applied; 0: none yet. */
  readonly ackTick: number;
  /** The newest event of an unbroken sequence. */
  readonly ackEvent: number;
  /** The tick of the first frame, the others follow it; 0: each frame is for the next free tick. */
  readonly firstTick: number;
  readonly frameCount: number;
  /** Hold bits, oldest first: `encodeFrames`. */
  readonly frames: Uint8Array;
  readonly orders: readonly WireOrder[];
}

export interface WireOrder {
  /** Counts up per seat; repeats legally until the order is durable. */
  readonly seq: number;
  /** The tick to apply it at; 0: as soon as possible. */
  readonly tick: number;
  /** The tick whose state the player saw. */
  readonly seenTick: number;
  /** Index in the game's declared commands. */
  readonly command: number;
  readonly args: Uint8Array;
}

/** Makes and checks tags: schema's `HmacKey`, or a faster one of the platform. */
export interface Tagger {
  /** Whether the 16 bytes at `end`, the message's last, are the tag of those before them; in constant time. */
  endsInTag16(message: Uint8Array, end: number): boolean;
  /** The first 16 bytes of HMAC-SHA256 over `bytes`. */
  tag16(bytes: Uint8Array): Uint8Array;
}

export const INPUT_CODE = 3;
export const TAG_BYTES = 16;
const LEAST_BYTES = 14 + TAG_BYTES;

/** The bytes of an input with its tag, in memory of their own; resets `writer`. */
export function encodeInput(writer: BitWriter, input: Input, key: Tagger): Uint8Array<ArrayBuffer> {
  writer.reset();
  writer.u8(INPUT_CODE);
  writer.u8(input.room);
  writer.u16(input.epoch);
  writer.u32(input.seq);
  writer.varint(input.clientMs);
  writer.varint(input.ackTick);
  writer.varint(input.ackEvent);
  writer.varint(input.firstTick);
  writer.u8(input.frameCount);
  if (input.frameCount > 0) {
    writer.varint(input.frames.length);
    writer.bytes(input.frames);
  }
  writer.u8(input.orders.length);
  for (const order of input.orders) writeOrder(writer, order);
  const body = writer.view();
  const message = freshBytes(body.length + TAG_BYTES);
  message.set(body);
  message.set(key.tag16(body), body.length);
  return message;
}

/** The handle of an input, to find its key by; no other field is trustworthy before `verifyInput`. */
export function inputRoom(message: Uint8Array): number {
  if (message.length < LEAST_BYTES || message[0] !== INPUT_CODE)
    throw new DecodeError(`not an input: ${message.length} bytes`);
  return message[1] as number;
}

/** Whether the tag fits the bytes; compares in constant time. */
export function verifyInput(message: Uint8Array, key: Tagger): boolean {
  return key.endsInTag16(message, message.length - TAG_BYTES);
}

/** Reads an input without looking at its tag; `frames` and `args` share the message's memory. */
export function decodeInput(message: Uint8Array): Input {
  inputRoom(message);
  const reader = new ByteReader(message, 1, message.length - TAG_BYTES);
  const room = reader.u8();
  const epoch = reader.u16();
  const seq = reader.u32();
  const clientMs = reader.varint();
  const ackTick = reader.varint32();
  const ackEvent = reader.varint32();
  const firstTick = reader.varint32();
  const frameCount = atMost(reader.u8(), limits.framesPerInput, 'frames');
  const frames = reader.view(frameCount === 0 ? 0 : atMost(reader.varint(), limits.framesBytes, 'bytes of frames'));
  const orders = readOrders(reader);
  reader.finish();
  return { type: 'input', room, epoch, seq, clientMs, ackTick, ackEvent, firstTick, frameCount, frames, orders };
}

function writeOrder(writer: BitWriter, order: WireOrder): void {
  writer.varint(order.seq);
  writer.varint(order.tick);
  writer.varint(order.seenTick);
  writer.u8(order.command);
  writer.varint(order.args.length);
  writer.bytes(order.args);
}

const NO_ORDERS: readonly WireOrder[] = Object.freeze([]);

function readOrders(reader: ByteReader): readonly WireOrder[] {
  const count = atMost(reader.u8(), limits.ordersPerInput, 'orders');
  if (count === 0) return NO_ORDERS;
  const orders: WireOrder[] = [];
  for (let index = 0; index < count; index++) {
    const seq = reader.varint32();
    const tick = reader.varint32();
    const seenTick = reader.varint32();
    const command = reader.u8();
    const args = reader.view(atMost(reader.varint(), limits.orderBytes, 'bytes of an order'));
    orders.push({ seq, tick, seenTick, command, args });
  }
  return orders;
}
