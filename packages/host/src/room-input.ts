/** From a verified input to the queues of its seat: each frame and order decoded, checked and counted. */
import type { GameCodecs } from '@rubato/game';
import { decodeFrames, limits } from '@rubato/protocol';
import type { Input, WireOrder } from '@rubato/protocol';
import { BitReader, DecodeError } from '@rubato/schema';
import type { Counters } from './counters.ts';
import { count } from './counters.ts';
import { NEXT_TICK } from './frame-queue.ts';
import type { SeatSlot } from './seat-slot.ts';
import type { Viewer } from './viewer.ts';

export interface InputTime {
  readonly nowMs: number;
  /** The next tick that the room runs. */
  readonly nextTick: number;
  /** When that tick is due. */
  readonly dueMs: number;
  readonly periodMs: number;
}

/** Queues what the input brings; throws `DecodeError` when it is malformed. `arrival` numbers orders over all seats. */
export function acceptInput(
  codecs: GameCodecs,
  counters: Counters,
  viewer: Viewer,
  slot: SeatSlot,
  input: Input,
  time: InputTime,
  arrival: () => number,
): void {
  for (const flag of slot.statistics.input(time.nowMs, input.clientMs)) count(counters.flags, flag);
  if (input.frameCount > 0) acceptFrames(codecs, counters, viewer, slot, input, time);
  for (const order of input.orders) acceptOrder(codecs, slot, order, arrival);
}

function acceptFrames(codecs: GameCodecs, counters: Counters, viewer: Viewer, slot: SeatSlot, input: Input, time: InputTime): void {
  const { frame } = codecs;
  if (frame === undefined) throw new DecodeError('this game takes no frames');
  const frames = decodeFrames(input.frames, frame.codec, frame.neutral, input.frameCount);
  let tick = input.firstTick;
  for (const sent of frames) {
    const answer = slot.frames.offer(tick, sent, time.nextTick);
    if (answer === 'late' || answer === 'early') count(counters.refused, answer);
    if (answer === 'queued' || answer === 'late') {
      const target = tick === NEXT_TICK ? time.nextTick : tick;
      viewer.earlinessMs = time.dueMs + (target - time.nextTick) * time.periodMs - time.nowMs;
      viewer.ackFrameTick = Math.max(viewer.ackFrameTick, target);
    }
    if (tick !== NEXT_TICK) tick++;
  }
}

function acceptOrder(codecs: GameCodecs, slot: SeatSlot, order: WireOrder, arrival: () => number): void {
  // A repeat needs no decoding; most orders on the wire are repeats.
  if (order.seq <= slot.orders.accepted) return;
  const command = codecs.commands[order.command];
  if (command === undefined) throw new DecodeError(`command ${order.command} is unknown to this game`);
  if (order.args.length > limits.orderBytes) throw new DecodeError(`order of ${order.args.length} bytes`);
  const reader = new BitReader(order.args);
  const args = command.codec.read(reader);
  reader.end();
  slot.orders.offer({ seq: order.seq, tick: order.tick, seenTick: order.seenTick, name: command.name, args, arrival: arrival() });
}
