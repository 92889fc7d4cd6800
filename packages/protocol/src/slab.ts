/**
 * Memory for messages on the hot path. An array of more than 64 bytes costs an engine some 500 ns and a finalizer; a
 * part of a larger one costs 50. Parts are handed out once and never again, so a socket may keep its message for as
 * long as it likes; a slab goes when its last message goes.
 */

const SLAB_BYTES = 65_536;
/** Larger messages get memory of their own: the cost no longer shows, and slabs stay short-lived. */
const LARGEST_PART = 4096;
/** Parts begin at multiples of this, so that copies into them are fast. */
const ALIGNMENT = 8;

let slab = new ArrayBuffer(SLAB_BYTES);
let used = 0;

/** `length` zero bytes that nobody else will ever be given; the `buffer` behind them is shared. */
export function freshBytes(length: number): Uint8Array<ArrayBuffer> {
  if (length > LARGEST_PART) return new Uint8Array(length);
  if (used + length > SLAB_BYTES) {
    slab = new ArrayBuffer(SLAB_BYTES);
    used = 0;
  }
  const part = new Uint8Array(slab, used, length);
  used = (used + length + ALIGNMENT - 1) & -ALIGNMENT;
  return part;
}
