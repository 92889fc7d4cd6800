import { describe, expect, it } from 'vitest';
import { BitReader } from './bit-reader.ts';
import { BitWriter } from './bit-writer.ts';
import { DecodeError } from './decode-error.ts';
import { decodeDelta, encodeDelta } from './delta.ts';
import * as f from './field.ts';
import { filterSnapshot } from './filter.ts';
import { layoutOf } from './layout-of.ts';
import type { Layout } from './layout-of.ts';
import { Snapshot } from './snapshot.ts';
import { Store } from './store.ts';
import { everyKind, everyLayout, evolve, newStore } from './testing/history.ts';
import { seededBits } from './testing/mutation.ts';
import { hex } from './text-bytes.ts';

const interpretedLayout = layoutOf(everyKind, { codegen: false });

function draws(seed: number): (n: number) => number {
  const random = seededBits(seed);
  return (n) => random() % n;
}

function deltaOf(base: Snapshot | undefined, next: Snapshot): Uint8Array {
  const writer = new BitWriter();
  encodeDelta(base, next, writer);
  return writer.toBytes();
}

function decoded(layout: Layout, base: Snapshot | undefined, bytes: Uint8Array, into?: Snapshot): Snapshot {
  const reader = new BitReader(bytes);
  const result = decodeDelta(layout, base, reader, into);
  reader.end();
  return result;
}

/** The same state under a layout whose loops are interpreted. */
function interpretedCopy(snapshot: Snapshot): Snapshot {
  return new Snapshot(interpretedLayout as Layout).copyFrom(snapshot);
}

