// A state in memory: the tables that rules write, the view that everybody else reads, and copies of both.
import type { Columns } from './columns.ts';
import { watched } from './development.ts';
import type { StateSchema } from './field.ts';
import { columnsOf, type Layout } from './layout-of.ts';
import type { RowClasses } from './row-classes.ts';
import { Table } from './rows.ts';
import { Snapshot } from './snapshot.ts';
import { stateHash, viewHash } from './state-hash.ts';
import type { State, View } from './value.ts';
import { facade, recordOf, viewOf } from './view.ts';

export interface StoreOptions {
  /** Watches for writes that lose what they add. Costs speed. */
  readonly development?: boolean;
  /** Receives each warning once; default console.warn. */
  readonly warn?: (message: string) => void;
}

// oxlint-disable-next-line no-console -- development mode speaks to a person when nobody else listens
const warnAloud = (message: string): void => console.warn(message);

export class Store<S extends StateSchema = StateSchema> {
  readonly layout: Layout<S>;
  /** By table index. */
  readonly tables: readonly Columns[];
  readonly state: State<S>;
  readonly view: View<S>;

  constructor(layout: Layout<S>, options: StoreOptions = {}) {
    this.layout = layout;
    this.tables = layout.tables.map((table) => columnsOf(layout, table.index));
    const classes = options.development === true ? watched(layout, options.warn ?? warnAloud) : layout.classes;
    this.state = facade<State<S>>(this.tables, (columns, i) => {
      const own = classes[i] as RowClasses;
      return columns.table.kind === 'one' ? recordOf(columns, own.Row) : new Table(columns, own);
    });
    this.view = viewOf<S>(layout, this);
  }

  /** A copy, in the memory of `into` when given. */
  snapshot(into: Snapshot = new Snapshot(this.layout)): Snapshot {
    return into.copyFrom(this);
  }

  /** Becomes equal to the snapshot. Row objects of rows that it holds stay valid, all others turn stale. */
  restore(snapshot: Snapshot): void {
    if (snapshot.layout.hash !== this.layout.hash) throw new TypeError('a snapshot of another schema');
    for (let i = 0; i < this.tables.length; i++) (this.tables[i] as Columns).copyFrom(snapshot.tables[i] as Columns);
  }

  load(snapshot: Snapshot): void {
    this.restore(snapshot);
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
