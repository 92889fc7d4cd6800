import { describe, expect, it } from 'vitest';
import { BitReader } from './bit-reader.ts';
import { BitWriter } from './bit-writer.ts';
import { decodeDelta, encodeDelta } from './delta.ts';
import * as f from './field.ts';
import { filterSnapshot } from './filter.ts';
import { layoutOf } from './layout-of.ts';
import type { Layout } from './layout-of.ts';
import { Snapshot } from './snapshot.ts';
import { Store } from './store.ts';
import { everyKind, everyLayout, evolve, newStore } from './testing/history.ts';
import { seededBits } from './testing/mutation.ts';

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
});
