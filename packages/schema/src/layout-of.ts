// A schema made ready for use: its tables and, once per schema, the classes of their rows.
import { compileFunction } from './codegen.ts';
import { Columns } from './columns.ts';
import type { StateSchema } from './field.ts';
import { type FieldSpec, schemaHashOf, tableSpecs, type TableSpec } from './layout.ts';
import { failReadOnly, failStale, type RowClasses } from './row-classes.ts';
import { INSPECT, interpretedClasses, plainRow, readField, shownRow, writeField } from './row-interpreter.ts';
import { tableSource } from './row-source.ts';
import { unpackQuat } from './smallest-three.ts';

export interface Layout<S extends StateSchema = StateSchema> {
  readonly schema: S;
  /** In declaration order. */
  readonly tables: readonly TableSpec[];
  readonly tableNamed: ReadonlyMap<string, TableSpec>;
  /** SHA-256 of the schema, hexadecimal. */
  readonly hash: string;
  /** By table index. */
  readonly classes: readonly RowClasses[];
  /** False when the classes are closures. */
  readonly codegen: boolean;
}

export interface LayoutOptions {
  /** False: closures instead of generated classes. Default: generated, with closures where that is forbidden. */
  readonly codegen?: boolean;
}

const fieldAt = (table: TableSpec, position: number): FieldSpec => table.fields[position] as FieldSpec;

/** What generated code may call. */
const helpers = {
  Columns,
  stale: failStale,
  readOnly: failReadOnly,
  plain: plainRow,
  shown: shownRow,
  inspect: INSPECT,
  unpackQuat,
  read: (table: TableSpec, position: number, columns: Columns, slot: number): unknown =>
    readField(fieldAt(table, position), columns, slot),
  write: (table: TableSpec, position: number, columns: Columns, slot: number, value: unknown): void =>
    writeField(fieldAt(table, position), columns, slot, value),
};

/** Generated classes, or undefined where a policy forbids generating code and no build has provided it (codegen.ts). */
const generatedClasses = (table: TableSpec): RowClasses | undefined =>
  compileFunction(tableSource(table), ['h', 'spec'])?.(helpers, table) as RowClasses | undefined;

const build = <S extends StateSchema>(schema: S, options: LayoutOptions): Layout<S> => {
  const tables = tableSpecs(schema);
  const hash = schemaHashOf(tables);
  const generated = options.codegen === false ? [] : tables.map(generatedClasses);
  const classes = tables.map((table, i) => generated[i] ?? interpretedClasses(table));
  return Object.freeze({
    schema,
    tables,
    tableNamed: new Map(tables.map((table) => [table.name, table])),
    hash,
    classes,
    codegen: generated.length > 0 && !generated.includes(undefined),
  });
};

const known = { generated: new WeakMap<StateSchema, Layout>(), closures: new WeakMap<StateSchema, Layout>() };

/** The layout of a schema object; made on first use, then shared. Throws TypeError for schemas that can't be stored. */
export const layoutOf = <S extends StateSchema>(schema: S, options: LayoutOptions = {}): Layout<S> => {
  const cache = options.codegen === false ? known.closures : known.generated;
  let layout = cache.get(schema);
  if (layout === undefined) cache.set(schema, (layout = build(schema, options)));
  return layout as Layout<S>;
};

/** Empty columns of one table; a `one()` table comes with its row. */
export const columnsOf = (layout: Layout, index: number): Columns => {
  const table = layout.tables[index] as TableSpec;
  const columns = new (layout.classes[index] as RowClasses).Columns(table);
  columns.reset();
  return columns;
};
