// Tables as rules see them: rows by id, iteration in slot order, birth and death.
import type { Columns } from './columns.ts';
import { slotOf } from './layout.ts';
import { failReadOnly, type PassClass, type RowClass, type RowClasses, type RowObject } from './row-classes.ts';
import { StateFault } from './state-fault.ts';

/** What can be read of a table. Row objects are made once per slot and generation. */
export abstract class RowSet implements Iterable<RowObject> {
  readonly columns: Columns;
  /** By slot: the object for the row that lives or last lived there, once anyone asked for it. */
  readonly cache: (RowObject | undefined)[] = [];
  private readonly RowClass: RowClass;
  private readonly PassClass: PassClass;

  constructor(columns: Columns, rowClass: RowClass, passClass: PassClass) {
    this.columns = columns;
    this.RowClass = rowClass;
    this.PassClass = passClass;
  }

  get size(): number {
    return this.columns.size;
  }
  get max(): number {
    return this.columns.table.max;
  }
  get full(): boolean {
    return this.columns.full;
  }

  get(id: number): RowObject | undefined {
    const slot = slotOf(this.columns.table, id);
    return id !== 0 && this.columns.ids[slot] === id ? this.rowAt(slot, id) : undefined;
  }

  has(id: number): boolean {
    return id !== 0 && this.columns.ids[slotOf(this.columns.table, id)] === id;
  }

  [Symbol.iterator](): IterableIterator<RowObject> {
    return new this.PassClass(this);
  }

  /** The one object for the row of this id, which the caller has found alive at this slot. */
  rowAt(slot: number, id: number): RowObject {
    const cached = this.cache[slot];
    return cached !== undefined && cached.$id === id ? cached : this.makeRow(slot, id);
  }

  toJSON(): object {
    return [...this];
  }

  makeRow(slot: number, id: number): RowObject {
    const { cache } = this;
    // Kept dense: a hole would turn the array into a slower kind.
    while (cache.length < slot) cache.push(undefined);
    const row = new this.RowClass(this.columns, slot, id);
    cache[slot] = row;
    return row;
  }
}

/** A table that rules may change. */
export class Table extends RowSet {
  private readonly classes: RowClasses;

  constructor(columns: Columns, classes: RowClasses) {
    super(columns, classes.Row, classes.RowPass);
    this.classes = classes;
  }

  /** A new row; a fault in `init` leaves the table without it. */
  add(init?: object): RowObject {
    const { columns } = this;
    const slot = columns.allocate();
    if (slot < 0)
      throw new StateFault(
        'table-full',
        `${columns.table.name}: all ${columns.table.max} rows are in use; ask 'full' first`,
      );
    columns.initialise(slot);
    const row = this.rowAt(slot, columns.ids[slot] as number);
    if (init === undefined) return row;
    try {
      this.classes.assign(row, init);
    } catch (error) {
      columns.release(slot);
      throw error;
    }
    return row;
  }

  /** Takes the row away; does nothing when it is gone already. */
  remove(row: number | { readonly id: number }): void {
    const id = typeof row === 'number' ? row : row.id;
    if (this.has(id)) this.columns.release(slotOf(this.columns.table, id));
  }

  clear(): void {
    const { columns } = this;
    for (let slot = 0; slot < columns.used; slot++) if (columns.ids[slot] !== 0) columns.release(slot);
  }
}

/** A table that may only be looked at. */
export class TableView extends RowSet {
  constructor(columns: Columns, classes: RowClasses) {
    super(columns, classes.View, classes.ViewPass);
  }
  add(): never {
    return failReadOnly(this.columns.table.name, 'add');
  }
  remove(): never {
    return failReadOnly(this.columns.table.name, 'remove');
  }
  clear(): never {
    return failReadOnly(this.columns.table.name, 'clear');
  }
}
