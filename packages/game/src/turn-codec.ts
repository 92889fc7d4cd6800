// A turn in bits. Numbers and start ticks of turns follow from their neighbours; a lone turn carries both before it.
//
//   varint ticks
//   1 bit seed?      4 × u32
//   1 bit hash?      2 × u32, most significant first
//   1 bit lapsed     what refused orders were called
//   1 bit orders?    varint count − 1, then each:
//                      u8 command (255 $join, 254 $leave), u8 seat, varint seq, varint seenTick, 1 bit faulted,
//                      the arguments as the command's struct
//   only in games with frames:
//   1 bit other seats than the turn before?   u8 count, u8 each
//   2 bits frames    0 none · 1 one row for all ticks · 2 a row per tick; a row has for each seat:
//                      1 bit hold: 1 = as this seat's frame before: arguments alike, lag alike (at first: neutral)
//                      else 1 bit neutral; else 1 bit the arguments before, or the frame's struct;
//                           6 bits lag = tick − seenTick, 0..62, or 63 and a u32 seenTick
//   1 bit faults?    varint count − 1, each: varint tick − start tick, u8 seat
//
// A held stick costs a bit per seat and tick, or per turn when it is held all through.

import { BitReader, BitWriter, DecodeError, type Seat } from '@rubato/schema';
import type { AnyGame } from './any-game.ts';
import { codecsOf, type GameCodecs, type NamedCodec } from './game-codecs.ts';
import { LIMITS } from './limits.ts';
import { type FrameInput, type FrameRow, JOIN, type JournalOrder, LEAVE, type StepFault, type Turn } from './turn.ts';

const JOIN_INDEX = 255;
const LEAVE_INDEX = 254;
const LAG_BITS = 6;
const EXPLICIT_LAG = 63;
const NO_ARGS = Object.freeze({});

/** What a seat held last. */
interface Held {
  /** Undefined: neutral. */
  readonly args: unknown;
  readonly neutral: boolean;
  readonly lag: number;
}
const NEUTRAL: Held = { args: undefined, neutral: true, lag: 0 };

/** What turns leave for their successors to refer to; writer and reader each keep one. */
class Memory {
  seats: readonly Seat[] = [];
  readonly held = new Map<Seat, Held>();
}

const sameSeats = (a: readonly Seat[], b: readonly Seat[]): boolean =>
  a.length === b.length && a.every((seat, i) => seat === b[i]);

export class TurnWriter {
  readonly #codecs: GameCodecs;
  readonly #memory = new Memory();

  constructor(codecs: GameCodecs) {
    this.#codecs = codecs;
  }

  write(w: BitWriter, turn: Turn): void {
    w.varint(turn.ticks);
    w.bool(turn.seed !== undefined);
    if (turn.seed !== undefined) w.bytes(turn.seed);
    w.bool(turn.hash !== undefined);
    if (turn.hash !== undefined) writeHash(w, turn.hash);
    w.bool(turn.onReject === 'lapsed');
    w.bool(turn.orders.length > 0);
    if (turn.orders.length > 0) w.varint(turn.orders.length - 1);
    for (const order of turn.orders) this.#order(w, order);
    if (this.#codecs.frame === undefined) return;
    this.#frames(w, turn);
    w.bool(turn.stepFaults.length > 0);
    if (turn.stepFaults.length > 0) w.varint(turn.stepFaults.length - 1);
    for (const { tick, seat } of turn.stepFaults) {
      w.varint(tick - turn.startTick);
      w.u8(seat);
    }
  }

  #order(w: BitWriter, { name, seat, seq, seenTick, faulted, args }: JournalOrder): void {
    const index = name === JOIN ? JOIN_INDEX : name === LEAVE ? LEAVE_INDEX : this.#codecs.commandIndex.get(name);
    if (index === undefined) throw new TypeError(`order '${name}' is none of ${this.#codecs.game.name}'s`);
    w.u8(index);
    w.u8(seat);
    w.varint(seq);
    w.varint(seenTick);
    w.bool(faulted === true);
    if (index < LEAVE_INDEX) (this.#codecs.commands[index] as NamedCodec).codec.write(w, args);
  }

  #frames(w: BitWriter, { seats, frames, startTick }: Turn): void {
    const memory = this.#memory;
    const changed = !sameSeats(seats, memory.seats);
    w.bool(changed);
    if (changed) {
      w.u8(seats.length);
      for (const seat of seats) w.u8(seat);
      memory.seats = seats;
    }
    w.bits(Math.min(frames.length, 2), 2);
    for (let i = 0; i < frames.length; i++)
      for (let at = 0; at < seats.length; at++)
        this.#frame(w, seats[at] as Seat, (frames[i] as FrameRow)[at], startTick + 1 + i);
  }

