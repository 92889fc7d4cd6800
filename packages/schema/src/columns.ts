// One table in memory: a typed array per lane, the ids of the rows that are alive, and the generation each slot has
// reached, all in one ArrayBuffer so that a copy is one `set`.
//
//   ┌ 8-byte lanes ┬ ids (u32) ┬ generations (u32) ┬ 4-byte and inline lanes ┬ 2-byte lanes ┬ 1-byte lanes ┐
//   each capacity × stride bytes
//
// ids[slot] is the row's id while it lives and 0 while the slot is free; that one comparison is also the guard of row
// objects. Capacity starts small and doubles up to the table's maximum.
import { FreeRing } from './free-ring.ts';
import { generationOf, idOf, type Lane, slotOf, type TableSpec } from './layout.ts';

export type LaneArray =
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | Int8Array
  | Int16Array
  | Int32Array
  | Float32Array
  | Float64Array;

// The hash and the inline values read the memory of lanes as little-endian words.
if (new Uint8Array(Uint16Array.of(1).buffer)[0] !== 1) throw new Error('this library needs a little-endian machine');

const FIRST_CAPACITY = 16;
/** Above this much unused memory, copying lane by lane beats copying the whole buffer. */
const WHOLE_COPY_SLACK_BYTES = 4096;

const arrayOf = (lane: Lane, buffer: ArrayBuffer, offset: number, capacity: number): LaneArray => {
  switch (lane.storage) {
    case 'u8':
      return new Uint8Array(buffer, offset, capacity);
    case 'i8':
      return new Int8Array(buffer, offset, capacity);
    case 'u16':
      return new Uint16Array(buffer, offset, capacity);
    case 'i16':
      return new Int16Array(buffer, offset, capacity);
    case 'u32':
      return new Uint32Array(buffer, offset, capacity);
    case 'i32':
      return new Int32Array(buffer, offset, capacity);
    case 'f32':
      return new Float32Array(buffer, offset, capacity);
    case 'f64':
      return new Float64Array(buffer, offset, capacity);
    case 'inline':
      return new Uint8Array(buffer, offset, capacity * lane.stride);
  }
};

const alignment = (lane: Lane): number => (lane.storage === 'inline' ? 4 : lane.stride);

export class Columns {
  readonly table: TableSpec;
  capacity = 0;
  /** Slots at or above this one have never held a row. */
  used = 0;
  /** Rows alive. */
  size = 0;
  bytes = new Uint8Array(0);
  /** Per slot: the id of the live row, or 0. */
  ids = new Uint32Array(0);
  /** Per slot: the generation of its live or last row; 0 before the first. */
  generations = new Uint32Array(0);
  /** By lane index. Replaced when the table grows: never keep one across a call that may add rows. */
  lanes: readonly LaneArray[] = [];
  readonly free = new FreeRing();
  /** False after rows were placed by id: the order of free slots is then unknown and made up when first needed. */
  allocatorKnown = true;
  /** Rows born so far, and per slot the count at its row's birth: lets a pass skip what was born during it. Not state. */
  births = 0;
  bornAt = new Float64Array(0);

  constructor(table: TableSpec) {
    this.table = table;
  }

  /** Makes room for slots 0 to `slots` − 1. */
  reserve(slots: number): void {
    if (slots <= this.capacity) return;
    let capacity = Math.max(this.capacity, Math.min(FIRST_CAPACITY, this.table.max));
    while (capacity < slots) capacity *= 2;
    this.resize(Math.min(capacity, this.table.max));
  }

  /** The slot and new id of a row to be, or −1 when the table is full. The lanes still hold what the slot's last row left. */
  allocate(): number {
    if (!this.allocatorKnown) this.rebuildAllocator();
    let slot: number;
    if (this.free.count > 0) slot = this.free.shift();
    else if (this.used < this.table.max) {
      slot = this.used;
      this.reserve(slot + 1);
      this.used++;
      this.generations[slot] = 0;
    } else return -1;
    const generation = (this.generations[slot] as number) + 1;
    this.generations[slot] = generation;
    this.ids[slot] = idOf(this.table, slot, generation);
    this.size++;
    if (slot >= this.bornAt.length) this.growBirths();
    this.bornAt[slot] = ++this.births;
    return slot;
  }

  /** Frees a live row's slot. A slot whose generations are spent retires: no later row will ever carry an id of it. */
  release(slot: number): void {
    this.ids[slot] = 0;
    this.size--;
    if (this.allocatorKnown && (this.generations[slot] as number) < this.table.maxGeneration) this.free.push(slot);
  }

  /** True when `allocate` would answer −1. */
  get full(): boolean {
    if (!this.allocatorKnown) this.rebuildAllocator();
    return this.free.count === 0 && this.used >= this.table.max;
  }

