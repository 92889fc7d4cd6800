// For fuzz files only: seeded damage to byte strings that were valid.

/** A stream of 32-bit integers (xorshift32), the same for the same seed on every machine. */
export function seededBits(seed: number): () => number {
  let state = seed | 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}

/** A copy with one to four flips, overwrites, cuts, insertions or repeated stretches; now and then only a cut. */
export function mutated(original: Uint8Array, random: () => number): Uint8Array<ArrayBuffer> {
  let bytes = new Uint8Array(original);
  for (let left = 1 + (random() % 4); left > 0 && bytes.length > 0; left--) {
    const at = random() % bytes.length;
    switch (random() % 6) {
      case 0:
      case 1:
        bytes[at] = (bytes[at] as number) ^ (1 << (random() % 8));
        break;
      case 2:
        bytes[at] = [0, 1, 0x7f, 0x80, 0xff][random() % 5] as number;
        break;
      case 3:
        bytes = bytes.slice(0, at);
        break;
      case 4:
        bytes = spliced(
          bytes,
          at,
          Uint8Array.from({ length: 1 + (random() % 4) }, () => random()),
        );
        break;
      default:
        bytes = spliced(bytes, at, bytes.subarray(random() % bytes.length));
    }
  }
  return bytes;
}

function spliced(bytes: Uint8Array, at: number, extra: Uint8Array): Uint8Array<ArrayBuffer> {
  const result = new Uint8Array(bytes.length + extra.length);
  result.set(bytes.subarray(0, at));
  result.set(extra, at);
  result.set(bytes.subarray(at), at + extra.length);
  return result;
}
