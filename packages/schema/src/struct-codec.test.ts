import fc from 'fast-check';
import { Buffer } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import { BitReader } from './bit-reader.ts';
import { BitWriter } from './bit-writer.ts';
import { DecodeError } from './decode-error.ts';
import * as f from './field.ts';
import type { Field, Fields } from './field.ts';
import { interpretedCodec, type StructCodec, structCodec } from './struct-codec.ts';
import { hex } from './text-bytes.ts';

const everything = {
  flag: f.bool,
  i8: f.i8,
  u16: f.u16,
  u32: f.u32,
  i32: f.i32,
  single: f.f32,
  double: f.f64,
  x: f.fixed(-60, 60, 1 / 64),
  cents: f.fixed(0, 5, 0.01),
  aim: f.angle(12),
  mode: f.oneOf('walk', 'run', 'fly'),
  only: f.oneOf('one'),
  target: f.ref('ships'),
  who: f.seat,
  count: f.uint53,
  name: f.text(20),
  long: f.text(1000),
  blob: f.bytes(40),
  at: f.vec3(f.fixed(-1, 1, 0.125)),
  size: f.vec2(f.f32),
  turn: f.quat(),
  fine: f.quat(17),
  marks: f.list(f.u8, 5),
  parts: f.list(f.struct({ id: f.u16, label: f.optional(f.text(8)), where: f.optional(f.vec2(f.i16)) }), 300),
  inner: f.struct({ a: f.optional(f.struct({ b: f.bool })) }),
  maybe: f.optional(f.i16),
} as const satisfies Fields;

const double = fc.double({ noNaN: true, noDefaultInfinity: true });
const part = fc.double({ min: -1, max: 1, noNaN: true });
const quat = fc
  .record({ x: part, y: part, z: part, w: part })
  .filter((q) => Math.abs(q.x) + Math.abs(q.y) + Math.abs(q.z) + Math.abs(q.w) > 0.1);
const short = (max: number) => fc.string({ unit: 'binary', maxLength: max / 4 });
const inputs = fc.record({
  flag: fc.boolean(),
  i8: fc.integer({ min: -128, max: 127 }),
  u16: fc.nat(0xffff),
  u32: fc.nat(0xffffffff),
  i32: fc.integer(),
  single: fc.float({ noNaN: true, noDefaultInfinity: true }),
  double,
  x: fc.double({ min: -60, max: 60, noNaN: true }),
  cents: fc.double({ min: 0, max: 5, noNaN: true }),
  aim: fc.double({ min: -100, max: 100, noNaN: true }),
  mode: fc.constantFrom('walk' as const, 'run' as const, 'fly' as const),
  only: fc.constant('one' as const),
  target: fc.nat(0xffffffff),
  who: fc.nat(255),
  count: fc.maxSafeNat(),
  name: short(20),
  long: short(1000),
  blob: fc.uint8Array({ maxLength: 40 }),
  at: fc.record({ x: part, y: part, z: part }),
  size: fc.record({ x: fc.float({ noNaN: true, noDefaultInfinity: true }), y: fc.constant(-0) }),
  turn: quat,
  fine: quat,
  marks: fc.array(fc.nat(255), { maxLength: 5 }),
  parts: fc.array(
    fc.record(
      {
        id: fc.nat(0xffff),
        label: short(8),
        where: fc.record({ x: fc.integer({ min: -9, max: 9 }), y: fc.constant(7) }),
      },
      { requiredKeys: ['id'] },
    ),
    { maxLength: 9 },
  ),
  inner: fc.record({ a: fc.record({ b: fc.boolean() }) }, { requiredKeys: [] }),
  maybe: fc.option(fc.integer({ min: -5, max: 5 }), { nil: undefined }),
});

const generated = structCodec(everything) as unknown as StructCodec<Fields>;
const interpreted = interpretedCodec(everything) as unknown as StructCodec<Fields>;

function bytesOf(codec: StructCodec<Fields>, value: unknown): Uint8Array {
  const writer = new BitWriter();
  codec.write(writer, value as never);
  return writer.toBytes();
}

