import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BitReader } from './bit-reader.ts';
import { BitWriter } from './bit-writer.ts';
import { fixed, i16, list, table, text, u8 } from './field.ts';
import { layoutOf } from './layout-of.ts';
import type { Snapshot } from './snapshot.ts';
import { readSnapshot, writeSnapshot } from './snapshot-codec.ts';
import { stateFromJson, stateToJson } from './state-json.ts';
import type { StateFault } from './state-fault.ts';
import { Store } from './store.ts';
import { type AnyId, type ModelRow, ModelTable } from './testing/state-model.ts';

const MAX = 37;
const schema = { rows: table({ n: i16, x: fixed(-8, 8, 0.25), label: text(9), tags: list(u8, 3) }, { max: MAX }) };
const generated = layoutOf(schema);
const interpreted = layoutOf(schema, { codegen: false });

type Step =
  | { readonly kind: 'add' | 'write'; readonly pick: number; readonly values: ModelRow }
  | { readonly kind: 'remove' | 'snapshot' | 'restore'; readonly pick: number }
  | { readonly kind: 'clear' | 'reload' };

const values: fc.Arbitrary<ModelRow> = fc.record({
  n: fc.double({ min: -40000, max: 40000, noNaN: true }),
  x: fc.double({ min: -10, max: 10, noNaN: true }),
  label: fc.string({ maxLength: 9 }),
  tags: fc.array(fc.double({ min: -10, max: 300, noNaN: true }), { maxLength: 3 }),
});
const pick = fc.nat(1000);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 12, arbitrary: fc.record({ kind: fc.constant('add' as const), pick, values }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('write' as const), pick, values }) },
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('remove' as const), pick }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('snapshot' as const, 'restore' as const), pick }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('clear' as const, 'reload' as const) }) },
);

/** The model and two stores, driven by the same steps. */
class Trio {
  model = new ModelTable(MAX);
  readonly stores = [new Store(generated), new Store(interpreted)];
  /** What the last birth answered: the model, then the stores. */
  private added: (number | string)[] = [0, 0, 0];
  private readonly known: number[] = [];
  private readonly copies: { model: ModelTable; snapshots: Snapshot[] }[] = [];

  run(step: Step): void {
    const id = 'pick' in step ? (this.known[step.pick % this.known.length] ?? 0) : 0;
    switch (step.kind) {
      case 'add':
        return this.add(step.values);
      case 'write':
        this.model.write(id, step.values);
        for (const { state } of this.stores) Object.assign(state.rows.get(id as AnyId) ?? {}, step.values);
        return;
      case 'remove':
        this.model.remove(id);
        for (const { state } of this.stores) state.rows.remove(id as AnyId);
        return;
      case 'clear':
        for (const { id: each } of this.model.list()) this.model.remove(each);
        for (const { state } of this.stores) state.rows.clear();
        return;
      case 'snapshot':
        return this.snapshot(step.pick);
      case 'restore':
        return this.restore(step.pick);
      case 'reload':
        for (const store of this.stores) store.restore(throughBytes(store.snapshot()));
    }
  }

  /** What the model has and what each store says it has; all are equal when all is well. */
  accounts(): { model: unknown; stores: unknown[]; hashes: Set<string> } {
    const rows = this.model.list().map(({ id, values: row }) => ({ id, ...row }));
    const full = this.model.copy().add(BLANK) === undefined;
    return {
      model: { rows, size: rows.length, full, added: this.added[0] },
      stores: this.stores.map(({ state }, i) => ({
        rows: JSON.parse(JSON.stringify(state.rows)) as unknown,
        size: state.rows.size,
        full: state.rows.full,
        added: this.added[i + 1],
      })),
      hashes: new Set(this.stores.map((store) => store.hash())),
    };
  }

  private add(row: ModelRow): void {
    const id = this.model.add(row);
    if (id !== undefined) this.known.push(id);
    this.added = [id ?? 'table-full', ...this.stores.map((store) => idOrFault(store, row))];
  }

  private snapshot(pick: number): void {
    const model = this.model.copy();
    const reuse = pick % 2 === 0 ? this.copies.pop() : undefined;
    const snapshots = this.stores.map((store, i) => store.snapshot(reuse?.snapshots[i]));
    this.copies.push({ model, snapshots });
  }

  private restore(pick: number): void {
    const copy = this.copies[pick % this.copies.length];
    if (copy === undefined) return;
    this.model = copy.model.copy();
    // A snapshot of one kind of layout restores a store of the other.
    this.stores.forEach((store, i) => store.restore(copy.snapshots[(i + pick) % 2] as Snapshot));
  }
}

const idOrFault = (store: Store<typeof schema>, row: ModelRow): number | string => {
  try {
    return store.state.rows.add(row).id;
  } catch (error) {
    return (error as StateFault).code;
  }
};

const BLANK: ModelRow = { n: 0, x: 0, label: '', tags: [] };

const throughBytes = (snapshot: Snapshot): Snapshot => {
  const writer = new BitWriter();
  writeSnapshot(writer, snapshot);
  return readSnapshot(snapshot.layout, new BitReader(writer.view()));
};

describe('a store', () => {
  it('does what a map of plain objects would do, generated or interpreted', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120, size: 'max' }), (steps) => {
        const trio = new Trio();
        for (const each of steps) {
          trio.run(each);
          const { model, stores, hashes } = trio.accounts();
          expect(stores).toEqual([model, model]);
          expect(hashes.size).toBe(1);
        }
        const [store] = trio.stores as [Store<typeof schema>];
        expect(throughBytes(store.snapshot()).hash()).toBe(store.hash());
        const json: unknown = JSON.parse(JSON.stringify(stateToJson(store)));
        expect(stateFromJson(generated, json).viewHash()).toBe(store.viewHash());
      }),
      { seed: 20, numRuns: 150 },
    );
  });
});