describe('a delta', () => {
  it('turns the base into the next state, over random histories, forwards, backwards and from nothing', () => {
    for (let seed = 1; seed <= 12; seed++) {
      const draw = draws(seed);
      const store = newStore();
      const past: Snapshot[] = [store.snapshot()];
      for (let turn = 0; turn < 60; turn++) {
        evolve(store, draw);
        const now = store.snapshot();
        past.push(now);
        const then = past[draw(past.length)] as Snapshot;
        for (const [base, next] of [
          [then, now],
          [now, then],
          [undefined, now],
        ] as const) {
          const before = base?.viewHash();
          const result = decoded(everyLayout as Layout, base, deltaOf(base, next));
          expect(result.viewHash(), `seed ${seed}, turn ${turn}`).toBe(next.viewHash());
          expect(base?.viewHash()).toBe(before);
        }
      }
    }
  });

  it('chains: each decoded state is the base of the next, in reused memory, and filtered like any other', () => {
    const draw = draws(99);
    const store = newStore();
    let [sent, received, spare]: [Snapshot | undefined, Snapshot | undefined, Snapshot] = [
      undefined,
      undefined,
      new Snapshot(everyLayout as Layout),
    ];
    for (let turn = 0; turn < 200; turn++) {
      evolve(store, draw);
      const next = filterSnapshot(
        store.snapshot() as Snapshot,
        (table, slot) => (table + slot * 7 + (turn >> 2)) % 3 !== 0,
      );
      const result = decoded(everyLayout as Layout, received, deltaOf(sent, next), spare);
      expect(result.viewHash(), `turn ${turn}`).toBe(next.viewHash());
      spare = received ?? new Snapshot(everyLayout as Layout);
      [sent, received] = [next, result];
    }
  });

  it('has the same bytes and the same meaning with generated and with interpreted loops', () => {
    const draw = draws(5);
    const store = newStore();
    let base = store.snapshot() as Snapshot;
    for (let turn = 0; turn < 100; turn++) {
      evolve(store, draw);
      const next = store.snapshot() as Snapshot;
      const bytes = deltaOf(base, next);
      expect(deltaOf(interpretedCopy(base), interpretedCopy(next))).toEqual(bytes);
      expect(decoded(interpretedLayout as Layout, interpretedCopy(base), bytes).viewHash()).toBe(next.viewHash());
      base = next;
    }
  });

  it('of a state against itself is a bit per table', () => {
    const store = newStore();
    for (let turn = 0; turn < 20; turn++) evolve(store, draws(3));
    expect(deltaOf(store.snapshot(), store.snapshot())).toEqual(new Uint8Array(1));
  });

  it('tells a slot reused by the next generation from a row that changed', () => {
    const store = newStore();
    const first = store.state.bare.add();
    const base = store.snapshot() as Snapshot;
    store.state.bare.remove(first);
    for (let i = 0; i < 4; i++) store.state.bare.remove(store.state.bare.add());
    const again = store.state.bare.add();
    expect(again.id & 7).toBe(first.id & 7);
    expect(again.id).not.toBe(first.id);
    const result = new Store(everyLayout);
    result.restore(decoded(everyLayout as Layout, base, deltaOf(base, store.snapshot())) as never);
    expect([...result.state.bare].map((row) => row.id)).toEqual([again.id]);
    expect(result.state.bare.has(first.id)).toBe(false);
  });

  it('carries generations near the end of their range both ways', () => {
    const layout = layoutOf({ big: f.table({ a: f.u8 }, { max: 1 << 20 }) });
    const table = layout.tables[0] as (typeof layout.tables)[0];
    const at = (generation: number): Snapshot => {
      const snapshot = new Snapshot(layout as unknown as Layout);
      (snapshot.tables[0] as (typeof snapshot.tables)[0]).place(((generation << table.slotBits) | 77) >>> 0);
      return snapshot;
    };
    const [low, high] = [at(1), at(table.maxGeneration)];
    for (const [base, next] of [
      [low, high],
      [high, low],
      [undefined, high],
    ] as const)
      expect(decoded(layout as unknown as Layout, base, deltaOf(base, next)).viewHash()).toBe(next.viewHash());
  });

  it('takes an angle the shorter way around and an integer over its edge', () => {
    const layout = layoutOf({ s: f.one({ aim: f.angle(16), n: f.u32 }) });
    const [a, b, c] = [
      [0.0001, 0],
      [Math.PI * 2 - 0.0001, 0xffffffff],
      [0.0003, 1],
    ].map(([aim, n]) => {
      const store = new Store(layout);
      Object.assign(store.state.s, { aim, n });
      return store.snapshot() as unknown as Snapshot;
    }) as [Snapshot, Snapshot, Snapshot];
    expect(deltaOf(a, b).length).toBeLessThanOrEqual(deltaOf(a, c).length);
    expect(decoded(layout as unknown as Layout, a, deltaOf(a, b)).viewHash()).toBe(b.viewHash());
  });

  it('refuses to mix schemas and to decode into its base', () => {
    const other = new Snapshot(layoutOf({ x: { a: f.u8 } }) as unknown as Layout);
    const own = new Snapshot(everyLayout as Layout);
    expect(() => deltaOf(other, own)).toThrow(TypeError);
    expect(() => decodeDelta(everyLayout as Layout, own, new BitReader(new Uint8Array(9)), own)).toThrow(TypeError);
  });

  it.each([3000, 2999])('finds every change in a large, mostly still table of at most %i rows', (max) => {
    const fields = {
      a: f.u8,
      b: f.u16,
      c: f.u32,
      d: f.f64,
      e: f.f32,
      on: f.bool,
      short: f.text(10),
      long: f.bytes(100),
      q: f.quat(),
    };
    const schema = { rows: f.table(fields, { max }) };
    const [layout, plain] = [layoutOf(schema), layoutOf(schema, { codegen: false })];
    const draw = draws(max);
    const store = new Store(layout);
    for (let i = 0; i < 2500; i++) store.state.rows.add({ a: i & 255, c: i });
    let base = store.snapshot() as unknown as Snapshot;
    for (let turn = 0; turn < 60; turn++) {
      const live = [...store.state.rows];
      const row = (): (typeof live)[0] => live[draw(live.length)] as (typeof live)[0];
      const writes = [
        () => (row().a ^= 1),
        () => (row().b += 1),
        () => (row().c += 1),
        () => (row().d += 0.5),
        () => (row().e += 0.5),
        () => (row().on = !row().on),
        () => (row().short = 'x'.repeat(draw(11))),
        () => (row().long = new Uint8Array(draw(101)).fill(turn)),
        () => (row().q = { x: draw(5), y: 1, z: 0, w: 0 }),
      ];
      for (let i = draw(12); i >= 0; i--) (writes[draw(writes.length)] as () => void)();
      if (turn % 3 === 0) for (let i = draw(5); i >= 0; i--) store.state.rows.remove(row());
      if (turn % 4 === 0)
        for (let i = draw(9); i >= 0 && !store.state.rows.full; i--) store.state.rows.add({ c: turn });
      const next = store.snapshot() as unknown as Snapshot;
      const bytes = deltaOf(base, next);
      const copy = (snapshot: Snapshot): Snapshot => new Snapshot(plain as unknown as Layout).copyFrom(snapshot);
      expect(deltaOf(copy(base), copy(next)), `turn ${turn}`).toEqual(bytes);
      expect(decoded(layout as unknown as Layout, base, bytes).viewHash(), `turn ${turn}`).toBe(next.viewHash());
      base = next;
    }
  });
});

