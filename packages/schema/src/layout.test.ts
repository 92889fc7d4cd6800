import { describe, expect, it } from 'vitest';
import {
  angle,
  bytes,
  fixed,
  list,
  oneOf,
  optional,
  quat,
  ref,
  struct,
  table,
  text,
  u8,
  uint53,
  vec3,
} from './field.ts';
import { f64, one, type StateSchema } from './field.ts';
import { layoutOf } from './layout-of.ts';
import { generationOf, idOf, slotBits, slotOf } from './layout.ts';
import { everyField } from './testing/every-field.ts';

describe('field declarations', () => {
  it.each([
    ['fixed with max below min', () => fixed(1, 0, 0.5)],
    ['fixed without a step', () => fixed(0, 1, 0)],
    ['fixed with a negative step', () => fixed(0, 1, -0.1)],
    ['fixed with NaN', () => fixed(0, Number.NaN, 1)],
    ['fixed whose max is no step', () => fixed(0, 1, 0.3)],
    ['fixed with more than 32 bits of steps', () => fixed(0, 2 ** 20, 2 ** -20)],
    ['fixed with steps too fine for its distance from 0', () => fixed(1e12, 1e12 + 1, 2 ** -10)],
    ['angle with 0 bits', () => angle(0)],
    ['angle with 33 bits', () => angle(33)],
    ['oneOf with a value twice', () => oneOf('a', 'a')],
    ['oneOf with 257 values', () => oneOf(...(Array.from({ length: 257 }, (_, i) => `${i}`) as [string]))],
    ['text longer than a u16 can say', () => text(65536)],
    ['bytes of half a byte', () => bytes(0.5)],
    ['a list of −1', () => list(u8, -1)],
    ['quat with 1 bit', () => quat(1)],
    ['quat with 18 bits', () => quat(18)],
    ['a table of none', () => table({}, { max: 0 })],
    ['a table above 2^24', () => table({}, { max: 2 ** 24 + 1 })],
  ] as [string, () => unknown][])('refuse %s', (_what, declare) => {
    expect(declare).toThrow(TypeError);
  });
});

describe('a layout', () => {
  it.each([
    ['a reference to no table', { a: { r: ref('b') } }],
    ['a reference to a record', { a: { r: ref('b') }, b: one({}) }],
    ['a list of references to no table', { a: { r: list(ref('b'), 2) } }],
    ['a struct', { a: { s: struct({ n: u8 }) } }],
    ['an optional', { a: { o: optional(u8) } }],
    ['a counter', { a: { o: uint53 } }],
    ['a list of structs', { a: { l: list(struct({ n: u8 }), 2) } }],
    ['a list above 65535', { a: { l: list(u8, 65536) } }],
    ['a list above 1 MiB a row', { a: { l: list(f64, 65535), m: list(list(f64, 500), 300) } }],
    ['bytes above 65535', { a: { b: bytes(65536) } }],
    ['a field called id', { a: { id: u8 } }],
    ['a field called toJSON', { a: { toJSON: u8 } }],
    ['a field that is no name', { a: { 'a-b': u8 } }],
    ['a table called __proto__', JSON.parse('{"__proto__": {}}')],
    ['a table called constructor', { constructor: {} }],
    ['256 lanes', { a: Object.fromEntries(Array.from({ length: 86 }, (_, i) => [`v${i}`, vec3(u8)])) }],
    ['256 tables', Object.fromEntries(Array.from({ length: 256 }, (_, i) => [`t${i}`, {}]))],
  ] as [string, StateSchema][])('refuses %s', (_what, schema) => {
    expect(() => layoutOf(schema)).toThrow(TypeError);
  });

  it('gives every kind of field the narrowest storage', () => {
    const lanes = layoutOf(everyField).tables[0]?.lanes ?? [];
    const storage = Object.fromEntries(lanes.map((lane) => [lane.path, lane.storage]));
    expect(storage).toMatchObject({
      on: 'u8',
      a16: 'u16',
      b32: 'i32',
      single: 'f32',
      double: 'f64',
      who: 'u8',
      cents: 'u16',
      dyadic: 'u32',
      coarse: 'u8',
      turn: 'u16',
      fine: 'u32',
      byteTurn: 'u8',
      mode: 'u8',
      other: 'u32',
      name: 'inline',
      'pos.x': 'f32',
      'map.y': 'u8',
      'cell.z': 'i8',
      spin: 'u32',
      turning: 'f64',
    });
  });

  it('packs slot and generation into ids', () => {
    expect([1, 2, 3, 1024, 1025].map(slotBits)).toEqual([0, 1, 2, 10, 11]);
    const [all] = layoutOf(everyField).tables;
    if (all === undefined) throw new Error('no table');
    const id = idOf(all, 39, 2 ** 26 - 1);
    expect([slotOf(all, id), generationOf(all, id), id]).toEqual([39, 2 ** 26 - 1, 0xffffffe7]);
  });

  it('has one hash for equal schemas and another for any other', () => {
    const hash = (schema: StateSchema): string => layoutOf(schema).hash;
    const base = hash({ a: { n: u8, m: u8 } });
    expect(hash({ a: { n: u8, m: u8 } })).toBe(base);
    expect(hash({ a: table({ n: u8, m: u8 }, { max: 1024 }) })).toBe(base);
    const others: StateSchema[] = [
      { a: { m: u8, n: u8 } },
      { b: { n: u8, m: u8 } },
      { a: table({ n: u8, m: u8 }, { max: 1023 }) },
      { a: one({ n: u8, m: u8 }) },
      { a: { n: u8, m: angle(8) } },
    ];
    expect(new Set([base, ...others.map(hash)]).size).toBe(others.length + 1);
    expect(base).toMatch(/^[0-9a-f]{64}$/);
  });
});
