import { describe, expect, it } from 'vitest';
import { angle, f32, fixed, i16, u8 } from './field.ts';
import { layoutOf } from './layout-of.ts';
import { Store } from './store.ts';

const layout = layoutOf({ t: { x: fixed(-10, 10, 0.01), hp: i16, tiny: u8, f: f32, a: angle(8) } });
const make = () => {
  const warnings: string[] = [];
  const store = new Store(layout, { development: true, warn: (message) => warnings.push(message) });
  return { store, warnings, row: store.state.t.add({ x: 1, hp: 10, f: 1 }) };
};

describe('development mode', () => {
  it('warns once when a field swallows what is added to it', () => {
    const { row, warnings } = make();
    for (let i = 0; i < 300; i++) row.x += 0.004;
    expect(row.x).toBe(1);
    expect(warnings).toEqual([
      't.x: 1 became 1.004, which this field stores as 1 again; give it finer steps, keep a remainder, or round on purpose',
    ]);
  });

  it('warns for whole numbers, singles and angles too', () => {
    const { row, warnings } = make();
    row.hp -= 0.3;
    row.f += 1e-9;
    row.a += 0.001;
    expect(warnings.map((message) => message.split(':')[0])).toEqual(['t.hp', 't.f', 't.a']);
  });

  it('is silent for changes that arrive, for saturation, and for computed values that round to what is there', () => {
    const { row, warnings } = make();
    row.x += 0.006;
    row.x += 0;
    row.tiny -= 1;
    row.hp = 32767;
    row.hp += 5;
    row.x = 1.0149;
    row.x = 1.0102;
    expect(warnings).toEqual([]);
    expect(row.tiny).toBe(0);
  });

  it('keeps state and hash as they are without it', () => {
    const { store, row } = make();
    const plain = new Store(layout);
    const other = plain.state.t.add({ x: 1, hp: 10, f: 1 });
    for (const each of [row, other]) {
      each.x += 0.3;
      each.hp += 0.2;
      each.a -= 1;
    }
    expect(store.hash()).toBe(plain.hash());
    expect(() => (row.x = Number.NaN)).toThrow('t.x: expected a finite number');
    store.state.t.remove(row);
    expect(() => (row.x = 1)).toThrow('is gone');
  });

  it('warns of fields that a table does not have', () => {
    const { store, warnings } = make();
    store.state.t.add({ x: 1, speed: 3 } as { x: number });
    expect(warnings).toEqual(["t.add: there is no field 'speed'; it is ignored"]);
  });
});
