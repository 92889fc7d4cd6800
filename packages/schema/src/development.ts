// Development mode: warns when arithmetic on a field is lost to its precision. A field with steps of 0.01 swallows
// `row.x += 0.004` every tick, for ever; nothing throws and the thing simply doesn't move.
//
// A write counts as arithmetic when the same field of the same row was read just before: assigning a computed value that
// happens to round to the stored one is no loss. Saturation is no loss either. Each field warns once per store.
import type { Columns } from './columns.ts';
import type { Layout } from './layout-of.ts';
import type { FieldSpec, NumberLane, TableSpec } from './layout.ts';
import type { RowClasses, RowObject } from './row-classes.ts';
import { interpretedClasses } from './row-interpreter.ts';

const isNumber = (spec: FieldSpec): boolean => {
  const { kind } = spec.field;
  return kind === 'int' || kind === 'fixed' || kind === 'f32' || kind === 'angle';
};

const rawAt = (columns: Columns, lane: NumberLane, slot: number): number => columns.lanes[lane.index]?.[slot] as number;

/** True when a number inside the field's range was asked for and the field stayed what it was. */
const isSwallowed = (lane: NumberLane, raw: number, before: number, asked: number): boolean => {
  if (asked === before || !Number.isFinite(asked)) return false;
  const kept = lane.scalar.toRaw(asked) === raw;
  const saturates = (raw === lane.scalar.rawMin && asked < before) || (raw === lane.scalar.rawMax && asked > before);
  return kept && (lane.field.kind === 'angle' || !saturates);
};

const watchField = (prototype: object, table: TableSpec, spec: FieldSpec, warn: (message: string) => void): void => {
  const inner = Object.getOwnPropertyDescriptor(prototype, spec.name) as Required<PropertyDescriptor>;
  const lane = spec.lanes[0] as NumberLane;
  let readSlot = -1;
  let warned = false;
  const get = function (this: RowObject): unknown {
    const value: unknown = inner.get.call(this);
    readSlot = this.$s;
    return value;
  };
  const set = function (this: RowObject, value: number): void {
    const arithmetic = readSlot === this.$s && !warned;
    readSlot = -1;
    if (arithmetic && this.$t.ids[this.$s] === this.id) {
      const raw = rawAt(this.$t, lane, this.$s);
      const before = lane.scalar.fromRaw(raw) as number;
      if (isSwallowed(lane, raw, before, value)) {
        warned = true;
        warn(
          `${table.name}.${spec.name}: ${before} became ${value}, which this field stores as ${before} again; ` +
            'give it finer steps, keep a remainder, or round on purpose',
        );
      }
    }
    inner.set.call(this, value);
  };
  Object.defineProperty(prototype, spec.name, { get, set, enumerable: true, configurable: true });
};

const warnOfUnknown = (
  table: TableSpec,
  classes: RowClasses,
  warn: (message: string) => void,
): RowClasses['assign'] => {
  const names = new Set(table.fields.map((field) => field.name));
  return (row, init) => {
    for (const name of Object.keys(init))
      if (!names.has(name)) warn(`${table.name}.add: there is no field '${name}'; it is ignored`);
    classes.assign(row, init);
  };
};

/** Row classes that warn, for one store. */
export const watched = (layout: Layout, warn: (message: string) => void): readonly RowClasses[] =>
  layout.tables.map((table) => {
    const classes = interpretedClasses(table);
    for (const spec of table.fields) if (isNumber(spec)) watchField(classes.Row.prototype as object, table, spec, warn);
    return { ...classes, assign: warnOfUnknown(table, classes, warn) };
  });
