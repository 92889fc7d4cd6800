/** From an input to the queues of its seat: each frame and order decoded, judged and counted. */
import { settledFrame, type FrameInput, type GameCodecs } from '@rubato/game';
import { decodeFrames } from '@rubato/protocol';
import type { Input, WireOrder } from '@rubato/protocol';
import { BitReader, DecodeError } from '@rubato/schema';
import type { Counters } from './counters.ts';
import { count } from './counters.ts';
import { NEXT_TICK } from './frame-queue.ts';
import type { QueuedOrder } from './order-queue.ts';
import type { SeatSlot } from './seat-slot.ts';
import type { Viewer } from './viewer.ts';

/** An input by name, whichever form it came in. */
export interface SeatInput {
  readonly clientMs: number;
  readonly ackTick: number;
  readonly ackEvent: number;
  /** The tick of the first frame; 0: each is for the next free one. */
  readonly firstTick: number;
  readonly frames: readonly FrameInput[];
  readonly orders: readonly Omit<QueuedOrder, 'arrival'>[];
}

/** Ticks are u32 on the wire. */
const LAST_TICK = 0xffff_ffff;

export interface InputTime {
  readonly nowMs: number;
  /** The next tick that the room runs. */
  readonly nextTick: number;
  /** When that tick is due. */
  readonly dueMs: number;
  readonly periodMs: number;
}

/**
 * Reads the frames and orders of a binary input by the game's declaration; throws `DecodeError`.
 *
 * @param accepted orders up to this sequence are repeats and not read.
 */
export function readInput(codecs: GameCodecs, input: Input, accepted: number): SeatInput {
  const { clientMs, ackTick, ackEvent, firstTick } = input;
  return {
    clientMs,
    ackTick,
    ackEvent,
    firstTick,
    frames: readFrames(codecs, input),
    orders: input.orders.length === 0 ? NO_ORDERS : readOrders(codecs, input.orders, accepted),
  };
}

/** Queues what the input brings. `arrival` numbers orders over all seats. */
export function acceptInput(
  counters: Counters,
  viewer: Viewer,
  slot: SeatSlot,
  input: SeatInput,
  time: InputTime,
  arrival: () => number,
): void {
  for (const flag of slot.statistics.input(time.nowMs, input.clientMs)) count(counters.flags, flag);
  let tick = input.firstTick;
  for (const frame of input.frames) {
    offerFrame(counters, viewer, slot, tick, frame, time);
    if (tick !== NEXT_TICK) tick++;
  }
  for (let at = 0; at < input.orders.length; at++) slot.orders.offer({ ...input.orders[at]!, arrival: arrival() });
}

function offerFrame(
  counters: Counters,
  viewer: Viewer,
  slot: SeatSlot,
  tick: number,
  frame: FrameInput,
  time: InputTime,
): void {
  const answer = slot.frames.offer(tick, frame, time.nextTick);
  if (answer === 'late' || answer === 'early') count(counters.refused, answer);
  if (answer === 'repeated' || answer === 'replaced') return;
  // Also of a frame that came too early: a client that never heard of it would stay too early for good.
  const target = tick === NEXT_TICK ? time.nextTick : Math.min(tick, LAST_TICK);
  viewer.earlinessMs = time.dueMs + (target - time.nextTick) * time.periodMs - time.nowMs;
  viewer.ackFrameTick = Math.max(viewer.ackFrameTick, target);
}

const NO_FRAMES: readonly FrameInput[] = [];
const NO_ORDERS: SeatInput['orders'] = [];

function readOrders(codecs: GameCodecs, orders: readonly WireOrder[], accepted: number): SeatInput['orders'] {
  return orders.filter((order) => order.seq > accepted).map((order) => readOrder(codecs, order));
}

function readFrames({ frame }: GameCodecs, input: Input): readonly FrameInput[] {
  if (input.frameCount === 0) return NO_FRAMES;
  if (frame === undefined) throw new DecodeError('this game takes no frames');
  return decodeFrames(input.frames, frame.codec, frame.neutral, input.frameCount, settledFrame);
}

function readOrder(codecs: GameCodecs, order: WireOrder): Omit<QueuedOrder, 'arrival'> {
  const command = codecs.commands[order.command];
  if (command === undefined) throw new DecodeError(`command ${order.command} is unknown to this game`);
  const reader = new BitReader(order.args);
  const args = command.codec.read(reader);
  reader.end();
  return { seq: order.seq, tick: order.tick, seenTick: order.seenTick, name: command.name, args };
}
