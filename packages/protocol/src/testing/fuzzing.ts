/** Damages messages for the fuzz tests, reproducibly. */
export class SeededRandom {
  private state: number;

  constructor(seed: string) {
    this.state = [...seed].reduce((hash, letter) => Math.imul(hash ^ letter.charCodeAt(0), 0x01000193), 0x811c9dc5);
  }

  /** mulberry32 (Ettinger). */
  u32(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }

  int(min: number, max: number): number {
    return min + (this.u32() % (max - min + 1));
  }

  chance(probability: number): boolean {
    return this.u32() / 0x1_0000_0000 < probability;
  }
}

/** A copy with one to four of: a bit flipped, a byte replaced by a telling one, bytes cut, inserted, repeated or added. */
export function mutate(random: SeededRandom, message: Uint8Array): Uint8Array {
  const bytes = [...message];
  for (let count = random.int(1, 4); count > 0; count--) damage(random, bytes);
  return Uint8Array.from(bytes);
}

const TELLING = [0, 1, 0x7f, 0x80, 0xfe, 0xff];

function damage(random: SeededRandom, bytes: number[]): void {
  const at = random.int(0, Math.max(0, bytes.length - 1));
  switch (random.int(0, 5)) {
    case 0:
      bytes[at] = (bytes[at] ?? 0) ^ (1 << random.int(0, 7));
      return;
    case 1:
      bytes[at] = TELLING[random.int(0, TELLING.length - 1)] as number;
      return;
    case 2:
      bytes.splice(at, random.int(1, 8));
      return;
    case 3:
      bytes.splice(at, 0, ...Array.from({ length: random.int(1, 8) }, () => random.int(0, 255)));
      return;
    case 4:
      bytes.splice(at, 0, ...bytes.slice(at, at + random.int(1, 16)));
      return;
    default:
      bytes.push(...Array.from({ length: random.int(1, 40) }, () => random.int(0, 255)));
  }
}