  /** Puts a row at the slot its id names, as replicas and decoders do; the caller fills the lanes. */
  place(id: number): number {
    const slot = slotOf(this.table, id);
    this.reserve(slot + 1);
    while (this.used <= slot) {
      this.ids[this.used] = 0;
      this.generations[this.used++] = 0;
    }
    if (this.ids[slot] === 0) this.size++;
    this.ids[slot] = id;
    this.generations[slot] = generationOf(this.table, id);
    this.allocatorKnown = false;
    return slot;
  }

  /** Takes the row at a slot away without recording the slot as free. */
  vacate(slot: number): void {
    if (this.ids[slot] === 0) return;
    this.ids[slot] = 0;
    this.size--;
    this.allocatorKnown = false;
  }

  /** Forgets every row and generation and keeps the memory; a `one()` table gets its row back, as new. */
  reset(): void {
    this.ids.fill(0, 0, this.used);
    this.used = 0;
    this.size = 0;
    this.free.clear();
    this.allocatorKnown = true;
    if (this.table.kind === 'one') this.initialise(this.allocate());
  }

  /** Frees slots in slot order: the answer for snapshots that came without their allocator. */
  rebuildAllocator(): void {
    this.free.clear();
    for (let slot = 0; slot < this.used; slot++) {
      const spent = (this.generations[slot] as number) >= this.table.maxGeneration;
      if (this.ids[slot] === 0 && !spent) this.free.push(slot);
    }
    this.allocatorKnown = true;
  }

  /** Gives every lane of a slot the value of a row that nobody has written to. */
  initialise(slot: number): void {
    const lanes = this.table.lanes;
    for (let i = 0; i < lanes.length; i++) {
      const lane = lanes[i] as Lane;
      const array = this.lanes[i] as LaneArray;
      if (lane.storage === 'inline') array.fill(0, slot * lane.stride, (slot + 1) * lane.stride);
      else array[slot] = lane.scalar.initial;
    }
  }

  /** Becomes equal to `other`, of the same table; reuses its own memory whenever that suffices. */
  copyFrom(other: Columns): void {
    const staleSlots = this.used;
    if (this.capacity < other.used) this.resize(other.capacity);
    if (this.capacity === other.capacity && this.slackBytes(other) <= WHOLE_COPY_SLACK_BYTES)
      this.bytes.set(other.bytes);
    else this.copyLanes(other);
    if (staleSlots > other.used) this.ids.fill(0, other.used, staleSlots);
    this.used = other.used;
    this.size = other.size;
    this.allocatorKnown = other.allocatorKnown;
    this.free.copyFrom(other.free);
  }

  /** Called with every new set of arrays; generated subclasses keep each lane in a property of its own. */
  protected bind(lanes: readonly LaneArray[]): void {
    this.lanes = lanes;
  }

  private growBirths(): void {
    const grown = new Float64Array(this.capacity);
    grown.set(this.bornAt);
    this.bornAt = grown;
  }

  private slackBytes(other: Columns): number {
    return other.capacity === 0 ? 0 : (other.capacity - other.used) * (other.bytes.length / other.capacity);
  }

  private copyLanes(other: Columns): void {
    const { used } = other;
    if (used === 0) return;
    this.ids.set(other.ids.subarray(0, used));
    this.generations.set(other.generations.subarray(0, used));
    for (let i = 0; i < this.lanes.length; i++) {
      const lane = this.table.lanes[i] as Lane;
      const length = lane.storage === 'inline' ? used * lane.stride : used;
      (this.lanes[i] as LaneArray).set((other.lanes[i] as LaneArray).subarray(0, length));
    }
  }

  private resize(capacity: number): void {
    const { table, used } = this;
    const before = { ids: this.ids, generations: this.generations, lanes: this.lanes };
    let total = 8 * capacity;
    for (const lane of table.lanes) total += lane.stride * capacity;
    const buffer = new ArrayBuffer((total + 7) & ~7);
    let offset = 0;
    const lanes: LaneArray[] = Array.from({ length: table.lanes.length });
    const placeLanes = (width: number): void => {
      for (const lane of table.lanes) {
        if (alignment(lane) !== width) continue;
        lanes[lane.index] = arrayOf(lane, buffer, offset, capacity);
        offset += lane.stride * capacity;
      }
    };
    placeLanes(8);
    this.ids = new Uint32Array(buffer, offset, capacity);
    this.generations = new Uint32Array(buffer, offset + 4 * capacity, capacity);
    offset += 8 * capacity;
    placeLanes(4);
    placeLanes(2);
    placeLanes(1);
    this.bytes = new Uint8Array(buffer);
    this.capacity = capacity;
    this.ids.set(before.ids.subarray(0, used));
    this.generations.set(before.generations.subarray(0, used));
    for (let i = 0; i < before.lanes.length; i++) (lanes[i] as LaneArray).set(before.lanes[i] as LaneArray);
    this.bind(lanes);
  }
}
