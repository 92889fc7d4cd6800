/** The state between two ticks of a match that runs in this page: numbers with a magnitude blend, everything else is the earlier tick's. */
import { Store, type Columns, type Layout, type Snapshot } from '@rubato/schema';

interface SmoothLane {
  readonly lane: number;
  /** Steps of a whole turn for angles, which blend the short way round; 0 for others. */
  readonly turn: number;
  readonly whole: boolean;
}

export class Tween {
  readonly store: Store;
  readonly #smooth: readonly (readonly SmoothLane[])[];

  constructor(layout: Layout) {
    this.store = new Store(layout);
    this.#smooth = layout.tables.map((_, table) => smoothLanes(layout, table));
  }

  /**
   * Makes the store's view show the state `share` (0 to 1) of the way from one tick to the next.
   *
   * @param fresh the two aren't those of the last call: what doesn't blend is taken over only then
   */
  show(from: Snapshot, to: Snapshot, share: number, fresh: boolean): void {
    if (fresh) this.store.restore(from);
    for (let table = 0; table < this.#smooth.length; table++) {
      for (const lane of this.#smooth[table]!)
        blendLane(lane, from.tables[table]!, to.tables[table]!, this.store.tables[table]!, share);
    }
  }
}

function smoothLanes(layout: Layout, table: number): readonly SmoothLane[] {
  const lanes: SmoothLane[] = [];
  for (const lane of layout.tables[table]!.lanes) {
    if (lane.storage === 'inline') continue;
    const { field } = lane;
    if (field.kind === 'fixed') lanes.push({ lane: lane.index, turn: 0, whole: true });
    else if (field.kind === 'angle') lanes.push({ lane: lane.index, turn: 2 ** field.bits, whole: true });
    else if (field.kind === 'f32' || field.kind === 'f64') lanes.push({ lane: lane.index, turn: 0, whole: false });
  }
  return lanes;
}

function blendLane({ lane, turn, whole }: SmoothLane, from: Columns, to: Columns, out: Columns, share: number): void {
  const a = from.lanes[lane]!;
  const b = to.lanes[lane]!;
  const target = out.lanes[lane]!;
  const used = Math.min(from.used, to.used);
  for (let slot = 0; slot < used; slot++) {
    if (from.ids[slot] === 0 || from.ids[slot] !== to.ids[slot]) continue;
    const start = a[slot]!;
    let way = b[slot]! - start;
    if (turn > 0) way -= turn * Math.round(way / turn);
    const moved = start + way * share;
    const stored = whole ? Math.round(moved) : moved;
    target[slot] = turn > 0 ? ((stored % turn) + turn) % turn : stored;
  }
}
