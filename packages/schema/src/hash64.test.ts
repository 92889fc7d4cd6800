import { describe, expect, it } from 'vitest';
import { Hash64 } from './hash64.ts';

function digestOf(absorb: (hash: Hash64) => void): string {
  const hash = new Hash64();
  absorb(hash);
  return hash.digest();
}

describe('Hash64', () => {
  it('keeps the values that journals record', () => {
    const golden = [
      digestOf(() => {}),
      digestOf((h) => h.u32(0)),
      digestOf((h) => h.u32(0xffffffff)),
      digestOf((h) => h.f64(-1234.5678)),
      digestOf((h) => h.bytes(new Uint8Array([1, 2, 3, 4, 5]))),
      digestOf((h) => {
        for (let i = 0; i < 1000; i++) h.u32(i * i);
      }),
    ];
    expect(golden).toMatchInlineSnapshot(`
      [
        "acc15d2606249bd5",
        "c2386a32f35132c1",
        "f1b387152678c356",
        "aadb8e8880481514",
        "336a7a4cf5f8deb5",
        "e5d3ae8fa60745f0",
      ]
    `);
  });

  it('takes an integer by its low 32 bits, signed or not', () => {
    expect(digestOf((h) => h.u32(-1))).toBe(digestOf((h) => h.u32(0xffffffff)));
  });

  it('absorbs an array of words as it absorbs them one by one', () => {
    const values = Int32Array.from({ length: 100 }, (_, i) => Math.imul(i, 0x9e3779b1));
    const expected = digestOf((h) => values.subarray(0, 90).forEach((v) => h.u32(v)));
    expect(digestOf((h) => h.words(values, 90))).toBe(expected);
    expect(digestOf((h) => h.words(new Uint32Array(values), 90))).toBe(expected);
  });

  it('tells apart order, number of zeros, the sign of zero and where byte strings end', () => {
    const digests = [
      digestOf((h) => [5, 6].forEach((v) => h.u32(v))),
      digestOf((h) => [6, 5].forEach((v) => h.u32(v))),
      digestOf((h) => [0].forEach((v) => h.u32(v))),
      digestOf((h) => [0, 0].forEach((v) => h.u32(v))),
      digestOf((h) => [0, 0, 0].forEach((v) => h.u32(v))),
      digestOf((h) => h.f64(-0)),
      digestOf((h) => [[1, 2], [3]].forEach((b) => h.bytes(new Uint8Array(b)))),
      digestOf((h) => [[1], [2, 3]].forEach((b) => h.bytes(new Uint8Array(b)))),
      digestOf((h) => h.bytes(new Uint8Array([1, 0]))),
      digestOf((h) => h.bytes(new Uint8Array([1]))),
    ];
    expect(new Set(digests).size).toBe(digests.length);
    expect(digestOf((h) => h.f64(0))).toBe(digestOf((h) => [0, 0].forEach((v) => h.u32(v))));
  });

  it('a flipped input bit flips about half of the digest, whichever bit it is', () => {
    for (const lane of [0, 8]) {
      for (let bit = 0; bit < 32; bit++) {
        let flipped = 0;
        for (let i = 0; i < 64; i++) {
          const word = Math.imul(i + 1, 0x9e3779b1);
          const half = (v: number): number =>
            parseInt(digestOf((h) => [7, v, 9].forEach((w) => h.u32(w))).slice(lane, lane + 8), 16);
          for (let x = half(word) ^ half(word ^ (1 << bit)); x !== 0; x &= x - 1) flipped++;
        }
        expect(flipped / 64, `lane ${lane}, bit ${bit}`).toBeGreaterThan(13);
        expect(flipped / 64, `lane ${lane}, bit ${bit}`).toBeLessThan(19);
      }
    }
  });

  it('gives no two of 200,000 neighbouring states the same digest', () => {
    const seen = new Set<string>();
    const hash = new Hash64();
    for (let i = 0; i < 200_000; i++) {
      hash.reset();
      hash.u32(i & 0xff);
      hash.u32(i >>> 8);
      seen.add(hash.digest());
    }
    expect(seen.size).toBe(200_000);
  });
});
