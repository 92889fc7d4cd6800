import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { generatedSources } from './codegen.ts';
import { layoutOf } from './layout-of.ts';
import { Store } from './store.ts';
import { StateFault } from './state-fault.ts';
import { awkwardValues, everyField } from './testing/every-field.ts';

type Loose = Record<string, unknown>;

/** What a write does, as text: the value read afterwards, or the fault. */
const outcome = (row: Loose, name: string, value: unknown): string => {
  try {
    row[name] = value;
  } catch (error) {
    if (!(error instanceof StateFault)) throw error;
    return `${error.code}: ${error.message} | ${JSON.stringify(row[name])}`;
  }
  const read = row[name];
  return Object.is(read, -0) ? 'minus zero' : JSON.stringify(read);
};

const rows = () =>
  [true, false].map((codegen) => {
    const store = new Store(layoutOf(everyField, { codegen }));
    return { store, row: store.state.all.add() as unknown as Loose };
  });

describe('generated rows', () => {
  const layout = layoutOf(everyField);
  const fields = layout.tables[0]?.fields ?? [];

  it('are generated where that is allowed', () => {
    expect(layout.codegen).toBe(true);
    expect(layoutOf(everyField, { codegen: false }).codegen).toBe(false);
    expect(layoutOf(everyField)).toBe(layout);
  });

  it('come from text that a build can take along', () => {
    const source = generatedSources().find((entry) => entry.source.includes('get dyadic()'));
    expect(source?.argNames).toEqual(['h', 'spec']);
  });

  it('are made once for a schema, whatever the number of stores, rows and snapshots', () => {
    const before = generatedSources().length;
    const stores = Array.from({ length: 3 }, () => new Store(layoutOf(everyField)));
    const made = stores.flatMap((store) => {
      const added = [store.state.all.add(), store.state.all.add()];
      new Store(layoutOf(everyField)).restore(store.snapshot());
      return added;
    });
    expect(new Set(made.map((row) => Object.getPrototypeOf(row) as object)).size).toBe(1);
    expect(generatedSources().length).toBe(before);
  });

  it.each(fields.map((field) => field.name))('treat any value as the interpreter does: %s', (name) => {
    const [generated, interpreted] = rows();
    for (const value of awkwardValues) {
      const expected = outcome(interpreted?.row as Loose, name, value);
      expect([value, outcome(generated?.row as Loose, name, value)]).toEqual([value, expected]);
      expect(expected).not.toBe('minus zero');
    }
    expect(generated?.store.hash()).toBe(interpreted?.store.hash());
  });

  it('round any number as the interpreter does', () => {
    const numeric = ['a8', 'b16', 'a32', 'b32', 'single', 'double', 'cents', 'dyadic', 'coarse', 'turn', 'fine'];
    const [generated, interpreted] = rows();
    const number = fc.oneof(
      fc.double(),
      fc.double({ min: -600, max: 600 }),
      fc.integer().map((n) => n / 2048),
    );
    fc.assert(
      fc.property(fc.constantFrom(...numeric), number, (name, value) => {
        const expected = outcome(interpreted?.row as Loose, name, value);
        expect(outcome(generated?.row as Loose, name, value)).toBe(expected);
      }),
      { seed: 1, numRuns: 5000 },
    );
  });

  it('give back unchanged what is written back', () => {
    const [{ row }] = rows() as [{ row: Loose }, unknown];
    fc.assert(
      fc.property(fc.double({ min: -600, max: 600, noNaN: true }), (value) => {
        for (const { name, field } of fields) {
          if (field.kind === 'vec' || field.kind === 'quat' || !('toFixed' in Object(row[name]))) continue;
          if (field.kind === 'ref' || field.kind === 'seat') continue;
          row[name] = value;
          const read = row[name];
          row[name] = read;
          expect(row[name]).toBe(read);
        }
      }),
      { seed: 2, numRuns: 500 },
    );
  });

  it('read decimal steps as decimals', () => {
    const [{ row }] = rows() as [{ row: Loose }, unknown];
    for (let i = -1000; i <= 1000; i++) {
      row['cents'] = i / 100;
      expect(row['cents']).toBe(i / 100);
    }
  });
});
