// From what a host asks to what a machine runs: names and arguments checked, and put into the form that the journal keeps,
// so that the first run and every replay see the same bits.

import type { Seat } from '@rubato/schema';
import { type ArgsCodec, deepFreeze, type GameCodecs, type NamedCodec, settle } from './game-codecs.ts';
import { LIMITS } from './limits.ts';
import { SEED_BYTES } from './random.ts';
import type { ReservedRejection } from './rejection.ts';
import type { TurnPlan } from './turn-runner.ts';
import {
  type FrameInput,
  JOIN,
  type JournalOrder,
  LEAVE,
  type Order,
  type OrderOutcome,
  type StepFault,
} from './turn.ts';

export interface PlanInput {
  readonly orders?: readonly JournalOrder[];
  readonly ticks: number;
  readonly frames?: ReadonlyMap<Seat, FrameInput> | readonly ReadonlyMap<Seat, FrameInput>[];
  readonly seed?: Uint8Array;
  readonly onReject?: 'rejected' | 'lapsed';
  readonly stepFaults?: readonly StepFault[];
}

export interface Planned {
  readonly plan: TurnPlan;
  /** Per order given: its answer when it goes no further, else undefined. */
  readonly refused: readonly (OrderOutcome | undefined)[];
}

const NO_ARGS = Object.freeze({});

/** Throws TypeError or RangeError on what no host may ask: then nothing has run. */
export const planTurn = (codecs: GameCodecs, number: number, seed: Uint8Array, input: PlanInput): Planned => {
  if (!Number.isInteger(input.ticks) || input.ticks < 0 || input.ticks > LIMITS.ticksPerTurn)
    throw new RangeError(`a turn has 0 to ${LIMITS.ticksPerTurn} ticks, not ${input.ticks}`);
  if (input.seed !== undefined && input.seed.length !== SEED_BYTES)
    throw new RangeError(`a seed has ${SEED_BYTES} bytes, not ${input.seed.length}`);
  const orders: JournalOrder[] = [];
  const refused = (input.orders ?? []).map((order) => {
    const settled = orders.length < LIMITS.ordersPerTurn ? settleOrder(codecs, order) : 'too-many';
    if (typeof settled === 'string') return { status: 'rejected', reason: settled } as const;
    orders.push(settled);
    return undefined;
  });
  const plan = {
    number,
    ticks: input.ticks,
    orders,
    frames: settleFrames(codecs, input),
    stepFaults: input.stepFaults ?? [],
    seed: input.seed?.slice() ?? seed,
    onReject: input.onReject ?? 'rejected',
  };
  return { plan, refused };
};

const isSeat = (seat: number): boolean => Number.isInteger(seat) && seat >= 1 && seat <= 255;
const isCount = (n: number): boolean => Number.isInteger(n) && n >= 0 && n <= LIMITS.counter;

/** The order with its arguments checked and frozen, or why no game could run it. */
export const settleOrder = (codecs: GameCodecs, order: JournalOrder): JournalOrder | ReservedRejection => {
  const { seat, seq, seenTick, name } = order;
  if (!isSeat(seat)) return 'not-your-seat';
  if (!isCount(seq) || !isCount(seenTick)) return 'bad-args';
  const settled = { seat, seq, seenTick, name, ...(order.faulted && { faulted: true as const }) };
  if (name === JOIN || name === LEAVE) return Object.freeze({ ...settled, args: NO_ARGS });
  const index = codecs.commandIndex.get(name);
  if (index === undefined) return 'unknown-command';
  const checked = (codecs.commands[index] as NamedCodec).codec.check(order.args);
  return checked.ok ? Object.freeze({ ...settled, args: deepFreeze(checked.value) }) : 'bad-args';
};

/** A player's order whose name is the platform's is unknown to the game. */
export const isPlatformOrder = ({ name }: Order): boolean => name.startsWith('$');

/** What `settleFrames` has nothing to add to. */
class SettledFrame implements FrameInput {
  readonly args: object;
  readonly seenTick: number;

  constructor(args: object, seenTick: number) {
    this.args = args;
    this.seenTick = seenTick;
  }
}

/** A frame that the game's own codec has just read: what `read` gives needs no second check, so a turn takes it as it is. Freezes `args`. */
export const settledFrame = (args: object, seenTick: number): FrameInput =>
  new SettledFrame(deepFreeze(args), seenTick);

const NO_FRAMES: ReadonlyMap<Seat, FrameInput> = new Map();

const settleFrame = (codec: ArgsCodec, seat: Seat, input: FrameInput): FrameInput => {
  const { args, seenTick } = input;
  if (!isCount(seenTick)) throw new RangeError(`frame of seat ${seat}: seenTick ${seenTick}`);
  if (input instanceof SettledFrame) return input;
  return Object.freeze({ args: settle(codec, args, `frame of seat ${seat}`), seenTick });
};

const settleFrames = (codecs: GameCodecs, { frames, ticks }: PlanInput): TurnPlan['frames'] => {
  const { frame } = codecs;
  if (frame === undefined || frames === undefined) return [];
  const settleMap = (map: ReadonlyMap<Seat, FrameInput>): ReadonlyMap<Seat, FrameInput> => {
    const settled = new Map<Seat, FrameInput>();
    for (const [seat, input] of map) settled.set(seat, settleFrame(frame.codec, seat, input));
    return settled;
  };
  if (frames instanceof Map) return [settleMap(frames)];
  const list = frames as readonly ReadonlyMap<Seat, FrameInput>[];
  if (ticks > LIMITS.frameRows) throw new RangeError(`frames for each of ${ticks} ticks, at most ${LIMITS.frameRows}`);
  return Array.from({ length: ticks }, (_, i) => settleMap(list[i] ?? NO_FRAMES));
};
