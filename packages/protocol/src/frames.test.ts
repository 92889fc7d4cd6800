import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { angle, BitWriter, bool, DecodeError, i8, structCodec } from '@rubato/schema';
import { decodeFrames, encodeFrames } from './frames.ts';
import type { SeenFrame } from './frames.ts';
import { limits } from './limits.ts';

const codec = structCodec({ dx: i8, dy: i8, aim: angle(12), fire: bool });
const neutral = { dx: 0, dy: 0, aim: 0, fire: false };
type Frame = SeenFrame<typeof neutral>;

function bytesOf(frames: readonly Frame[]): Uint8Array {
  const writer = new BitWriter();
  encodeFrames(writer, codec, neutral, frames);
  return writer.toBytes();
}

const args = fc.record({
  dx: fc.integer({ min: -128, max: 127 }),
  dy: fc.integer({ min: -128, max: 127 }),
  aim: fc.integer({ min: 0, max: 4095 }).map((step) => (step / 4096) * 2 * Math.PI),
  fire: fc.boolean(),
});
const frames = fc
  .array(
    fc.record({ args: fc.oneof(fc.constant(neutral), args), seenTick: fc.integer({ min: 0, max: 0xffff_ffff }) }),
    {
      minLength: 1,
      maxLength: limits.framesPerInput,
    },
  )
  .map((list) =>
    list.flatMap((frame, place) => (place % 3 === 0 ? [frame] : [frame, { ...frame, seenTick: frame.seenTick }])),
  )
  .map((list) => list.slice(0, limits.framesPerInput));

describe('the frames of an input', () => {
  it('come out as they went in', () => {
    fc.assert(
      fc.property(frames, (list) => {
        expect(decodeFrames(bytesOf(list), codec, neutral, list.length)).toEqual(list);
      }),
      { numRuns: 1000, seed: 41 },
    );
  });

  it('cost 3 bits each while a stick is held', () => {
    const held = { ...neutral, dx: 100 };
    const list = Array.from({ length: 16 }, (_, index) => ({ args: held, seenTick: 500 + index }));
    const alone = bytesOf(list.slice(0, 1)).length;
    expect(bytesOf(list).length).toBeLessThanOrEqual(alone + Math.ceil((15 * 3) / 8));
  });

  it('are refused with too few bytes, too many, or a count that doesn’t fit', () => {
    const list = [0, 1, 2].map((index) => ({ args: { ...neutral, dx: index + 1 }, seenTick: 10 + index }));
    const bytes = bytesOf(list);
    expect(() => decodeFrames(bytes.subarray(0, bytes.length - 1), codec, neutral, 3)).toThrow(DecodeError);
    expect(() => decodeFrames(Uint8Array.from([...bytes, 0]), codec, neutral, 3)).toThrow(DecodeError);
    expect(() => decodeFrames(bytes, codec, neutral, 2)).toThrow(DecodeError);
    expect(() => decodeFrames(bytes, codec, neutral, 4)).toThrow(DecodeError);
  });

  it('are refused with a tick beyond 32 bits', () => {
    const last = bytesOf([
      { args: neutral, seenTick: 0xffff_ffff },
      { args: neutral, seenTick: 0xffff_ffff },
    ]);
    expect(decodeFrames(last, codec, neutral, 2)[1]?.seenTick).toBe(0xffff_ffff);
    const beyond = bytesOf([
      { args: neutral, seenTick: 0xffff_ffff },
      { args: neutral, seenTick: 0x1_0000_0000 },
    ]);
    expect(() => decodeFrames(beyond, codec, neutral, 2)).toThrow(DecodeError);
  });
});
