import { describe, expect, it } from 'vitest';
import { bytes, layoutOf, list, Store, table, text, u8, viewOf } from './index.ts';

const schema = { rows: table({ n: u8, name: text(8), blob: bytes(4), cargo: list(u8, 3) }, { max: 4 }) };

describe.each([true, false])('the slots of a table (codegen %s)', (codegen) => {
  const make = () => new Store(layoutOf(schema, { codegen }));

  it('give a pass its order, whatever the order in which the rows were born', () => {
    const store = make();
    const { rows } = store.state;
    const [first, , third] = [1, 2, 3, 4].map((n) => rows.add({ n }));
    rows.remove(first!);
    rows.remove(third!);
    expect([rows.add({ n: 5 }), rows.add({ n: 6 })].map(({ n }) => n)).toEqual([5, 6]);
    const inOrder = [5, 2, 6, 4];
    expect([...rows].map(({ n }) => n)).toEqual(inOrder);
    expect([...viewOf(store.layout, store.snapshot()).rows].map(({ n }) => n)).toEqual(inOrder);
  });

  it('hold texts, bytes and lists themselves: neither the writer’s own copy nor a snapshot shares them', () => {
    const store = make();
    const [blob, cargo] = [Uint8Array.of(1, 2), [1, 2, 3]];
    const row = store.state.rows.add({ name: 'before', blob, cargo });
    blob[0] = 9;
    cargo[0] = 9;
    const told = { name: 'before', blob: Uint8Array.of(1, 2), cargo: [1, 2, 3] };
    expect({ name: row.name, blob: row.blob, cargo: row.cargo }).toEqual(told);
    const snapshot = store.snapshot();
    const hash = snapshot.hash();
    Object.assign(row, { name: 'after', blob: Uint8Array.of(7), cargo: [] });
    const [kept] = viewOf(store.layout, snapshot).rows;
    expect({ name: kept!.name, blob: kept!.blob, cargo: kept!.cargo }).toEqual(told);
    expect(snapshot.hash()).toBe(hash);
    store.restore(snapshot);
    row.name = 'again';
    expect([snapshot.hash(), kept!.name]).toEqual([hash, 'before']);
  });
});
