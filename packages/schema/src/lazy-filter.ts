// A filtered view (filter.ts) that is made table by table, when somebody looks: a check of an order reads two or three
// tables of ten, and would wait for all of them after every order before it.
import { hideRefs, hideRows, refLanesOf, type RefLane, type Source, type Visibility } from './filter.ts';
import type { Columns } from './columns.ts';
import type { TableSpec } from './layout.ts';
import { Snapshot } from './snapshot.ts';
import { viewOf } from './view.ts';

export class LazyFilter {
  /** Equal to what `filterSnapshot` gives; to be read only while the source is as it was at the last `renew`. */
  readonly view: object;
  readonly #source: Source;
  readonly #visible: Visibility;
  readonly #state: Snapshot;
  readonly #refLanes: readonly (readonly RefLane[])[];
  #version = 0;
  /** By table: the version whose rows, and whose refs, it holds. */
  readonly #rows: number[];
  readonly #refs: number[];

  constructor(source: Source, visible: Visibility) {
    const { layout } = source;
    this.#source = source;
    this.#visible = visible;
    this.#state = new Snapshot(layout);
    this.#rows = layout.tables.map(() => 0);
    this.#refs = layout.tables.map(() => 0);
    this.#refLanes = layout.tables.map(({ index }) => refLanesOf(layout).filter(({ table }) => table === index));
    const whole = viewOf(layout, this.#state) as Readonly<Record<string, object>>;
    const getters = layout.tables.map(({ name, index }) => {
      const table = whole[name] as object;
      return [name, { enumerable: true, get: () => (this.#settle(index), table) }] as const;
    });
    this.view = Object.freeze(Object.defineProperties({}, Object.fromEntries(getters)));
  }

  /** Says that the source has changed. Cost: nothing until somebody looks. */
  renew(): void {
    this.#version += 1;
  }

  #settle(index: number): void {
    if (this.#refs[index] === this.#version) return;
    this.#settleRows(index);
    const columns = this.#state.tables[index] as Columns;
    for (const { lane } of this.#refLanes[index] as readonly RefLane[]) {
      if (lane.storage === 'inline' || lane.field.kind !== 'ref')
        for (let i = 0; i < this.#rows.length; i++) this.#settleRows(i);
      else this.#settleRows((this.#source.layout.tableNamed.get(lane.field.table) as TableSpec).index);
      hideRefs(this.#state, columns, lane);
    }
    this.#refs[index] = this.#version;
  }

  #settleRows(index: number): void {
    if (this.#rows[index] === this.#version) return;
    const columns = this.#state.tables[index] as Columns;
    columns.copyFrom(this.#source.tables[index] as Columns);
    hideRows(columns, this.#visible);
    this.#rows[index] = this.#version;
  }
}
