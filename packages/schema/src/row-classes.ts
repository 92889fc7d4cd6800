// What a table needs in order to hand out rows: made once per layout and table, shared by every store of that layout.
import type { Columns } from './columns.ts';
import type { FieldSpec, TableSpec } from './layout.ts';
import { StaleRow, StateFault } from './state-fault.ts';

/** A row object addresses its columns through the table, which keeps it valid when the table grows. */
export interface RowObject {
  readonly $t: Columns;
  readonly $s: number;
  readonly $id: number;
  readonly id: number;
}

/** What a pass needs of a table. */
export interface PassSource {
  readonly columns: Columns;
  readonly cache: readonly (RowObject | undefined)[];
  makeRow(slot: number, id: number): RowObject;
}

export type RowClass = new (columns: Columns, slot: number, id: number) => RowObject;
export type PassClass = new (rows: PassSource) => IterableIterator<RowObject>;

export interface RowClasses {
  /** Getters and setters. */
  readonly Row: RowClass;
  /** Getters, and setters that throw `read-only`. */
  readonly View: RowClass;
  /** Iterators over rows of either class. */
  readonly RowPass: PassClass;
  readonly ViewPass: PassClass;
  /** Columns with one property per lane, so that a row reaches its lane in one load. */
  readonly Columns: new (table: TableSpec) => Columns;
  /** Writes the fields that `init` has, in declaration order. */
  assign(row: RowObject, init: object): void;
}

export const failStale = (row: RowObject): never => {
  throw new StaleRow(row.$t.table.name, row.$id);
};

export const failReadOnly = (table: string, field: string): never => {
  throw new StateFault('read-only', `${table}.${field}: views are for looking; write in apply, step or tick`);
};

/** Runs a write that may fault and says which field it was meant for. */
export const naming = (table: TableSpec, field: FieldSpec, write: () => void): void => {
  try {
    write();
  } catch (error) {
    if (!(error instanceof StateFault)) throw error;
    throw new StateFault(error.code, `${table.name}.${field.name}: ${error.message}`);
  }
};
