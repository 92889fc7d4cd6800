// What each seat may see: "a view is a snapshot". In games without `sees` everybody looks at the state itself.

import { filterSnapshot, LazyFilter, rowOf, Snapshot, viewOf } from '@rubato/schema';
import type { Seat, Store, TableSpec } from '@rubato/schema';
import type { AnySchema, AnyView } from './any-game.ts';
import type { GameCodecs } from './game-codecs.ts';

/** `rowOf` for a schema that is not known here. */
const rowAt = rowOf as unknown as (view: AnyView, table: string, slot: number) => object;

/** Answers whether a row, by table index and slot, may be known. */
export type Visible = (tableIndex: number, slot: number) => boolean;

interface Filtered {
  version: number;
  readonly state: Snapshot;
}

interface Lazy {
  version: number;
  readonly filter: LazyFilter;
}

export class SeatViews {
  readonly #codecs: GameCodecs;
  readonly #store: Store<AnySchema>;
  readonly #filtered = new Map<Seat | null, Filtered>();
  readonly #lazy = new Map<Seat, Lazy>();
  #version = 0;

  constructor(codecs: GameCodecs, store: Store<AnySchema>) {
    this.#codecs = codecs;
    this.#store = store;
  }

  /** Says that the state has changed. */
  changed(): void {
    this.#version += 1;
  }

  /** Forgets a seat that was given up. */
  drop(seat: Seat): void {
    this.#filtered.delete(seat);
    this.#lazy.delete(seat);
  }

  /** The same as `view`, for one look before anything else happens: tables that nobody looks at are not filtered. */
  glance(viewer: Seat): AnyView {
    if (this.#codecs.rules.sees === undefined) return this.#store.view;
    let lazy = this.#lazy.get(viewer);
    if (lazy === undefined) {
      lazy = { version: -1, filter: new LazyFilter(this.#store, this.visible(viewer) as Visible) };
      this.#lazy.set(viewer, lazy);
    }
    if (lazy.version !== this.#version) lazy.filter.renew();
    lazy.version = this.#version;
    return lazy.filter.view as AnyView;
  }

  /** What a viewer (null: a spectator) looks at now; valid until the state changes. */
  view(viewer: Seat | null): AnyView {
    if (this.#codecs.rules.sees === undefined) return this.#store.view;
    let filtered = this.#filtered.get(viewer);
    if (filtered === undefined) {
      filtered = { version: -1, state: new Snapshot(this.#codecs.layout) };
      this.#filtered.set(viewer, filtered);
    }
    if (filtered.version !== this.#version) {
      this.copy(viewer, filtered.state);
      filtered.version = this.#version;
    }
    return viewOf(this.#codecs.layout, filtered.state);
  }

  /** A copy of what a viewer may see, in the memory of `into` when given. */
  copy(viewer: Seat | null, into?: Snapshot): Snapshot {
    const visible = this.visible(viewer);
    return visible === undefined ? this.#store.snapshot(into) : filterSnapshot(this.#store, visible, into);
  }

  /** Undefined when everyone knows everything. */
  visible(viewer: Seat | null): Visible | undefined {
    const { rules, layout } = this.#codecs;
    if (rules.sees === undefined) return undefined;
    const { view } = this.#store;
    const { sees } = rules;
    return (tableIndex, slot) => {
      const { name } = layout.tables[tableIndex] as TableSpec;
      return sees.call(rules, view, viewer, name, rowAt(view, name, slot));
    };
  }

  sees(viewer: Seat | null, table: string, row: object): boolean {
    const { rules } = this.#codecs;
    return rules.sees === undefined || rules.sees(this.#store.view, viewer, table, row);
  }
}
