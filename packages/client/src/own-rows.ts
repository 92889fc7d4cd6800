/**
 * Which rows a seat moves by its own frames: those whose field `owner`, of kind seat, names it. They are shown from the
 * prediction; all others are interpolated between snapshots.
 */
import type { Columns, Layout, Snapshot } from '@rubato/schema';

export interface OwnedTable {
  readonly table: number;
  readonly ownerLane: number;
  /** Lanes that may be blended: numbers with a magnitude, not counters, flags or references. */
  readonly smooth: readonly SmoothLane[];
}

export interface SmoothLane {
  readonly lane: number;
  /** Steps of a whole turn for angles, which blend the short way round; 0 for others. */
  readonly turn: number;
  /** Greatest raw value for clamping; Infinity for floats. */
  readonly max: number;
}

/** The lanes of a table that blend: `fixed`, angles and floats, also inside vectors. */
export function smoothLanes(layout: Layout, table: number): readonly SmoothLane[] {
  const out: SmoothLane[] = [];
  for (const lane of layout.tables[table]!.lanes) {
    if (lane.storage === 'inline') continue;
    const { field } = lane;
    if (field.kind === 'fixed')
      out.push({ lane: lane.index, turn: 0, max: Math.round((field.max - field.min) / field.step) });
    else if (field.kind === 'angle') out.push({ lane: lane.index, turn: 2 ** field.bits, max: 2 ** field.bits - 1 });
    else if (field.kind === 'f32' || field.kind === 'f64') out.push({ lane: lane.index, turn: 0, max: Infinity });
  }
  return out;
}

export function ownedTables(layout: Layout): readonly OwnedTable[] {
  const out: OwnedTable[] = [];
  for (const table of layout.tables) {
    const owner = table.fields.find((field) => field.name === 'owner' && field.field.kind === 'seat');
    if (owner === undefined) continue;
    out.push({ table: table.index, ownerLane: owner.lanes[0]!.index, smooth: smoothLanes(layout, table.index) });
  }
  return out;
}

/** Whether the seat's own rows are the same in both, to the last bit of the wire's precision. */
export function sameOwnRows(owned: readonly OwnedTable[], seat: number, a: Snapshot, b: Snapshot): boolean {
  for (const { table, ownerLane } of owned) {
    const left = a.tables[table]!;
    const right = b.tables[table]!;
    const used = Math.max(left.used, right.used);
    for (let slot = 0; slot < used; slot++) {
      const mine = isMine(left, slot, ownerLane, seat);
      if (mine !== isMine(right, slot, ownerLane, seat)) return false;
      if (mine && !sameRow(left, right, slot)) return false;
    }
  }
  return true;
}

export function isMine(columns: Columns, slot: number, ownerLane: number, seat: number): boolean {
  return slot < columns.used && columns.ids[slot] !== 0 && columns.lanes[ownerLane]![slot] === seat;
}

function sameRow(a: Columns, b: Columns, slot: number): boolean {
  if (a.ids[slot] !== b.ids[slot]) return false;
  for (const lane of a.table.lanes) {
    if (lane.storage === 'inline') continue;
    if (a.lanes[lane.index]![slot] !== b.lanes[lane.index]![slot]) return false;
  }
  return true;
}
