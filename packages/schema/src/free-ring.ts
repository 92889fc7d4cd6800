// Free slots of a table, first freed first reused: a slot rests as long as possible before its id returns with the next
// generation. Part of the state: two machines that disagree here will name their next rows differently.

const FIRST_CAPACITY = 16;

export class FreeRing {
  /** A power of two long; entries are head, head + 1, … modulo its length. */
  private slots = new Uint32Array(0);
  private head = 0;
  count = 0;

  /** Slots held, oldest first. */
  at(position: number): number {
    return this.slots[(this.head + position) & (this.slots.length - 1)] as number;
  }

  push(slot: number): void {
    if (this.count === this.slots.length) this.grow(this.count + 1);
    this.slots[(this.head + this.count) & (this.slots.length - 1)] = slot;
    this.count++;
  }

  /** Removes the oldest; the caller has made sure that there is one. */
  shift(): number {
    const slot = this.slots[this.head] as number;
    this.head = (this.head + 1) & (this.slots.length - 1);
    this.count--;
    return slot;
  }

  clear(): void {
    this.head = 0;
    this.count = 0;
  }

  /** Bytes held, in use or not. */
  get byteLength(): number {
    return this.slots.byteLength;
  }

  copyFrom(other: FreeRing): void {
    this.head = 0;
    this.count = other.count;
    // Most tables have nothing free most of the time.
    if (other.count === 0) return;
    if (this.slots.length < other.count) this.slots = new Uint32Array(other.slots.length);
    const untilWrap = Math.min(other.count, other.slots.length - other.head);
    this.slots.set(other.slots.subarray(other.head, other.head + untilWrap));
    this.slots.set(other.slots.subarray(0, other.count - untilWrap), untilWrap);
  }

  private grow(needed: number): void {
    let length = Math.max(FIRST_CAPACITY, this.slots.length * 2);
    while (length < needed) length *= 2;
    const grown = new Uint32Array(length);
    for (let i = 0; i < this.count; i++) grown[i] = this.at(i);
    this.slots = grown;
    this.head = 0;
  }
}
