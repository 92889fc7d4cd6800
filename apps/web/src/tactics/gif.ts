/**
 * An animated GIF (89a) of frames that share one palette: header, screen, palette, loop, then each frame as LZW codes.
 *
 *   GIF89a · u16 width · u16 height · f7 00 00 · 256 × (r g b) · 21 ff 0b NETSCAPE2.0 03 01 00 00 00
 *   per frame: 21 f9 04 04 · u16 delay (1/100 s) · 00 00 · 2c 0 0 width height 00 · 08 · blocks of ≤ 255 bytes · 00
 *   3b
 *
 * The palette is a cube of 6 × 7 × 6 colours and three ramps that suit dark petrol, so nothing is counted or guessed.
 */
const COLOURS = 256;
const CODE_BITS = 8;
const CLEAR = 1 << CODE_BITS;
const END = CLEAR + 1;
const CODES_MAX = 4096;
const BLOCK_BYTES = 255;

/** Frames of one picture. */
export const GIF_FRAMES_MAX = 240;
/** Pixels of one side. */
export const GIF_SIDE_MAX = 1024;

const LEVELS = [6, 7, 6] as const;

/** 256 × 3 bytes: the cube, then a petrol ramp. */
export function palette(): Uint8Array {
  const table = new Uint8Array(COLOURS * 3);
  let at = 0;
  for (let r = 0; r < LEVELS[0]; r++)
    for (let g = 0; g < LEVELS[1]; g++)
      for (let b = 0; b < LEVELS[2]; b++) {
        table[at++] = Math.round((r * 255) / (LEVELS[0] - 1));
        table[at++] = Math.round((g * 255) / (LEVELS[1] - 1));
        table[at++] = Math.round((b * 255) / (LEVELS[2] - 1));
      }
  // Four grounds between the cube's black and its first steps, where most of the picture lies.
  for (const [r, g, b] of GROUNDS) {
    table[at++] = r;
    table[at++] = g;
    table[at++] = b;
  }
  return table;
}

const GROUNDS = [
  [8, 18, 20],
  [16, 34, 37],
  [26, 52, 55],
  [40, 74, 76],
] as const;
const CUBE = LEVELS[0] * LEVELS[1] * LEVELS[2];

/** The palette's colour that is nearest to a pixel. */
export function nearest(r: number, g: number, b: number): number {
  const [red, green, blue] = [levelOf(r, LEVELS[0]), levelOf(g, LEVELS[1]), levelOf(b, LEVELS[2])];
  const cube = (red * LEVELS[1] + green) * LEVELS[2] + blue;
  if (r > 64 || g > 96 || b > 96) return cube;
  let best = cube;
  let least = squareOf(r - valueOf(red, LEVELS[0]), g - valueOf(green, LEVELS[1]), b - valueOf(blue, LEVELS[2]));
  for (let i = 0; i < GROUNDS.length; i++) {
    const [gr, gg, gb] = GROUNDS[i] as (typeof GROUNDS)[number];
    const off = squareOf(r - gr, g - gg, b - gb);
    if (off >= least) continue;
    least = off;
    best = CUBE + i;
  }
  return best;
}

const levelOf = (value: number, levels: number): number => Math.round((value * (levels - 1)) / 255);
const valueOf = (level: number, levels: number): number => Math.round((level * 255) / (levels - 1));
const squareOf = (r: number, g: number, b: number): number => r * r + g * g + b * b;

export class GifWriter {
  readonly #width: number;
  readonly #height: number;
  readonly #parts: Uint8Array<ArrayBuffer>[] = [];
  readonly #pixels: Uint8Array;
  #frames = 0;

  /** Throws RangeError for sides that are no whole numbers from 1 to GIF_SIDE_MAX. */
  constructor(width: number, height: number) {
    for (const side of [width, height])
      if (!Number.isInteger(side) || side < 1 || side > GIF_SIDE_MAX)
        throw new RangeError(`a side has 1 to ${GIF_SIDE_MAX} pixels, not ${side}`);
    this.#width = width;
    this.#height = height;
    this.#pixels = new Uint8Array(width * height);
    const head = [...ascii('GIF89a'), ...u16(width), ...u16(height), 0xf7, 0, 0, ...palette()];
    const loop = [0x21, 0xff, 0x0b, ...ascii('NETSCAPE2.0'), 3, 1, 0, 0, 0];
    this.#parts.push(new Uint8Array([...head, ...loop]));
  }

