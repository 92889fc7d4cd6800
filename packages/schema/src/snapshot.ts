// A copy of a state: columns and allocator, no rows. Taking one is a memory copy per table.
import type { Columns } from './columns.ts';
import { columnsOf, type Layout } from './layout-of.ts';
import { stateHash, viewHash } from './state-hash.ts';

interface HasLayout {
  readonly layout: Layout;
  readonly tables: readonly Columns[];
}

export class Snapshot {
  readonly layout: Layout;
  /** By table index. */
  readonly tables: readonly Columns[];

  /** An empty state, or the given columns in table order. */
  constructor(layout: Layout, tables = layout.tables.map((table) => columnsOf(layout, table.index))) {
    this.layout = layout;
    this.tables = tables;
  }

  /** Memory held by the columns, bytes. */
  get byteLength(): number {
    return this.tables.reduce((sum, columns) => sum + columns.bytes.byteLength + columns.free.byteLength, 0);
  }

  /** Becomes equal to `other`, whose layout has the same schema; reuses its own memory. */
  copyFrom(other: HasLayout): this {
    if (other.layout.hash !== this.layout.hash) throw new TypeError('a snapshot of another schema');
    for (let i = 0; i < this.tables.length; i++) (this.tables[i] as Columns).copyFrom(other.tables[i] as Columns);
    return this;
  }

  /** 16 hexadecimal digits over live rows and the allocator. */
  hash(): string {
    return stateHash(this.tables);
  }

  /** 16 hexadecimal digits over live rows by table and id. */
  viewHash(): string {
    return viewHash(this.tables);
  }
}
