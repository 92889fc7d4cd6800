import { describe, expect, it } from 'vitest';
import { BitReader } from './bit-reader.ts';
import { BitWriter } from './bit-writer.ts';
import { decodeDelta, encodeDelta } from './delta.ts';
import { filterSnapshot } from './filter.ts';
import { Snapshot } from './snapshot.ts';
import { stateToJson } from './state-json.ts';
import { Store } from './store.ts';
import { smallStore } from './testing/small-state.ts';
import { viewOf } from './view.ts';

const setup = () => {
  const store = smallStore();
  const source = store.snapshot();
  const [a, c] = [...store.state.ships].map((row) => row.id);
  return { store, source, a: a as NonNullable<typeof a>, c: c as NonNullable<typeof c> };
};

describe('the part of a state that a viewer sees', () => {
  it('lacks the rows that are not visible and keeps the ids of those that are', () => {
    const { store, source, a, c } = setup();
    const before = source.hash();
    const view = viewOf(
      store.layout,
      filterSnapshot(source, (table, slot) => table === 1 || slot === 2),
    );
    expect([...view.ships].map((row) => row.id)).toEqual([c]);
    expect(view.ships.get(a)).toBeUndefined();
    expect(view.ships.get(c)?.hp).toBe(300);
    expect(view.round.left).toBe(9);
    expect(source.hash()).toBe(before);
  });

  it('reads references to hidden rows and to rows that are gone as none', () => {
    const { store, source, a, c } = setup();
    const all = viewOf(
      store.layout,
      filterSnapshot(source, () => true),
    );
    expect(all.ships.get(a)?.target).toBe(0);
    expect(all.ships.get(c)?.target).toBe(a);
    expect(all.ships.get(c)?.wing).toEqual([a, 0]);
    expect(all.ships.get(a)?.wing).toEqual([c]);
    const some = viewOf(
      store.layout,
      filterSnapshot(source, (_, slot) => slot === 2),
    );
    expect(some.ships.get(c)?.target).toBe(0);
    expect(some.ships.get(c)?.wing).toEqual([0, 0]);
  });

  it('shows a hidden record as new', () => {
    const { store, source } = setup();
    const view = viewOf(
      store.layout,
      filterSnapshot(source, (table) => table === 0),
    );
    expect([view.round.phase, view.round.left]).toEqual(['wait', 0]);
    expect(view.ships.size).toBe(2);
  });

  it('tells nothing of what is hidden: two states that differ only there have equal parts', () => {
    const { store, source } = setup();
    const onlyFirst = (table: number, slot: number): boolean => table === 1 || slot === 0;
    const one = filterSnapshot(source, onlyFirst);
    for (const ship of store.state.ships) if (ship.owner === 2) store.state.ships.remove(ship);
    for (let i = 0; i < 3; i++) store.state.ships.add({ hp: 5, name: 'secret' });
    const other = filterSnapshot(store.snapshot(), onlyFirst);
    expect(other.viewHash()).toBe(one.viewHash());
    expect(other.hash()).toBe(one.hash());
    expect(stateToJson(other)).toEqual(stateToJson(one));
  });

  it('tells nothing of how often a hidden slot was used', () => {
    const onlyThird = (_table: number, slot: number): boolean => slot === 2;
    const [plain, busy] = [smallStore(), smallStore()];
    busy.state.ships.remove(busy.state.ships.add());
    busy.state.ships.remove([...busy.state.ships][0] as never);
    const [one, other] = [plain, busy].map((store) => filterSnapshot(store.snapshot(), onlyThird));
    expect(busy.hash()).not.toBe(plain.hash());
    expect(other?.tables[0]?.ids[2]).toBe(one?.tables[0]?.ids[2]);
    expect(other?.tables[0]?.generations.slice(0, 3)).toEqual(one?.tables[0]?.generations.slice(0, 3));
  });

  it('loses a row that goes out of sight as if it had been removed: the difference to what was seen is the same', () => {
    const { store, source, a } = setup();
    const bytesFrom = (base: Snapshot, next: Snapshot): Uint8Array => {
      const writer = new BitWriter();
      encodeDelta(base, next, writer);
      return writer.toBytes();
    };
    const all = filterSnapshot(source, () => true);
    const hidden = filterSnapshot(source, (table, slot) => table === 1 || slot !== 0);
    store.state.ships.remove(a);
    const removed = filterSnapshot(store.snapshot(), () => true);
    const bytes = bytesFrom(all as Snapshot, hidden as Snapshot);
    expect(bytes).toEqual(bytesFrom(all as Snapshot, removed as Snapshot));
    const seen = decodeDelta(store.layout, all, new BitReader(bytes));
    expect([...viewOf(store.layout, seen).ships].map(({ id, target }) => [id === a, target])).toEqual([[false, 0]]);
    // In sight again it is the row that it was, by the id that it had.
    const again = decodeDelta(store.layout, seen, new BitReader(bytesFrom(seen as Snapshot, all as Snapshot)));
    expect(viewOf(store.layout, again).ships.get(a)?.hp).toBe(-2);
  });

  it('reuses the memory of an earlier part and forgets what that held', () => {
    const { source } = setup();
    const into = filterSnapshot(source, () => true);
    const [columns] = into.tables;
    const memory = columns?.bytes;
    const expected = filterSnapshot(source, (table) => table === 1).viewHash();
    expect(filterSnapshot(source, (table) => table === 1, into)).toBe(into);
    expect(into.viewHash()).toBe(expected);
    expect(columns?.bytes).toBe(memory);
    expect(filterSnapshot(source, () => true, into).tables[0]?.size).toBe(2);
    expect(() => filterSnapshot(source, () => true, source)).toThrow(TypeError);
  });

  it('can be restored and played on', () => {
    const { store, source, c } = setup();
    const replica = new Store(store.layout);
    replica.restore(filterSnapshot(source, (_, slot) => slot === 2));
    const row = replica.state.ships.add({ hp: 1 });
    expect(row.id & 7).not.toBe(c & 7);
    expect(new Snapshot(store.layout).copyFrom(replica).tables[0]?.size).toBe(2);
  });
});