function refusalOf(fields: Fields, input: unknown, root?: string): { path: string; message: string } {
  const [a, b] = [structCodec(fields) as StructCodec<Fields>, interpretedCodec(fields) as StructCodec<Fields>];
  const result = a.check(input, root);
  expect(b.check(input, root)).toEqual(result);
  if (result.ok) throw new Error(`accepted ${JSON.stringify(input)}`);
  return result;
}

describe('a struct codec', () => {
  it('reads what it wrote, equal to what the check returned, generated and interpreted alike', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const result = generated.check(input);
        if (!result.ok) throw new Error(result.message);
        expect(interpreted.check(input)).toEqual(result);
        const bytes = bytesOf(generated, result.value);
        expect(bytesOf(interpreted, result.value)).toEqual(bytes);
        expect(bytesOf(generated, input)).toEqual(bytes);
        for (const codec of [generated, interpreted]) {
          const reader = new BitReader(bytes);
          const read = codec.read(reader);
          reader.end();
          expect(read).toEqual(result.value);
          expect(generated.equal(read, result.value)).toBe(true);
          expect(interpreted.equal(read, result.value)).toBe(true);
          expect(codec.check(read)).toEqual(result);
        }
      }),
      { seed: 1, numRuns: 400, endOnFailure: true },
    );
  });

  it('comes back from its JSON form', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const result = generated.check(input);
        if (!result.ok) throw new Error(result.message);
        const json: unknown = JSON.parse(JSON.stringify(generated.toJson(result.value)));
        expect(generated.fromJson(json)).toEqual(result);
      }),
      { seed: 2, numRuns: 200, endOnFailure: true },
    );
  });

  it('tells apart values that differ in one part, generated and interpreted alike', () => {
    fc.assert(
      fc.property(inputs, inputs, fc.constantFrom(...Object.keys(everything)), (one, other, key) => {
        const mixed = { ...one, [key]: (other as Record<string, unknown>)[key] };
        const [a, b] = [generated.check(one), generated.check(mixed)];
        if (!a.ok || !b.ok) throw new Error('refused');
        const same = JSON.stringify(generated.toJson(a.value)) === JSON.stringify(generated.toJson(b.value));
        expect(generated.equal(a.value, b.value)).toBe(same);
        expect(interpreted.equal(a.value, b.value)).toBe(same);
      }),
      { seed: 3, numRuns: 1000, endOnFailure: true },
    );
  });

  it('accepts whole floats as integers and forgets the sign of zero', () => {
    const result = structCodec({ n: f.i16, x: f.f64 }).check({ n: -0, x: -0 });
    expect(result).toStrictEqual({ ok: true, value: { n: 0, x: 0 } });
  });

  it('copies: the checked value shares nothing with the input', () => {
    const input = { blob: Buffer.from([1, 2]), marks: [1], at: { x: 0, y: 0 } };
    const result = structCodec({ blob: f.bytes(4), marks: f.list(f.u8, 3), at: f.vec2(f.i8) }).check(input);
    if (!result.ok) throw new Error(result.message);
    input.blob[0] = 9;
    input.marks[0] = 9;
    input.at.x = 9;
    expect(result.value).toEqual({ blob: new Uint8Array([1, 2]), marks: [1], at: { x: 0, y: 0 } });
  });

  it.each<[Field, unknown, string]>([
    [f.i8, 300, 'expected an integer from -128 to 127, got 300'],
    [f.i8, -129, 'expected an integer from -128 to 127, got -129'],
    [f.u32, 1.5, 'expected an integer from 0 to 4294967295, got 1.5'],
    [f.u8, '7', 'expected an integer from 0 to 255, got "7"'],
    [f.u8, undefined, 'expected an integer from 0 to 255, got nothing'],
    [f.u8, NaN, 'expected an integer from 0 to 255, got NaN'],
    [f.seat, 256, 'expected an integer from 0 to 255, got 256'],
    [f.ref('a'), -1, 'expected an integer from 0 to 4294967295, got -1'],
    [f.uint53, 2 ** 53, 'expected an integer from 0 to 2^53-1, got 9007199254740992'],
    [f.bool, 1, 'expected true or false, got 1'],
    [f.f32, 1e39, 'expected a finite number within single precision, got 1e+39'],
    [f.f64, Infinity, 'expected a finite number, got Infinity'],
    [f.angle(8), NaN, 'expected a finite number, got NaN'],
    [f.fixed(-1, 1, 0.5), 1.01, 'expected a number from -1 to 1, got 1.01'],
    [f.fixed(-1, 1, 0.5), null, 'expected a number from -1 to 1, got null'],
    [f.oneOf('a', 'b'), 'c', 'expected one of a, b, got "c"'],
    [f.oneOf('a', 'b'), 'toString', 'expected one of a, b, got "toString"'],
    [f.oneOf('a', 'b'), { toString: 1 }, 'expected one of a, b, got an object'],
    [f.bool, { toString: 1 }, 'expected true or false, got an object'],
    [f.seat, { toString: 1 }, 'expected an integer from 0 to 255, got an object'],
    [f.text(3), 'éé', 'expected at most 3 bytes of UTF-8, got "éé"'],
    [f.text(9), '\ud800', 'expected whole characters, got "\\ud800"'],
    [f.text(9), ['a'], 'expected a text, got a list of 1'],
    [f.bytes(1), new Uint8Array(2), 'expected at most 1 bytes, got 2 bytes'],
    [f.bytes(1), 'AA==', 'expected bytes, got "AA=="'],
    [f.quat(), { x: 0, y: 0, z: 0, w: 0 }, 'expected a quaternion {x, y, z, w} of a length above zero, got an object'],
    [
      f.quat(),
      { x: 0, y: 0, z: 0, w: 1, v: 1 },
      'expected a quaternion {x, y, z, w} of a length above zero, got an object',
    ],
    [
      f.quat(),
      { x: 0, y: '0', z: 0, w: 1 },
      'expected a quaternion {x, y, z, w} of a length above zero, got an object',
    ],
    [f.list(f.u8, 2), [1, 2, 3], 'expected at most 2 elements, got a list of 3'],
    [f.list(f.u8, 2), { length: 1 }, 'expected a list, got an object'],
    [f.struct({}), [], 'expected an object, got a list of 0'],
    [f.struct({}), null, 'expected an object, got null'],
    [f.optional(f.u8), null, 'expected an integer from 0 to 255, got null'],
    [f.text(100), 'x'.repeat(101), `expected at most 100 bytes of UTF-8, got "${'x'.repeat(40)}…"`],
    [f.u8, () => 1, 'expected an integer from 0 to 255, got a function'],
  ])('refuses, case %#, with words that say what was expected', (field, value, words) => {
    const fields = { dx: field };
    expect(refusalOf(fields, { dx: value }, 'args')).toMatchObject({
      ok: false,
      path: 'args.dx',
      message: `args.dx: ${words}`,
    });
    expect(() => bytesOf(structCodec(fields) as never, { dx: value })).toThrow(
      new TypeError(`can't write dx: ${words}`),
    );
    expect(() => bytesOf(interpretedCodec(fields) as never, { dx: value })).toThrow(
      new TypeError(`can't write dx: ${words}`),
    );
  });

  it('names the place inside lists, structs and vectors', () => {
    const fields = { items: f.list(f.struct({ at: f.vec2(f.u8) }), 4) };
    const bad = { items: [{ at: { x: 1, y: 2 } }, { at: { x: 1, y: -2 } }] };
    expect(refusalOf(fields, bad)).toMatchObject({
      path: 'items[1].at.y',
      message: 'items[1].at.y: expected an integer from 0 to 255, got -2',
    });
    expect(refusalOf(fields, 7)).toMatchObject({ path: '', message: 'expected an object, got 7' });
    const holed = [1, 2, 3];
    delete holed[1];
    expect(refusalOf({ n: f.list(f.u8, 3) }, { n: holed })).toMatchObject({ path: 'n[1]' });
  });

  it.each(['{"__proto__":1,"a":1}', '{"constructor":1,"a":1}', '{"a":1,"b":2}', '{"a":1,"toString":2}'])(
    'refuses the unknown key in %s',
    (json) => {
      const result = refusalOf({ a: f.u8 }, JSON.parse(json));
      expect(result.message).toContain('expected no such field');
      expect(result.path).not.toBe('a');
    },
  );

  it('an inherited property is no field', () => {
    expect(refusalOf({ a: f.optional(f.u8), constructed: f.u8 }, {})).toMatchObject({ path: 'constructed' });
    for (const name of ['__proto__', 'constructor', 'toString']) {
      const fields = Object.fromEntries([[name, f.u8]]) as Fields;
      expect(() => structCodec(fields)).toThrow(/can't be called/);
    }
  });

  it('refuses shapes that a message cannot have', () => {
    expect(() => structCodec({ a: f.list(f.optional(f.u8), 2) })).toThrow(TypeError);
    expect(() => structCodec({ a: f.optional(f.optional(f.u8)) })).toThrow(TypeError);
    expect(() => structCodec({ a: f.list(f.struct({}), 1e9) })).toThrow(TypeError);
  });

  it('writes own values that carry more keys than the shape', () => {
    const wide = { type: 'hello', a: 1 };
    const bytes = bytesOf(structCodec({ a: f.u8 }) as never, wide);
    expect(bytesOf(interpretedCodec({ a: f.u8 }) as never, wide)).toEqual(bytes);
  });

  it('is made once per fields object', () => {
    const fields = { a: f.u8 };
    expect(structCodec(fields)).toBe(structCodec(fields));
  });
});

