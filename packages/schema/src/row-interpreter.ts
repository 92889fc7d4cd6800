// Row classes without generated code: one closure per field that walks the field's lanes. The fallback where a content
// security policy forbids generating code, the reference that the generated classes are tested against, and the ground that
// development mode stands on.
import { Columns, type LaneArray } from './columns.ts';
import type { FieldSpec, InlineLane, NumberLane, TableSpec } from './layout.ts';
import { failReadOnly, failStale, naming, type RowClasses, type RowObject } from './row-classes.ts';
import { RowPass } from './row-pass.ts';
import { StateFault } from './state-fault.ts';

const AXES = ['x', 'y', 'z'] as const;
const laneOf = (columns: Columns, index: number): LaneArray => columns.lanes[index] as LaneArray;

/** The value of a field of a live row. */
export const readField = (field: FieldSpec, columns: Columns, slot: number): unknown => {
  if (field.field.kind !== 'vec') {
    const lane = field.lanes[0] as NumberLane | InlineLane;
    const array = laneOf(columns, lane.index);
    if (lane.storage === 'inline') return lane.inline.read(array as Uint8Array, slot * lane.stride);
    return lane.scalar.fromRaw(array[slot] as number);
  }
  const value: Record<string, unknown> = {};
  field.lanes.forEach((lane, i) => {
    value[AXES[i] as string] = (lane as NumberLane).scalar.fromRaw(laneOf(columns, lane.index)[slot] as number);
  });
  return Object.freeze(value);
};

/** Writes a field of a live row; a fault leaves it as it was. */
export const writeField = (field: FieldSpec, columns: Columns, slot: number, value: unknown): void =>
  naming(columns.table, field, () => {
    if (field.field.kind !== 'vec') {
      const lane = field.lanes[0] as NumberLane | InlineLane;
      const array = laneOf(columns, lane.index);
      if (lane.storage === 'inline') lane.inline.write(value, array as Uint8Array, slot * lane.stride);
      else array[slot] = lane.scalar.toRaw(value);
      return;
    }
    if (value === null || typeof value !== 'object') throw new StateFault('wrong-type', 'expected a vector');
    const raws = field.lanes.map((lane, i) =>
      (lane as NumberLane).scalar.toRaw((value as Record<string, unknown>)[AXES[i] as string]),
    );
    field.lanes.forEach((lane, i) => {
      laneOf(columns, lane.index)[slot] = raws[i] as number;
    });
  });

/** The row as a plain object, as `JSON.stringify` sees it: its fields, and its id unless it is a `one()` record. */
export const plainRow = (row: RowObject): Record<string, unknown> => {
  const { kind, fields } = row.$t.table;
  const value: Record<string, unknown> = kind === 'one' ? {} : { id: row.id };
  for (const field of fields) value[field.name] = (row as unknown as Record<string, unknown>)[field.name];
  return value;
};

/** What a console shows of a row; a stale one must not throw there. */
export const shownRow = (row: RowObject): object =>
  row.$t.ids[row.$s] === row.$id ? plainRow(row) : { stale: `${row.$t.table.name} ${row.$id}` };

/** Node's consoles look for this name on what they print. */
export const INSPECT = Symbol.for('nodejs.util.inspect.custom');

/** The properties that every row class has beside its fields. */
export class RowBase implements RowObject {
  declare readonly $t: Columns;
  declare readonly $s: number;
  declare readonly $id: number;
  constructor(columns: Columns, slot: number, id: number) {
    this.$t = columns;
    this.$s = slot;
    this.$id = id;
  }
  get id(): number {
    return this.$id;
  }
  toJSON(): object {
    return plainRow(this);
  }
  [INSPECT](): object {
    return shownRow(this);
  }
}

const guard = (row: RowObject): void => {
  if (row.$t.ids[row.$s] !== row.$id) failStale(row);
};

export const interpretedClasses = (table: TableSpec): RowClasses => {
  class Row extends RowBase {}
  class View extends RowBase {}
  for (const field of table.fields) {
    const get = function (this: RowObject): unknown {
      guard(this);
      return readField(field, this.$t, this.$s);
    };
    const set = function (this: RowObject, value: unknown): void {
      guard(this);
      writeField(field, this.$t, this.$s, value);
    };
    Object.defineProperty(Row.prototype, field.name, { get, set, enumerable: true, configurable: true });
    const refuse = (): never => failReadOnly(table.name, field.name);
    Object.defineProperty(View.prototype, field.name, { get, set: refuse, enumerable: true, configurable: true });
  }
  const assign = (row: RowObject, init: object): void => {
    for (const { name } of table.fields) {
      const value = (init as Record<string, unknown>)[name];
      if (value !== undefined) (row as unknown as Record<string, unknown>)[name] = value;
    }
  };
  return { Row, View, RowPass, ViewPass: RowPass, Columns, assign };
};
