// Columns as something to look at: the read-only face of a store or of a snapshot, and single rows of it.
import type { Columns } from './columns.ts';
import type { StateSchema } from './field.ts';
import type { Layout } from './layout-of.ts';
import type { RowClasses, RowObject } from './row-classes.ts';
import { TableView } from './rows.ts';
import type { View } from './value.ts';

/** Whatever has columns: a store or a snapshot. */
export interface HasTables {
  readonly tables: readonly Columns[];
}

/** An object with one property per table. Frozen: a table can't be replaced, only its rows can change. */
export const facade = <T>(tables: readonly Columns[], make: (columns: Columns, index: number) => unknown): T =>
  Object.freeze(Object.fromEntries(tables.map((columns, i) => [columns.table.name, make(columns, i)]))) as T;

/** The one row of a `one()` table. */
export const recordOf = (columns: Columns, rowClass: RowClasses['Row']): RowObject =>
  new rowClass(columns, 0, columns.ids[0] as number);

const views = new WeakMap<HasTables, unknown>();

/**
 * The state of a store or snapshot to look at; writes throw StateFault `read-only`. It shows the present content, not the
 * content at the time of the call. Made once per source.
 */
export const viewOf = <S extends StateSchema>(layout: Layout<S>, source: HasTables): View<S> => {
  let view = views.get(source) as View<S> | undefined;
  if (view === undefined) {
    view = facade<View<S>>(source.tables, (columns, i) => {
      const classes = layout.classes[i] as RowClasses;
      return columns.table.kind === 'one' ? recordOf(columns, classes.View) : new TableView(columns, classes);
    });
    views.set(source, view);
  }
  return view;
};

/** What `view[N]` hands out: rows of a table, or the record itself. */
type RowOf<T> = T extends { get(id: never): infer R } ? R : T;

/** The row at a slot of a view, or undefined when none lives there. `one()` records have slot 0. */
export const rowOf = <V extends object, N extends keyof V & string>(
  view: V,
  tableName: N,
  slot: number,
): RowOf<V[N]> | undefined => {
  const rows: unknown = view[tableName];
  if (!(rows instanceof TableView)) return slot === 0 ? (rows as RowOf<V[N]>) : undefined;
  const id = rows.columns.ids[slot] ?? 0;
  return id === 0 ? undefined : (rows.rowAt(slot, id) as RowOf<V[N]>);
};