  /** @param rgba four bytes for each pixel. @param hundredths how long it stands. Throws RangeError past GIF_FRAMES_MAX. */
  add(rgba: Uint8ClampedArray | Uint8Array, hundredths: number): void {
    if (this.#frames >= GIF_FRAMES_MAX) throw new RangeError(`a picture has at most ${GIF_FRAMES_MAX} frames`);
    if (rgba.length !== this.#pixels.length * 4) throw new RangeError('a frame of another size');
    this.#frames += 1;
    for (let i = 0; i < this.#pixels.length; i++) {
      const at = i * 4;
      this.#pixels[i] = nearest(rgba[at] as number, rgba[at + 1] as number, rgba[at + 2] as number);
    }
    const control = [0x21, 0xf9, 4, 4, ...u16(hundredths), 0, 0];
    const place = [0x2c, 0, 0, 0, 0, ...u16(this.#width), ...u16(this.#height), 0, CODE_BITS];
    this.#parts.push(new Uint8Array([...control, ...place]), compress(this.#pixels));
  }

  /** The file. */
  end(): Blob {
    return new Blob([...this.#parts, new Uint8Array([0x3b])], { type: 'image/gif' });
  }
}

const ascii = (word: string): number[] => [...word].map((letter) => letter.charCodeAt(0));
const u16 = (value: number): [number, number] => [value & 0xff, value >> 8];

/** LZW with codes that grow from 9 to 12 bits, in blocks, with their end. */
function compress(pixels: Uint8Array): Uint8Array<ArrayBuffer> {
  const out = new BlockWriter(pixels.length);
  // (code, pixel) → code; 0 is no code that follows another.
  const next = new Uint16Array(CODES_MAX * COLOURS);
  let free = END + 1;
  let bits = CODE_BITS + 1;
  out.code(CLEAR, bits);
  let run = pixels[0] as number;
  for (let i = 1; i < pixels.length; i++) {
    const pixel = pixels[i] as number;
    const known = next[run * COLOURS + pixel] as number;
    if (known !== 0) {
      run = known;
      continue;
    }
    out.code(run, bits);
    if (free < CODES_MAX) {
      next[run * COLOURS + pixel] = free;
      if (free === 1 << bits) bits += 1;
      free += 1;
    } else {
      out.code(CLEAR, bits);
      next.fill(0);
      free = END + 1;
      bits = CODE_BITS + 1;
    }
    run = pixel;
  }
  out.code(run, bits);
  out.code(END, free >= 1 << bits && bits < 12 ? bits + 1 : bits);
  return out.end();
}

class BlockWriter {
  #bytes: Uint8Array;
  #length = 1;
  #blockAt = 0;
  #held = 0;
  #count = 0;

  constructor(expected: number) {
    this.#bytes = new Uint8Array(Math.max(64, expected));
  }

  code(value: number, bits: number): void {
    this.#held |= value << this.#count;
    this.#count += bits;
    while (this.#count >= 8) {
      this.#byte(this.#held & 0xff);
      this.#held >>>= 8;
      this.#count -= 8;
    }
  }

  #byte(value: number): void {
    if (this.#length + 2 >= this.#bytes.length) {
      const wider = new Uint8Array(this.#bytes.length * 2);
      wider.set(this.#bytes);
      this.#bytes = wider;
    }
    this.#bytes[this.#length++] = value;
    if (this.#length - this.#blockAt - 1 === BLOCK_BYTES) this.#closeBlock();
  }

  #closeBlock(): void {
    this.#bytes[this.#blockAt] = this.#length - this.#blockAt - 1;
    this.#blockAt = this.#length++;
  }

  end(): Uint8Array<ArrayBuffer> {
    if (this.#count > 0) this.#byte(this.#held & 0xff);
    if (this.#length - this.#blockAt > 1) this.#closeBlock();
    this.#bytes[this.#blockAt] = 0;
    return this.#bytes.slice(0, this.#blockAt + 1) as Uint8Array<ArrayBuffer>;
  }
}
