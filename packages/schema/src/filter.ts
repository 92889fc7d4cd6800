// What one viewer may know of a state: a snapshot again, in which everything else doesn't exist. Deltas, hashes, checks and
// JSON of a viewer are then those of an ordinary snapshot, and can't tell more than it holds.
import type { Columns, LaneArray } from './columns.ts';
import type { InlineLane, Lane, TableSpec } from './layout.ts';
import { slotOf } from './layout.ts';
import type { Layout } from './layout-of.ts';
import { Snapshot } from './snapshot.ts';
import type { HasTables } from './view.ts';

/** A store or a snapshot. */
export interface Source extends HasTables {
  readonly layout: Layout;
}

/** Asked once for every live row of the source. `one()` records have slot 0. */
export type Visibility = (tableIndex: number, slot: number) => boolean;

/**
 * The part of a state that is visible. Rows that aren't vanish; an invisible `one()` record reads as new; a reference to a
 * row that the result doesn't hold reads 0, whether that row is hidden or gone, so that the two can't be told apart. Ids
 * are kept, the allocator isn't. Cost: one copy plus one call per row.
 */
export const filterSnapshot = (source: Source, visible: Visibility, into?: Snapshot): Snapshot => {
  if (into === source) throw new TypeError('a snapshot cannot be filtered into itself');
  const result = (into ?? new Snapshot(source.layout)).copyFrom(source);
  for (const columns of result.tables) hideRows(columns, visible);
  for (const { table, lane } of refLanesOf(source.layout)) hideRefs(result, result.tables[table] as Columns, lane);
  return result;
};

export interface RefLane {
  /** Index of the table. */
  readonly table: number;
  readonly lane: Lane;
}

const refLanes = new WeakMap<Layout, readonly RefLane[]>();

const holdsRefs = (lane: Lane): boolean =>
  lane.storage === 'inline' ? lane.inline.hasRefs : lane.field.kind === 'ref';

export const refLanesOf = (layout: Layout): readonly RefLane[] => {
  let found = refLanes.get(layout);
  if (found === undefined) {
    found = layout.tables.flatMap(({ index, lanes }) =>
      lanes.filter(holdsRefs).map((lane) => ({ table: index, lane })),
    );
    refLanes.set(layout, found);
  }
  return found;
};

export const hideRows = (columns: Columns, visible: Visibility): void => {
  const { ids, generations, table, used } = columns;
  if (table.kind === 'one') {
    if (!visible(table.index, 0)) columns.reset();
    return;
  }
  let end = 0;
  for (let slot = 0; slot < used; slot++) {
    if (ids[slot] !== 0 && visible(table.index, slot)) {
      end = slot + 1;
      continue;
    }
    columns.vacate(slot);
    generations[slot] = 0;
  }
  columns.used = end;
  columns.allocatorKnown = false;
};

export const hideRefs = (snapshot: Snapshot, columns: Columns, lane: Lane): void => {
  const array = columns.lanes[lane.index] as LaneArray;
  if (lane.storage === 'inline') return hideInlineRefs(snapshot, columns, lane, array as Uint8Array);
  if (lane.field.kind !== 'ref') return;
  const target = tableNamed(snapshot, lane.field.table);
  for (let slot = 0; slot < columns.used; slot++)
    if (array[slot] !== 0 && target.ids[slotOf(target.table, array[slot] as number)] !== array[slot]) array[slot] = 0;
};

const hideInlineRefs = (snapshot: Snapshot, columns: Columns, lane: InlineLane, bytes: Uint8Array): void => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const hide = (table: string, at: number): void => {
    const target = tableNamed(snapshot, table);
    const id = view.getUint32(at, true);
    if (id !== 0 && target.ids[slotOf(target.table, id)] !== id) view.setUint32(at, 0, true);
  };
  for (let slot = 0; slot < columns.used; slot++)
    if (columns.ids[slot] !== 0) lane.inline.eachRef(bytes, slot * lane.stride, hide);
};

const tableNamed = (snapshot: Snapshot, name: string): Columns => {
  const table = snapshot.layout.tableNamed.get(name) as TableSpec;
  return snapshot.tables[table.index] as Columns;
};