  #frame(w: BitWriter, seat: Seat, frame: FrameInput | undefined, tick: number): void {
    const codec = (this.#codecs.frame as NonNullable<GameCodecs['frame']>).codec;
    const before = this.#memory.held.get(seat) ?? NEUTRAL;
    const lag = frame === undefined ? 0 : tick - frame.seenTick;
    const neutral = frame === undefined;
    const sameArgs = !neutral && !before.neutral && codec.equal(frame.args, before.args);
    const hold = lag === before.lag && (neutral ? before.neutral : sameArgs);
    w.bool(hold);
    if (hold) return;
    this.#memory.held.set(seat, { args: frame?.args, neutral, lag });
    w.bool(neutral);
    if (neutral) return;
    w.bool(sameArgs);
    if (!sameArgs) codec.write(w, frame.args);
    const short = lag >= 0 && lag < EXPLICIT_LAG;
    w.bits(short ? lag : EXPLICIT_LAG, LAG_BITS);
    if (!short) w.u32(frame.seenTick);
  }
}

export class TurnReader {
  readonly #codecs: GameCodecs;
  readonly #memory = new Memory();

  constructor(codecs: GameCodecs) {
    this.#codecs = codecs;
  }

  /** Throws DecodeError for bits that no turn has. */
  read(r: BitReader, number: number, startTick: number): Turn {
    const ticks = atMost(r.varint(), LIMITS.ticksPerTurn, 'ticks');
    const seed = r.bool() ? r.bytes(16) : undefined;
    const hash = r.bool() ? readHash(r) : undefined;
    const onReject = r.bool() ? 'lapsed' : 'rejected';
    const orders: JournalOrder[] = [];
    const count = r.bool() ? atMost(r.varint() + 1, LIMITS.ordersPerTurn, 'orders') : 0;
    for (let i = 0; i < count; i++) orders.push(this.#order(r));
    const { seats, frames, stepFaults } = this.#held(r, startTick, ticks);
    return {
      number,
      startTick,
      ticks,
      orders,
      seats,
      frames,
      stepFaults,
      onReject,
      ...(seed && { seed }),
      ...(hash !== undefined && { hash }),
    };
  }

  #order(r: BitReader): JournalOrder {
    const index = r.u8();
    const seat = readSeat(r);
    const seq = atMost(r.varint(), LIMITS.counter, 'seq');
    const seenTick = atMost(r.varint(), LIMITS.counter, 'seenTick');
    const faulted = r.bool() ? { faulted: true as const } : undefined;
    const place = { seat, seq, seenTick, ...faulted };
    if (index === JOIN_INDEX) return Object.freeze({ ...place, name: JOIN, args: NO_ARGS });
    if (index === LEAVE_INDEX) return Object.freeze({ ...place, name: LEAVE, args: NO_ARGS });
    const command = this.#codecs.commands[index];
    if (command === undefined) throw new DecodeError(`command ${index} is unknown`);
    return Object.freeze({ ...place, name: command.name, args: command.codec.read(r) });
  }