describe('the bytes of a struct', () => {
  it('are those of version 1', () => {
    const value = {
      flag: true,
      i8: -2,
      u16: 513,
      u32: 0xfffffffe,
      i32: -1,
      single: 1.5,
      double: -2.25,
      x: 0.5,
      cents: 1.23,
      aim: Math.PI / 2,
      mode: 'fly',
      only: 'one',
      target: 0x1234,
      who: 3,
      count: 300,
      name: 'né',
      long: 'a',
      blob: new Uint8Array([1, 2, 3]),
      at: { x: -1, y: 0, z: 1 },
      size: { x: 1, y: 2 },
      turn: { x: 0, y: 0, z: 0, w: 1 },
      fine: { x: 1, y: 0, z: 0, w: 0 },
      marks: [1, 2],
      parts: [{ id: 7 }, { id: 8, label: 'x', where: { x: 1, y: -1 } }],
      inner: { a: { b: true } },
      maybe: undefined,
    };
    expect(hex(bytesOf(generated, value))).toMatchInlineSnapshot(
      `"fd0304fcffffffffffffff0100807f000000000000048041de1e0052341203ac02c36d3835206c0810180008020000fe00000000fddf7ffff1ffefffdfff3f0508081c00800030f00600fcff0f"`,
    );
  });

  it.each<[string, Fields, number[]]>([
    ['an index beyond the last step', { a: f.fixed(0, 4, 1) }, [5]],
    ['a position beyond the last value', { a: f.oneOf('a', 'b', 'c') }, [3]],
    ['a count above the maximum', { a: f.list(f.u8, 5) }, [6, 0, 0, 0, 0, 0, 0]],
    ['a count above what the message can hold', { a: f.list(f.u32, 1e9) }, [0xff, 0xff, 0xff, 0x01, 0, 0]],
    ['a text longer than allowed', { a: f.text(300) }, [0xac, 0x82, 1]],
    ['a text that is no UTF-8', { a: f.text(255) }, [1, 0xff]],
    ['an id in more bytes than it needs', { a: f.ref('t') }, [0b0000_0101, 0, 0]],
    ['a single that is not finite', { a: f.f32 }, [0, 0, 0x80, 0x7f]],
    ['a double that is not a number', { a: f.f64 }, [1, 0, 0, 0, 0, 0, 0xf8, 0x7f]],
    ['a negative zero', { a: f.f32 }, [0, 0, 0, 0x80]],
    ['a quaternion that no writer makes', { a: f.quat() }, [0xff, 0xff, 0xff, 0xff]],
    ['a missing part', { a: f.u8, b: f.u8 }, [1]],
  ])('are refused: %s', (_, fields, bytes) => {
    for (const codec of [structCodec(fields), interpretedCodec(fields)]) {
      expect(() => codec.read(new BitReader(new Uint8Array(bytes)))).toThrow(DecodeError);
    }
  });

  it('refuse a count that the rest of the message cannot hold before reading any element', () => {
    for (const codec of [structCodec({ a: f.list(f.u32, 1e9) }), interpretedCodec({ a: f.list(f.u32, 1e9) })]) {
      const read = (): unknown => codec.read(new BitReader(new Uint8Array([2, 0, 0, 0, 0, 0])));
      expect(read).toThrow('2 elements announced, 40 bits left');
    }
  });
});
