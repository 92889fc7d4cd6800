// The slowest state that could be right: maps, arrays and formulas from the documentation. Tests run it beside the store.
import type { Id } from '../value.ts';

export interface ModelRow {
  n: number;
  x: number;
  label: string;
  tags: readonly number[];
}

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));

export class ModelTable {
  readonly max: number;
  readonly slotBits: number;
  private rows = new Map<number, { id: number; values: ModelRow }>();
  private generations: number[] = [];
  private queue: number[] = [];

  constructor(max: number) {
    this.max = max;
    this.slotBits = max > 1 ? (max - 1).toString(2).length : 0;
  }

  /** The new row's id, or undefined when the table is full. */
  add(values: ModelRow): number | undefined {
    let slot = this.queue.shift();
    if (slot === undefined) {
      if (this.generations.length === this.max) return undefined;
      slot = this.generations.push(0) - 1;
    }
    const generation = (this.generations[slot] = (this.generations[slot] as number) + 1);
    const id = generation * 2 ** this.slotBits + slot;
    this.rows.set(slot, { id, values: ModelTable.stored(values) });
    return id;
  }

  remove(id: number): void {
    const slot = id % 2 ** this.slotBits;
    if (this.rows.get(slot)?.id !== id) return;
    this.rows.delete(slot);
    if ((this.generations[slot] as number) < 2 ** (32 - this.slotBits) - 1) this.queue.push(slot);
  }

  write(id: number, values: ModelRow): void {
    const row = this.rows.get(id % 2 ** this.slotBits);
    if (row?.id === id) row.values = ModelTable.stored(values);
  }

  /** In slot order. */
  list(): { id: number; values: ModelRow }[] {
    return [...this.rows.keys()].sort((a, b) => a - b).map((slot) => this.rows.get(slot) as never);
  }

  copy(): ModelTable {
    const copy = new ModelTable(this.max);
    copy.rows = new Map([...this.rows].map(([slot, row]) => [slot, { id: row.id, values: { ...row.values } }]));
    copy.generations = [...this.generations];
    copy.queue = [...this.queue];
    return copy;
  }

  /** What n: i16, x: fixed(−8, 8, 1/4), label: text, tags: list(u8) keep of these values. */
  private static stored({ n, x, label, tags }: ModelRow): ModelRow {
    return {
      n: clamp(Math.round(n), -32768, 32767) + 0,
      x: clamp(Math.round(x * 4) / 4, -8, 8) + 0,
      label,
      tags: tags.map((tag) => clamp(Math.round(tag), 0, 255) + 0),
    };
  }
}

export type AnyId = Id<'rows'>;
