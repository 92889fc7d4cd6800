import { describe, expect, it } from 'vitest';
import { BitReader } from './bit-reader.ts';
import { BitWriter } from './bit-writer.ts';
import { DecodeError } from './decode-error.ts';
import { bool, list, one, table, text, u8 } from './field.ts';
import { layoutOf } from './layout-of.ts';
import type { Snapshot } from './snapshot.ts';
import { readSnapshot, writeSnapshot } from './snapshot-codec.ts';
import { Store } from './store.ts';
import { smallSchema, smallStore } from './testing/small-state.ts';
import { hex } from './text-bytes.ts';

const bytesOf = (snapshot: Snapshot): Uint8Array => {
  const writer = new BitWriter();
  writeSnapshot(writer, snapshot);
  return writer.toBytes();
};

// Format of journals and saved games: a change here needs a new version of both.
const GOLDEN = [
  'f4a6b529', // schema
  '03 03 02 03 01 01', // slots: alive, dead, alive; one is free: 1
  '01 02', // owner
  'feff 2c01', // hp
  '8001 0001', // at.x
  '0000 0001', // at.y
  '0300 61c3a9 0000', // name
  '09000000 08000000', // target
  '0100 0a000000 0200 08000000 09000000', // wing
  '00000000 0000003f', // mass
  '01 09 00', // round
]
  .join('')
  .replaceAll(' ', '');

describe('a snapshot as bytes', () => {
  it('has these bytes', () => {
    expect(hex(bytesOf(smallStore().snapshot()))).toBe(GOLDEN);
  });

  it('comes back whole, with its allocator', () => {
    const store = smallStore();
    const back = readSnapshot(store.layout, new BitReader(bytesOf(store.snapshot())));
    expect(back.hash()).toBe(store.hash());
    const copy = new Store(store.layout);
    copy.restore(back);
    expect(copy.state.ships.add().id).toBe(store.state.ships.add().id);
  });

  it('has the same bytes whatever the capacity and whatever dead slots held', () => {
    const plain = smallStore();
    const grown = new Store(plain.layout);
    for (let i = 0; i < 6; i++) grown.state.ships.add({ hp: 77, name: 'old' });
    grown.restore(plain.snapshot());
    expect(bytesOf(grown.snapshot())).toEqual(bytesOf(smallStore(false).snapshot()));
  });

  it('is refused under another schema', () => {
    const other = layoutOf({ ships: table({ hp: u8 }, { max: 6 }) });
    const bytes = bytesOf(smallStore().snapshot());
    expect(() => readSnapshot(other, new BitReader(bytes))).toThrow('another schema');
    expect(() => smallStore().restore(new Store(other).snapshot())).toThrow(TypeError);
  });

  /** A snapshot of one table of u8 rows, written by hand after the mark. */
  const forged = (max: number, write: (writer: BitWriter) => void): Snapshot => {
    const layout = layoutOf({ t: table({ n: u8 }, { max }) });
    const writer = new BitWriter();
    writer.u32(Number.parseInt(layout.hash.slice(0, 8), 16));
    write(writer);
    return readSnapshot(layout, new BitReader(writer.view()));
  };
  const varints =
    (...values: number[]) =>
    (writer: BitWriter) =>
      values.forEach((value) => writer.varint(value));

  it.each([
    ['more slots than the table has', 4, [5, 3, 3, 3, 3, 3, 0, 9, 9, 9, 9, 9]],
    ['more slots than there are bytes', 2 ** 24, [2 ** 24]],
    ['a live row in generation 0', 4, [1, 1, 0, 9]],
    ['a generation beyond the last', 4, [1, 2 ** 32 + 1, 0, 9]],
    ['a free slot that lives', 4, [2, 3, 2, 1, 0, 9]],
    ['a free slot twice', 4, [2, 2, 2, 2, 1, 1]],
    ['a free slot too few', 4, [2, 2, 2, 1, 1]],
    ['a free slot beyond those used', 4, [1, 2, 1, 3]],
    ['a retired slot among the free', 4, [2, 2 * (2 ** 30 - 1), 2, 1, 0]],
    ['an end before its end', 4, [1, 3, 0]],
  ] as [string, number, number[]][])('is refused with %s', (_what, max, values) => {
    expect(() => forged(max, varints(...values))).toThrow(DecodeError);
  });

  it('is refused before memory is taken for slots that its bytes cannot fill', () => {
    expect(() => forged(2 ** 24, varints(2 ** 24, 3, 3))).toThrow('t: 16777216 slots');
  });

  it.each([
    ['a list element that its field never stores', [2, 0, 1, 2]],
    ['a list longer than its maximum', [5, 0, 1, 1, 1, 1, 1]],
    ['a list that ends early', [4, 0, 1]],
    ['text that is not UTF-8', [0, 0, 2, 0, 0xff, 0xfe]],
  ] as [string, number[]][])('is refused with %s', (_what, bytes) => {
    const layout = layoutOf({ t: one({ list: list(bool, 4), text: text(4) }) });
    const writer = new BitWriter();
    writer.u32(Number.parseInt(layout.hash.slice(0, 8), 16));
    // Two bytes more, so that the text after a list is there, and empty.
    writer.bytes(Uint8Array.from([...bytes, 0, 0]));
    expect(() => readSnapshot(layout, new BitReader(writer.view()))).toThrow(DecodeError);
  });

  it('is accepted when the same bytes are in order', () => {
    expect(forged(4, varints(2, 3, 2, 1, 1, 9)).tables[0]?.size).toBe(1);
    expect(forged(4, varints(2, 2 * (2 ** 30 - 1), 2, 1, 1)).tables[0]?.free.count).toBe(1);
  });

  it('is refused with a value that its field never stores', () => {
    const bytes = bytesOf(smallStore().snapshot());
    const phase = bytes.length - 3;
    expect(bytes[phase]).toBe(1);
    bytes[phase] = 2;
    expect(() => readSnapshot(layoutOf(smallSchema), new BitReader(bytes))).toThrow('round.phase');
  });
});
