/**
 * The JSON form of one connection, for scripts and engines without our client: the same messages by name, the state as
 * a keyframe and then merge patches, at a lower rate.
 */
import { formatJsonServer, limits, parseJsonClient, verifyJson } from '@rubato/protocol';
import type {
  ClientMessage,
  Input,
  JsonInput,
  JsonState,
  ServerMessage,
  Signed,
  Snapshot as SnapshotMessage,
} from '@rubato/protocol';
import { BitReader, DecodeError, mergePatch, stateToJson } from '@rubato/schema';
import type { Json, Snapshot } from '@rubato/schema';
import type { SeatInput } from './room-input.ts';
import type { Place, Session } from './session.ts';
import type { Viewer } from './viewer.ts';

/** What the form needs of its connection. */
export interface JsonLink {
  readonly session: Session | undefined;
  readonly channel: { readonly trusted: boolean };
  sendText(message: string): void;
  refuse(reason: 'bad-signature' | 'replayed' | 'epoch' | 'no-place'): void;
}

interface Sent {
  readonly state: Json;
  readonly tick: number;
}

export class JsonForm {
  readonly #link: JsonLink;
  /** By handle: the state that the client has. */
  readonly #sent = new Map<number, Sent>();

  constructor(link: JsonLink) {
    this.#link = link;
  }

  send(message: Exclude<ServerMessage, SnapshotMessage>): void {
    if (message.type === 'joined') {
      this.#sent.delete(message.room);
      const settings = message.settings === '' ? {} : (JSON.parse(message.settings) as Json);
      return this.#link.sendText(formatJsonServer({ ...message, settings }));
    }
    if (message.type === 'left') {
      const { result, ...rest } = message;
      return this.#link.sendText(
        formatJsonServer(result === undefined ? rest : { ...rest, result: JSON.parse(result) as Json }),
      );
    }
    this.#link.sendText(formatJsonServer(message));
  }

  /** Reads a message; an input is handed to its room and answers undefined. Throws `DecodeError`. */
  decode(text: string): Exclude<ClientMessage, Input> | undefined {
    const { message, signed } = parseJsonClient(text);
    if (message.type !== 'input') return message;
    this.#input(message, signed);
    return undefined;
  }

  /** Sends the state if the last one is a tenth of a second old, or something happened that should not wait. */
  publish(viewer: Viewer, tick: number, view: Snapshot, hz: number): void {
    const { handle } = viewer;
    const sent = this.#sent.get(handle);
    const wantsKeyframe = sent === undefined || viewer.sentTick === 0;
    if (!wantsKeyframe && tick - sent.tick < hz / limits.jsonStateHz) return;
    const place = this.#link.session?.places.get(handle);
    if (place === undefined) return;
    const state = stateToJson(view);
    const gap = viewer.events.takeGap();
    const full = wantsKeyframe || gap;
    this.#sent.set(handle, { state, tick });
    viewer.sentTick = tick;
    const patch = full ? state : (mergePatch(sent.state, state) ?? {});
    this.#link.sendText(formatJsonServer(stateMessage(place, tick, full, patch, gap, view)));
  }

  #input(input: JsonInput, signed: Signed | undefined): void {
    const places = this.#link.session?.places;
    if (places === undefined) throw new DecodeError('input before hello');
    const place = input.room === undefined ? [...places.values()][0] : places.get(input.room);
    if (place === undefined) return this.#link.refuse('no-place');
    if (signed === undefined && !this.#link.channel.trusted)
      throw new DecodeError('on a path that others can read an input needs a tag; use TLS, or sign it');
    if (signed !== undefined && !verifyJson(signed, place.viewer.key)) return this.#link.refuse('bad-signature');
    if (signed !== undefined && input.seq === undefined) throw new DecodeError('seq: a signed input needs one');
    if (input.epoch !== undefined && input.epoch !== (place.room.epoch & 0xffff)) return this.#link.refuse('epoch');
    if (input.seq !== undefined) {
      if (!place.viewer.window.admit(input.seq)) return this.#link.refuse('replayed');
      place.viewer.inputSeq = Math.max(place.viewer.inputSeq, input.seq);
    }
    place.room.accept(place.viewer, seatInput(place, input));
  }
}

function seatInput({ room, viewer }: Place, input: JsonInput): SeatInput {
  const ackTick = input.ackTick ?? viewer.sentTick;
  const seenTick = input.seenTick ?? ackTick;
  const json = input.frame === undefined ? input.frames : [input.frame, ...input.frames];
  const { frame } = room.codecs;
  const frames = json.map((each) => {
    if (frame === undefined) throw new DecodeError('frame: this game takes no frames');
    const checked = frame.codec.fromJson(each, 'frame');
    if (!checked.ok) throw new DecodeError(checked.message);
    return { args: checked.value, seenTick };
  });
  const orders = input.orders.map(({ seq, tick = 0, seenTick: seen = seenTick, name, args }) => {
    const command = room.codecs.commandIndex.get(name);
    const checked = command === undefined ? undefined : room.codecs.commands[command]!.codec.fromJson(args, 'args');
    // What doesn't fit goes on as it is: the machine answers with an outcome that names it, and the socket stays open.
    return { seq, tick, seenTick: seen, name, args: checked?.ok === true ? checked.value : args };
  });
  return {
    clientMs: input.clientMs ?? 0,
    ackTick,
    // A script that acknowledges nothing has what the socket delivered: it is reliable.
    ackEvent: input.ackEvent ?? viewer.events.delivered,
    firstTick: input.firstTick ?? 0,
    frames,
    orders,
  };
}

function stateMessage(place: Place, tick: number, full: boolean, state: Json, gap: boolean, view: Snapshot): JsonState {
  const { room, viewer } = place;
  const slot = room.slotOf(viewer);
  const events = viewer.events.take(true, limits.eventsKept, tick).map(({ seq, event }) => {
    const { name, codec } = room.codecs.events[event.event]!;
    const data = codec.toJson(codec.read(new BitReader(event.data))) as Json;
    return { seq, tick: event.tick, cause: event.cause, index: event.index, name, data };
  });
  return {
    type: 'state',
    room: viewer.handle,
    epoch: room.epoch & 0xffff,
    tick,
    serverTick: room.machine.tick,
    full,
    gap,
    state,
    events,
    outcomes: [...viewer.takeOutcomes(tick, true, limits.outcomesPerSnapshot)],
    ...(slot === undefined
      ? {}
      : {
          ackSeq: viewer.inputSeq,
          ackFrameTick: viewer.ackFrameTick,
          earlinessMs: viewer.earlinessMs,
          discarded: slot.frames.discarded,
          ackOrder: slot.orders.processed,
          durableOrder: slot.durableOrder,
        }),
    ...(full ? { hash: view.viewHash() } : {}),
  };
}
