import { describe, expect, it } from 'vitest';
import { BitReader } from './bit-reader.ts';
import { BitWriter } from './bit-writer.ts';
import { DecodeError } from './decode-error.ts';
import * as f from './field.ts';
import type { Fields } from './field.ts';
import { equalBytes } from './hmac.ts';
import { interpretedCodec, structCodec } from './struct-codec.ts';
import { mutated, seededBits } from './testing/mutation.ts';
import { hex } from './text-bytes.ts';

const INPUTS = 20_000;

const fields = {
  kind: f.oneOf('a', 'b', 'c', 'd', 'e'),
  x: f.fixed(-10, 10, 0.1),
  aim: f.angle(12),
  single: f.f32,
  double: f.f64,
  turn: f.quat(9),
  target: f.ref('ships'),
  count: f.uint53,
  name: f.text(30),
  blob: f.bytes(400),
  items: f.list(f.struct({ id: f.u16, at: f.optional(f.vec2(f.i8)), tags: f.list(f.text(5), 3) }), 1000),
  rest: f.optional(f.i32),
} as const satisfies Fields;

const samples = [
  {
    kind: 'a' as const,
    x: 1.5,
    aim: 3,
    single: 1.5,
    double: -2.25,
    turn: { x: 0.1, y: 0.2, z: 0.3, w: 0.9 },
    target: 70_000,
    count: 2 ** 40,
    name: 'naïve 😀',
    blob: new Uint8Array(50).fill(7),
    items: [
      { id: 1, tags: ['a', 'bc'] },
      { id: 2, at: { x: -1, y: 5 }, tags: [] },
    ],
    rest: -5,
  },
  {
    kind: 'e' as const,
    x: -10,
    aim: 0,
    single: 0,
    double: 0,
    turn: { x: 0, y: 0, z: 0, w: 1 },
    target: 0,
    count: 0,
    name: '',
    blob: new Uint8Array(),
    items: [],
  },
];

describe('struct decoder under mutated bytes', () => {
  const generated = structCodec(fields);
  const interpreted = interpretedCodec(fields);
  const originals = samples.map((sample) => {
    const writer = new BitWriter();
    generated.write(writer, sample as never);
    return writer.toBytes();
  });

  it(`answers ${INPUTS} of them with DecodeError or with the one value that has these bytes`, () => {
    const random = seededBits(20_250_101);
    let accepted = 0;
    const writer = new BitWriter();
    for (let i = 0; i < INPUTS; i++) {
      const bytes = mutated(originals[i % originals.length] as Uint8Array, random);
      const value = readOrRefuse(generated, bytes);
      expectSame(readOrRefuse(interpreted, bytes), value, bytes);
      if (value === undefined) continue;
      accepted++;
      writer.reset();
      generated.write(writer, value as never);
      if (!equalBytes(writer.view(), bytes)) expect(writer.toBytes(), `input ${i}`).toEqual(bytes);
    }
    // Mutations that nothing survives would test the first field only.
    expect(accepted).toBeGreaterThan(INPUTS / 50);
  });

  it('random bytes are no different', () => {
    const random = seededBits(7);
    for (let i = 0; i < INPUTS; i++) {
      const bytes = Uint8Array.from({ length: random() % 64 }, () => random());
      expectSame(readOrRefuse(interpreted, bytes), readOrRefuse(generated, bytes), bytes);
    }
  });
});

/** `expect` on every input would take most of the time. */
function expectSame(a: unknown, b: unknown, bytes: Uint8Array): void {
  const both = a !== undefined && b !== undefined;
  if (both ? !structCodec(fields).equal(a as never, b as never) : a !== b) expect(a, hex(bytes)).toEqual(b);
}

function readOrRefuse(codec: { read(reader: BitReader): unknown }, bytes: Uint8Array): unknown {
  const reader = new BitReader(bytes);
  try {
    const value = codec.read(reader);
    reader.end();
    return value;
  } catch (error) {
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
}