  #held(r: BitReader, startTick: number, ticks: number): Pick<Turn, 'seats' | 'frames' | 'stepFaults'> {
    if (this.#codecs.frame === undefined) return { seats: [], frames: [], stepFaults: [] };
    if (r.bool()) this.#memory.seats = readSeats(r);
    const { seats } = this.#memory;
    const rows = [0, 1, ticks][r.bits(2)];
    if (rows === undefined || rows > ticks || rows > LIMITS.frameRows)
      throw new DecodeError('frames of an unknown kind');
    const frames: FrameRow[] = [];
    for (let i = 0; i < rows; i++) frames.push(seats.map((seat) => this.#frame(r, seat, startTick + 1 + i)));
    const faults = r.bool() ? atMost(r.varint() + 1, ticks * seats.length, 'step faults') : 0;
    const stepFaults: StepFault[] = [];
    for (let i = 0; i < faults; i++) {
      const tick = startTick + atMost(r.varint(), ticks, 'fault tick');
      stepFaults.push({ tick, seat: readSeat(r) });
    }
    return { seats, frames, stepFaults };
  }

  #frame(r: BitReader, seat: Seat, tick: number): FrameInput | undefined {
    let held = this.#memory.held.get(seat) ?? NEUTRAL;
    if (!r.bool()) {
      held = this.#newFrame(r, held, tick);
      this.#memory.held.set(seat, held);
    }
    if (held.neutral) return undefined;
    const seenTick = tick - held.lag;
    if (seenTick < 0) throw new DecodeError('a frame that saw a tick before the first');
    return Object.freeze({ args: held.args, seenTick });
  }

  #newFrame(r: BitReader, before: Held, tick: number): Held {
    if (r.bool()) return NEUTRAL;
    const codec = (this.#codecs.frame as NonNullable<GameCodecs['frame']>).codec;
    const sameArgs = r.bool();
    if (sameArgs && before.neutral) throw new DecodeError('a frame like one that never was');
    const args = sameArgs ? before.args : codec.read(r);
    const lag = r.bits(LAG_BITS);
    return { args, neutral: false, lag: lag === EXPLICIT_LAG ? tick - r.u32() : lag };
  }
}

const atMost = (value: number, limit: number, what: string): number => {
  if (value > limit) throw new DecodeError(`${value} ${what}, at most ${limit}`);
  return value;
};

export const readSeat = (r: BitReader): Seat => {
  const seat = r.u8();
  if (seat === 0) throw new DecodeError('seat 0');
  return seat as Seat;
};

/** Seats in ascending order. */
export const readSeats = (r: BitReader): readonly Seat[] => {
  const count = r.u8();
  const seats: Seat[] = [];
  for (let i = 0, last = 0; i < count; i++) {
    const seat = readSeat(r);
    if (seat <= last) throw new DecodeError('seats out of order');
    last = seat;
    seats.push(seat);
  }
  return Object.freeze(seats);
};

/** 16 hex digits as 8 bytes. */
export const writeHash = (w: BitWriter, hash: string): void => {
  w.u32(Number.parseInt(hash.slice(0, 8), 16));
  w.u32(Number.parseInt(hash.slice(8), 16));
};
export const readHash = (r: BitReader): string => hex32(r.u32()) + hex32(r.u32());
const hex32 = (word: number): string => word.toString(16).padStart(8, '0');

/** A lone turn as bytes. */
export const encodeTurn = (game: AnyGame, turn: Turn): Uint8Array => {
  const w = new BitWriter();
  w.varint(turn.number);
  w.varint(turn.startTick);
  new TurnWriter(codecsOf(game)).write(w, turn);
  return w.toBytes();
};

/** The turn of these bytes; throws DecodeError for bytes that no turn has. */
export const decodeTurn = (game: AnyGame, bytes: Uint8Array): Turn => {
  const r = new BitReader(bytes);
  const number = r.varint();
  const turn = new TurnReader(codecsOf(game)).read(r, number, r.varint());
  r.end();
  return turn;
};