describe('the bytes of a delta', () => {
  it('are those of version 1', () => {
    const random = seededBits(1);
    const store = newStore();
    const golden: string[] = [];
    let base: Snapshot | undefined;
    for (let turn = 0; turn < 4; turn++) {
      evolve(store, (n) => random() % n);
      const next = store.snapshot() as Snapshot;
      golden.push(hex(deltaOf(base, next)));
      base = next;
    }
    expect(golden).toMatchInlineSnapshot(`
      [
        "0d08818e515302147677020020a9608a87878787878787878707",
        "1d180974bc2045d24142050cbbb2433444bbc2ba5bba5bd85529904000681200",
        "390b3d74005005400020a920",
        "0d380c4e00d0454485aaaa00003a460f10ed800989365d4454a8aa0a0080a48200",
      ]
    `);
  });

  const small = layoutOf({
    t: f.table({ n: f.oneOf('a', 'b', 'c'), s: f.text(4) }, { max: 4 }),
    o: f.one({ x: f.f32 }),
  });
  const base = (() => {
    const store = new Store(small);
    store.state.t.add();
    return store.snapshot() as unknown as Snapshot;
  })();
  const refused = (write: (writer: BitWriter) => void, words: string): void => {
    const writer = new BitWriter();
    write(writer);
    writer.u32(0);
    const decode = (): unknown => decodeDelta(small as unknown as Layout, base, new BitReader(writer.toBytes()));
    expect(decode).toThrow(DecodeError);
    expect(decode).toThrow(words);
  };
  /** Bits as they are written: '1 0 11' and so on. */
  const bits = (text: string) => (writer: BitWriter) => {
    for (const digit of text.replaceAll(' ', '')) writer.bits(Number(digit), 1);
  };

  it.each([
    ['a changed row beyond the last', '1 0 0 11 1 1 1 1', 'row 1 of 1'],
    ['an added row in a taken slot', '1 0 1 100 1 00 1 00000', 'slot 0 is taken'],
    ['an added row beyond the maximum', '1 0 1 100 1 11 001', 'row 4 of 4'],
    ['a generation beyond the last', `1 0 1 100 1 10 1 1 11111 ${'1'.repeat(31)}`, 'generation 2147483648'],
    ['more added rows than the maximum', '1 0 1 101', '5 rows of 4'],
    ['codes wider than their values', '1 0 0 10 10 0 01', 'codes of parameter 2 for 2 bits'],
    ['a value outside of its oneOf', '1 0 0 10 10 1 01 10', 't.n: out of range'],
    ['a text longer than its maximum', '1 0 0 10 0 10 101', '5 units'],
    ['a text that is no UTF-8', '1 0 0 10 0 10 100 11111111', 'utf-8'],
    ['a record removed', '0 1 10', "a record can't be removed"],
    ['a single that is not a number', `0 1 0 0 10 10 1 000001 ${'0'.repeat(23)}${'1'.repeat(9)}`, 'o.x: NaN'],
  ])('are refused: %s', (_, text, words) => {
    refused(bits(text), words);
  });

  it('are refused when cut anywhere, and the base stays as it was', () => {
    const store = newStore();
    const draw = draws(17);
    for (let turn = 0; turn < 5; turn++) evolve(store, draw);
    const from = store.snapshot() as Snapshot;
    const before = from.viewHash();
    evolve(store, draw);
    const bytes = deltaOf(from, store.snapshot());
    for (let length = 0; length < bytes.length; length++) {
      expect(() => decoded(everyLayout as Layout, from, bytes.subarray(0, length)), `${length} bytes`).toThrow(
        DecodeError,
      );
    }
    expect(from.viewHash()).toBe(before);
  });
});
