import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import {
  angle,
  bool,
  bytes,
  f32,
  f64,
  fixed,
  i16,
  i8,
  layoutOf,
  list,
  oneOf,
  one,
  quat,
  ref,
  rowOf,
  seat,
  StaleRow,
} from './index.ts';
import { StateFault, Store, table, text, u16, u32, u8, vec2, vec3, viewOf } from './index.ts';
import type { Id, Seat } from './index.ts';

const schema = {
  ships: {
    owner: seat,
    hp: i16,
    x: fixed(-500, 500, 1 / 1024),
    heading: angle(12),
    mode: oneOf('hold', 'move', 'flee'),
    target: ref('ships'),
    name: text(8),
    pos: vec3(f32),
    spin: quat(),
    cargo: list(u16, 3),
    blob: bytes(4),
    on: bool,
    mass: f64,
  },
  few: table({ n: u8, d: i8, c: u32, at: vec2(fixed(0, 1, 0.01)) }, { max: 4 }),
  round: one({ phase: oneOf('wait', 'play'), left: u16 }),
};
const modes = [true, false] as const;
const codeOf = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (error instanceof StateFault) return error.code;
    throw error;
  }
  return 'no fault';
};

describe.each(modes)('a store (codegen %s)', (codegen) => {
  const make = () => new Store(layoutOf(schema, { codegen }));

  it('gives a new row the defaults of its fields', () => {
    const row = make().state.ships.add();
    expect(JSON.parse(JSON.stringify(row))).toEqual({
      id: row.id,
      owner: 0,
      hp: 0,
      x: 0,
      heading: 0,
      mode: 'hold',
      target: 0,
      name: '',
      pos: { x: 0, y: 0, z: 0 },
      spin: { x: 0, y: 0, z: 0, w: 1 },
      cargo: [],
      blob: {},
      on: false,
      mass: 0,
    });
  });

  it('rounds, then saturates whole numbers', () => {
    const row = make().state.few.add();
    row.n = 2.5;
    expect(row.n).toBe(3);
    row.n = 300;
    expect(row.n).toBe(255);
    row.n = -1;
    expect(row.n).toBe(0);
    row.d = -1000;
    expect(row.d).toBe(-128);
    row.d = -2.5;
    expect(row.d).toBe(-2);
    row.c = 1e20;
    expect(row.c).toBe(4294967295);
  });

  it('keeps fixed values on their steps and inside their range', () => {
    const { ships, few } = make().state;
    const row = ships.add({ x: 1000 });
    expect(row.x).toBe(500);
    row.x = -1e300;
    expect(row.x).toBe(-500);
    row.x = 1.00001;
    expect(row.x).toBe(1);
    const at = few.add({ at: { x: 0.1 + 0.2, y: 7 } }).at;
    expect(at).toEqual({ x: 0.3, y: 1 });
  });

  it('wraps angles', () => {
    const row = make().state.ships.add({ heading: Math.PI * 3 });
    expect(row.heading).toBeCloseTo(Math.PI, 9);
    row.heading = -Math.PI / 2;
    expect(row.heading).toBeCloseTo(Math.PI * 1.5, 9);
    row.heading = Math.PI * 2 - 1e-9;
    expect(row.heading).toBe(0);
    row.heading = 1e308;
    expect(row.heading).toBeGreaterThanOrEqual(0);
  });

  it('stores no minus zero', () => {
    const row = make().state.ships.add({ mass: -0, pos: { x: -0, y: -0, z: -0 } });
    expect(Object.is(row.mass, 0)).toBe(true);
    expect(Object.is(row.pos.y, 0)).toBe(true);
  });

  it('faults on what it cannot store and keeps the old value', () => {
    const row = make().state.ships.add({ hp: 7, x: 1, mass: 2, pos: { x: 1, y: 2, z: 3 }, name: 'abc', cargo: [1, 2] });
    const before = JSON.stringify(row);
    expect(codeOf(() => (row.hp = NaN))).toBe('non-finite');
    expect(codeOf(() => (row.x = Infinity))).toBe('non-finite');
    expect(codeOf(() => (row.heading = -Infinity))).toBe('non-finite');
    expect(codeOf(() => (row.mass = NaN))).toBe('non-finite');
    expect(codeOf(() => (row.pos = { x: 9, y: 9, z: NaN }))).toBe('non-finite');
    expect(codeOf(() => (row.pos = { x: 9, y: 9, z: 1e39 }))).toBe('non-finite');
    expect(codeOf(() => (row.pos = undefined as never))).toBe('wrong-type');
    expect(codeOf(() => (row.hp = '5' as never))).toBe('wrong-type');
    expect(codeOf(() => (row.on = 1 as never))).toBe('wrong-type');
    expect(codeOf(() => (row.mode = 'warp' as never))).toBe('unknown-value');
    expect(codeOf(() => (row.target = -1 as never))).toBe('bad-ref');
    expect(codeOf(() => (row.owner = 256 as Seat))).toBe('bad-seat');
    expect(codeOf(() => (row.name = 'ninebytes'))).toBe('too-long');
    expect(codeOf(() => (row.name = 'ünïcö'))).toBe('no fault');
    row.name = 'abc';
    expect(codeOf(() => (row.name = '\ud800'))).toBe('wrong-type');
    expect(codeOf(() => (row.cargo = [1, 2, 3, 4]))).toBe('too-long');
    expect(codeOf(() => (row.cargo = [5, 6, NaN]))).toBe('non-finite');
    expect(codeOf(() => (row.blob = 'x' as never))).toBe('wrong-type');
    expect(codeOf(() => (row.spin = { x: 0, y: 0, z: 0, w: 0 }))).toBe('non-finite');
    expect(JSON.stringify(row)).toBe(before);
  });

  it('names the field in the message of a fault', () => {
    expect(() => make().state.ships.add({ hp: NaN })).toThrow('ships.hp: expected a finite number, got NaN');
  });

  it('leaves no row behind when the first values of a row fault', () => {
    const { ships } = make().state;
    expect(codeOf(() => ships.add({ hp: 1, mass: NaN }))).toBe('non-finite');
    expect(ships.size).toBe(0);
    expect([...ships]).toEqual([]);
  });

  it('reads vectors, quaternions and lists as frozen copies and bytes as copies', () => {
    const row = make().state.ships.add({ cargo: [1, 2, 3], blob: new Uint8Array([1, 2]), pos: { x: 1, y: 2, z: 3 } });
    const { cargo, blob, pos } = row;
    expect(() => ((cargo as number[])[0] = 9)).toThrow(TypeError);
    expect(() => ((pos as { x: number }).x = 9)).toThrow(TypeError);
    expect(() => ((row.spin as { x: number }).x = 9)).toThrow(TypeError);
    blob[0] = 9;
    row.cargo = [7];
    expect(cargo).toEqual([1, 2, 3]);
    expect(row.cargo).toEqual([7]);
    expect(row.blob).toEqual(new Uint8Array([1, 2]));
  });

  it('fills up to its declared maximum, then refuses', () => {
    const { few } = make().state;
    const ids = [1, 2, 3, 4].map((n) => few.add({ n }).id);
    expect(few.full).toBe(true);
    expect(codeOf(() => few.add())).toBe('table-full');
    few.remove(ids[1] as Id<'few'>);
    expect(few.full).toBe(false);
    expect(few.add({ n: 9 }).n).toBe(9);
  });

  it('keeps rows and row objects through growth', () => {
    const { ships } = make().state;
    const first = ships.add({ hp: 1, name: 'first' });
    for (let i = 2; i <= 1000; i++) ships.add({ hp: i });
    expect(first.hp).toBe(1);
    first.hp = 5;
    expect(ships.get(first.id)?.hp).toBe(5);
    expect(first.name).toBe('first');
    expect([...ships].map((row) => row.hp)).toEqual([5, ...Array.from({ length: 999 }, (_, i) => i + 2)]);
  });

  it('throws StaleRow when a dead row is touched, also after its slot has a new row', () => {
    const { few } = make().state;
    const row = few.add({ n: 1 });
    few.remove(row);
    expect(() => row.n).toThrow(StaleRow);
    const next = few.add({ n: 2 });
    expect(next.id).not.toBe(row.id);
    expect(() => (row.n = 3)).toThrow(StaleRow);
    expect(next.n).toBe(2);
    expect(few.get(row.id)).toBeUndefined();
    few.remove(row);
    expect(few.size).toBe(1);
    expect(few.get(0 as Id<'few'>)).toBeUndefined();
    expect(few.has(4_000_000_000 as Id<'few'>)).toBe(false);
  });

  it('prints rows as their fields, also in a console, where a dead row must not throw', () => {
    const { few, round } = make().state;
    const row = few.add({ n: 1 });
    const fields = { id: row.id, n: 1, d: 0, c: 0, at: { x: 0, y: 0 } };
    expect(JSON.parse(JSON.stringify(few))).toEqual([fields]);
    expect(JSON.stringify(round)).toBe('{"phase":"wait","left":0}');
    expect(inspect(row)).toBe(inspect(fields));
    few.remove(row);
    expect(inspect(row)).toBe("{ stale: 'few 4' }");
  });

  it('hands out the same object for the same row', () => {
    const { few } = make().state;
    const row = few.add();
    expect([...few][0]).toBe(row);
    expect(few.get(row.id)).toBe(row);
  });

  it('reuses the slot that has been free for longest', () => {
    const { few } = make().state;
    const ids = [0, 1, 2, 3].map(() => few.add().id);
    few.remove(ids[2] as Id<'few'>);
    few.remove(ids[0] as Id<'few'>);
    expect([few.add().id & 3, few.add().id & 3]).toEqual([2, 0]);
  });

  it('visits in a pass exactly the rows that lived at its start and still live', () => {
    const { few } = make().state;
    const [a, b, c] = [few.add({ n: 1 }), few.add({ n: 2 }), few.add({ n: 3 })];
    const seen: number[] = [];
    for (const row of few) {
      seen.push(row.n);
      if (row !== a) continue;
      few.remove(b);
      few.remove(c);
      few.add({ n: 10 }); // the slot of b, ahead of the pass
      few.add({ n: 11 });
      few.add({ n: 12 }); // a fresh slot above
    }
    expect(seen).toEqual([1]);
    expect([...few].map((row) => row.n)).toEqual([1, 10, 11, 12]);
  });

  it('lets passes over the same table nest', () => {
    const { few } = make().state;
    few.add({ n: 1 });
    few.add({ n: 2 });
    const pairs: number[][] = [];
    for (const a of few) for (const b of few) pairs.push([a.n, b.n]);
    expect(pairs).toEqual([
      [1, 1],
      [1, 2],
      [2, 1],
      [2, 2],
    ]);
  });

  it('has one() records ready to use', () => {
    const { state } = make();
    expect(state.round.phase).toBe('wait');
    state.round.phase = 'play';
    state.round.left = 9;
    expect(state.round.left).toBe(9);
  });

  it('refuses every write through a view', () => {
    const store = make();
    const { state, view } = store;
    const row = state.few.add({ n: 1 });
    const seen = view.few.get(row.id) as { n: number; id: number };
    expect(seen.n).toBe(1);
    row.n = 2;
    expect(seen.n).toBe(2);
    expect(codeOf(() => (seen.n = 3))).toBe('read-only');
    expect(codeOf(() => ((view.round as { left: number }).left = 3))).toBe('read-only');
    const few = view.few as unknown as typeof state.few;
    expect(codeOf(() => few.add())).toBe('read-only');
    expect(codeOf(() => few.remove(row.id))).toBe('read-only');
    expect(codeOf(() => few.clear())).toBe('read-only');
    expect(() => ((view as { few: unknown }).few = 1)).toThrow(TypeError);
    expect(() => ((seen as { id: number }).id = 1)).toThrow(TypeError);
    expect([...view.few].map((r) => r.n)).toEqual([2]);
    few.size satisfies number;
    state.few.clear();
    expect(() => seen.n).toThrow(StaleRow);
  });

  it('finds the row at a slot', () => {
    const { state, view } = make();
    state.few.add({ n: 1 });
    const b = state.few.add({ n: 2 });
    expect(rowOf(view, 'few', 1)?.id).toBe(b.id);
    expect(rowOf(view, 'few', 2)).toBeUndefined();
    expect(rowOf(view, 'round', 0)).toBe(view.round);
  });

  it('restores a snapshot, with its allocator, and keeps what is still valid valid', () => {
    const store = make();
    const { few, round } = store.state;
    const kept = few.add({ n: 1 });
    const removedLater = few.add({ n: 2 });
    round.left = 5;
    const hash = store.hash();
    const snapshot = store.snapshot();
    few.remove(removedLater);
    kept.n = 50;
    round.left = 6;
    const bornLater = few.add({ n: 3 });
    const nextId = few.add({ n: 4 }).id;
    store.restore(snapshot);
    expect(store.hash()).toBe(hash);
    expect(kept.n).toBe(1);
    expect(removedLater.n).toBe(2);
    expect(round.left).toBe(5);
    expect(() => bornLater.n).toThrow(StaleRow);
    few.remove(removedLater);
    few.add({ n: 3 });
    expect(few.add({ n: 4 }).id).toBe(nextId);
  });

  it('shows a snapshot as a view', () => {
    const store = make();
    const row = store.state.few.add({ n: 1 });
    const snapshot = store.snapshot();
    row.n = 2;
    expect(viewOf(store.layout, snapshot).few.get(row.id)?.n).toBe(1);
  });

  it('hashes live rows and the allocator, never capacity or what dead slots hold', () => {
    const small = make();
    const large = make();
    for (let i = 0; i < 600; i++) large.state.ships.add({ hp: i, name: 'gone' });
    large.restore(small.snapshot());
    for (const store of [small, large]) store.state.ships.add({ hp: 3, name: 'a' });
    expect(large.tables[0]?.capacity).not.toBe(small.tables[0]?.capacity);
    expect(large.hash()).toBe(small.hash());
    expect(large.viewHash()).toBe(small.viewHash());
    small.state.few.remove(small.state.few.add({ n: 1 }));
    expect(small.hash()).not.toBe(large.hash());
    expect(small.viewHash()).toBe(large.viewHash());
  });

  it('hashes how often each free slot was used and the order in which they became free', () => {
    const after = (...removals: number[]): string => {
      const store = make();
      const { few } = store.state;
      for (let n = 0; n < 3; n++) few.add({ n });
      for (const slot of removals) for (const row of few) if ((row.id & 3) === slot) few.remove(row);
      return store.hash();
    };
    expect(after(0, 1)).toBe(after(0, 1));
    expect(after(0, 1)).not.toBe(after(1, 0));
    const [once, twice] = [make(), make()];
    for (const [store, times] of [
      [once, 1],
      [twice, 2],
    ] as const)
      for (let i = 0; i < times; i++) store.state.few.remove(store.state.few.add());
    expect(once.viewHash()).toBe(twice.viewHash());
    expect(once.hash()).not.toBe(twice.hash());
  });

  it('retires a slot whose generations are spent', () => {
    const max = 2 ** 24;
    const wide = { t: table({ n: u8 }, { max }) };
    const store = new Store(layoutOf(wide, { codegen }));
    const ids = new Set<number>();
    for (let i = 0; i < 255; i++) {
      const row = store.state.t.add();
      expect(row.id & (max - 1)).toBe(0);
      ids.add(row.id);
      store.state.t.remove(row);
    }
    expect(ids.size).toBe(255);
    expect(store.state.t.add().id & (max - 1)).toBe(1);
  });
});

describe('a table whose every slot has retired', () => {
  it('is full', () => {
    const store = new Store(layoutOf({ t: table({ n: u8 }, { max: 2 }) }));
    const [columns] = store.tables;
    store.state.t.add();
    store.state.t.add();
    columns?.generations.fill(columns.table.maxGeneration);
    columns?.release(0);
    expect(store.state.t.size).toBe(1);
    expect(store.state.t.full).toBe(true);
    expect(codeOf(() => store.state.t.add())).toBe('table-full');
  });
});
