import { SeededRandom } from '@rubato/ports/doubles';
import { describe, expect, it } from 'vitest';
import { GIF_FRAMES_MAX, GIF_SIDE_MAX, GifWriter, nearest, palette } from './gif.ts';

interface Read {
  readonly width: number;
  readonly height: number;
  readonly delays: number[];
  readonly frames: number[][];
}

/** A reader of its own, by the specification. */
function readGif(bytes: Uint8Array): Read {
  const u16 = (at: number): number => bytes[at]! | (bytes[at + 1]! << 8);
  const [width, height] = [u16(6), u16(8)];
  const delays: number[] = [];
  const frames: number[][] = [];
  let at = 13 + 256 * 3;
  const blocks = (): number[] => {
    const data: number[] = [];
    while (bytes[at] !== 0) {
      data.push(...bytes.subarray(at + 1, at + 1 + bytes[at]!));
      at += bytes[at]! + 1;
    }
    at += 1;
    return data;
  };
  while (bytes[at] !== 0x3b) {
    if (bytes[at] === 0x21) {
      if (bytes[at + 1] === 0xf9) delays.push(u16(at + 4));
      at += 2;
      blocks();
    } else {
      expect(bytes[at]).toBe(0x2c);
      at += 10;
      const least = bytes[at++]!;
      frames.push(inflate(blocks(), least));
    }
  }
  expect(at).toBe(bytes.length - 1);
  return { width, height, delays, frames };
}

function inflate(data: readonly number[], least: number): number[] {
  const clear = 1 << least;
  const out: number[] = [];
  let table: number[][] = [];
  let bits = least + 1;
  let before: number[] | undefined;
  let position = 0;
  const reset = (): void => {
    table = [...Array.from({ length: clear }, (_, i) => [i]), [], []];
    bits = least + 1;
    before = undefined;
  };
  reset();
  for (;;) {
    let code = 0;
    for (let i = 0; i < bits; i++, position++) code |= ((data[position >> 3]! >> (position & 7)) & 1) << i;
    if (code === clear) {
      reset();
      continue;
    }
    if (code === clear + 1) return out;
    const entry: number[] | undefined = table[code] ?? (before && [...before, before[0]!]);
    if (!entry) throw new Error(`no code ${code}`);
    out.push(...entry);
    if (before && table.length < 4096) table.push([...before, entry[0]!]);
    if (table.length === 1 << bits && bits < 12) bits += 1;
    before = entry;
  }
}

const bytesOf = async (gif: GifWriter): Promise<Uint8Array> => new Uint8Array(await gif.end().arrayBuffer());

describe('an animated picture', () => {
  it.each([
    ['one pixel', 1, 1, 0],
    ['noise, which fills the table of codes many times', 128, 128, 255],
    ['large plain areas', 300, 200, 0],
    ['a few colours', 97, 61, 3],
  ])('is read again as it was written: %s', async (_, width, height, spread) => {
    const random = new SeededRandom(9);
    const gif = new GifWriter(width, height);
    const wanted: number[][] = [];
    for (let frame = 0; frame < 2; frame++) {
      const noise = spread === 0 ? new Uint8Array(width * height * 4) : random.bytes(width * height * 4);
      const rgba = new Uint8ClampedArray(noise.map((byte) => (spread === 0 ? 40 * frame : (byte * spread) & 0xff)));
      wanted.push(
        Array.from({ length: width * height }, (__, i) => nearest(rgba[i * 4]!, rgba[i * 4 + 1]!, rgba[i * 4 + 2]!)),
      );
      gif.add(rgba, 5);
    }
    const read = readGif(await bytesOf(gif));
    expect(read).toMatchObject({ width, height, delays: [5, 5] });
    expect(read.frames).toEqual(wanted);
  });

  it('takes the nearest of its colours', () => {
    const table = palette();
    for (let i = 0; i < 256; i++) {
      const [r, g, b] = [table[i * 3]!, table[i * 3 + 1]!, table[i * 3 + 2]!];
      const found = nearest(r, g, b);
      expect([...table.subarray(found * 3, found * 3 + 3)]).toEqual([r, g, b]);
    }
  });

  it('has limits and says so', () => {
    expect(() => new GifWriter(GIF_SIDE_MAX + 1, 4)).toThrow(RangeError);
    expect(() => new GifWriter(4, 0)).toThrow(RangeError);
    const gif = new GifWriter(1, 1);
    expect(() => gif.add(new Uint8Array(8), 4)).toThrow('another size');
    for (let frame = 0; frame < GIF_FRAMES_MAX; frame++) gif.add(new Uint8Array(4), 4);
    expect(() => gif.add(new Uint8Array(4), 4)).toThrow(`at most ${GIF_FRAMES_MAX}`);
  });
});
