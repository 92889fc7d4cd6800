import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BitWriter, DecodeError, HmacKey, hmacSha256 } from '@rubato/schema';
import { decodeInput, encodeInput, inputRoom, verifyInput } from './input.ts';
import type { Input } from './input.ts';
import { limits } from './limits.ts';
import { input, tagger } from './testing/samples.ts';

const u8 = fc.integer({ min: 0, max: 255 });
const u16 = fc.integer({ min: 0, max: 65_535 });
const u32 = fc.integer({ min: 0, max: 0xffff_ffff });
const writer = new BitWriter();

const order = fc.record({
  seq: u32,
  tick: u32,
  seenTick: u32,
  command: u8,
  args: fc.uint8Array({ maxLength: 60 }),
});

const inputs: fc.Arbitrary<Input> = fc.record({
  type: fc.constant('input' as const),
  room: u8,
  epoch: u16,
  seq: u32,
  clientMs: fc.maxSafeNat(),
  ackTick: u32,
  ackEvent: u32,
  firstTick: u32,
  frameCount: fc.integer({ min: 1, max: limits.framesPerInput }),
  frames: fc.uint8Array({ maxLength: 80 }),
  orders: fc.array(order, { maxLength: limits.ordersPerInput }),
});

describe('an input', () => {
  it('comes out as it went in, with a tag that fits', () => {
    fc.assert(
      fc.property(inputs, (value) => {
        const message = encodeInput(writer, value, tagger);
        expect(decodeInput(message)).toEqual(value);
        expect(inputRoom(message)).toBe(value.room);
        expect(verifyInput(message, tagger)).toBe(true);
      }),
      { numRuns: 1000, seed: 21 },
    );
  });

  it('carries the first 16 bytes of HMAC-SHA256 over all before them', () => {
    const key = Uint8Array.from({ length: 32 }, (_, index) => index);
    const message = encodeInput(writer, input, new HmacKey(key));
    expect(message.slice(-16)).toEqual(hmacSha256(key, message.slice(0, -16)).slice(0, 16));
  });

  it('is refused when any single bit differs, or the key', () => {
    const message = encodeInput(writer, input, tagger);
    for (let bit = 0; bit < message.length * 8; bit++) {
      const forged = message.slice();
      forged[bit >> 3] = (forged[bit >> 3] as number) ^ (1 << (bit & 7));
      expect(verifyInput(forged, tagger)).toBe(false);
    }
    expect(verifyInput(message, new HmacKey(new Uint8Array(32)))).toBe(false);
    expect(verifyInput(message.subarray(0, 15), tagger)).toBe(false);
  });

  it('shares its bytes with the message instead of copying them', () => {
    const message = encodeInput(writer, input, tagger);
    expect(decodeInput(message).frames.buffer).toBe(message.buffer);
  });

  it('is in memory of its own, whatever the writer does next', () => {
    const first = encodeInput(writer, input, tagger);
    const kept = first.slice();
    encodeInput(writer, { ...input, seq: 999, frames: new Uint8Array(9) }, tagger);
    expect(first).toEqual(kept);
  });
});

describe('an input beyond a limit', () => {
  const atLimit: Input = {
    ...input,
    frameCount: limits.framesPerInput,
    frames: new Uint8Array(limits.framesBytes),
    orders: Array.from({ length: limits.ordersPerInput }, (_, index) => ({
      seq: index,
      tick: 0,
      seenTick: 0,
      command: 0,
      args: new Uint8Array(index === 0 ? limits.orderBytes : 0),
    })),
  };
  const decode = (value: Input): Input => decodeInput(encodeInput(writer, value, tagger));

  it('is read at each limit and refused one beyond', () => {
    expect(decode(atLimit)).toEqual(atLimit);
    const [first] = atLimit.orders;
    if (first === undefined) throw new Error('no order');
    const beyond: Input[] = [
      { ...atLimit, frameCount: limits.framesPerInput + 1 },
      { ...atLimit, frames: new Uint8Array(limits.framesBytes + 1) },
      { ...atLimit, orders: [...atLimit.orders, first] },
      { ...atLimit, orders: [{ ...first, args: new Uint8Array(limits.orderBytes + 1) }] },
      { ...atLimit, ackTick: 0x1_0000_0000 },
    ];
    for (const value of beyond) expect(() => decode(value)).toThrow(DecodeError);
  });

  it('is refused when cut anywhere or longer than it says', () => {
    const message = encodeInput(writer, input, tagger);
    for (let length = 0; length < message.length; length++) {
      expect(() => decodeInput(message.subarray(0, length))).toThrow(DecodeError);
    }
    expect(() => decodeInput(Uint8Array.from([...message, 0]))).toThrow(DecodeError);
  });
});
