import { BitReader, DecodeError } from '@rubato/schema';
import type { BitWriter } from '@rubato/schema';

/**
 * The frames of an input, oldest first, in bits:
 *
 *   varint seenTick of the first
 *   per frame:  [not the first: 2 bits: seenTick is the one before +1, +0, +2, or 3: a u32 follows]
 *               1 bit hold: 1 = the same as the frame before (the first: as the game's neutral frame),
 *                           0 = the game's frame arguments follow
 *
 * A held stick costs 3 bits a tick, so repeating 16 frames until they are acknowledged is cheap.
 */
export interface SeenFrame<Args> {
  readonly args: Args;
  /** The tick whose state the player saw. */
  readonly seenTick: number;
}

/** What `frames.ts` needs of schema's `structCodec`. */
export interface FrameCodec<Args> {
  write(writer: BitWriter, args: Args): void;
  read(reader: BitReader): Args;
  equal(a: Args, b: Args): boolean;
}

const STEPS = [1, 0, 2];
const EXPLICIT = 3;

/** Appends the frames to `writer`. */
export function encodeFrames<Args>(
  writer: BitWriter,
  codec: FrameCodec<Args>,
  neutral: Args,
  frames: readonly SeenFrame<Args>[],
): void {
  let before: SeenFrame<Args> | undefined;
  for (const frame of frames) {
    if (before === undefined) writer.varint(frame.seenTick);
    else writeSeenTick(writer, before.seenTick, frame.seenTick);
    const held = codec.equal(frame.args, before === undefined ? neutral : before.args);
    writer.bool(held);
    if (!held) codec.write(writer, frame.args);
    before = frame;
  }
}

/** Reads `count` frames and nothing else, each made by `make`; throws `DecodeError`. */
export function decodeFrames<Args, Frame = SeenFrame<Args>>(
  bytes: Uint8Array,
  codec: FrameCodec<Args>,
  neutral: Args,
  count: number,
  make: (args: Args, seenTick: number) => Frame = plain,
): Frame[] {
  const reader = new BitReader(bytes);
  const frames: Frame[] = [];
  let args = neutral;
  let seenTick = 0;
  for (let index = 0; index < count; index++) {
    seenTick = index === 0 ? firstSeenTick(reader) : readSeenTick(reader, seenTick);
    if (!reader.bool()) args = codec.read(reader);
    frames.push(make(args, seenTick));
  }
  reader.end();
  return frames;
}

const plain = <Frame>(args: unknown, seenTick: number): Frame => ({ args, seenTick }) as Frame;

function writeSeenTick(writer: BitWriter, before: number, seenTick: number): void {
  const code = STEPS.indexOf(seenTick - before);
  writer.bits(code < 0 ? EXPLICIT : code, 2);
  if (code < 0) writer.u32(seenTick);
}

function readSeenTick(reader: BitReader, before: number): number {
  const code = reader.bits(2);
  return checked(code === EXPLICIT ? reader.u32() : before + (STEPS[code] as number));
}

function firstSeenTick(reader: BitReader): number {
  return checked(reader.varint());
}

function checked(seenTick: number): number {
  if (seenTick > 0xffff_ffff) throw new DecodeError('seenTick exceeds 32 bits');
  return seenTick;
}
