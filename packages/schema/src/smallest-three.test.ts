import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPackedQuat, packQuat, unpackQuat } from './smallest-three.ts';

const part = fc.double({ min: -1, max: 1, noNaN: true });
const bitsArbitrary = fc.integer({ min: 2, max: 17 });

describe('a quaternion in smallest-three form', () => {
  it('is exact for the identity and the half turns', () => {
    for (const bits of [2, 10, 17]) {
      for (const q of [
        [0, 0, 0, 1],
        [1, 0, 0, 0],
        [0, 1, 0, 0],
        [0, 0, 1, 0],
      ] as const) {
        const { x, y, z, w } = unpackQuat(packQuat(q[0], q[1], q[2], q[3], bits), bits);
        expect([x, y, z, w]).toEqual([...q]);
      }
    }
  });

  it('is the same rotation within its precision, of length 1, and stays what it is when packed again', () => {
    fc.assert(
      fc.property(part, part, part, part, bitsArbitrary, (x, y, z, w, bits) => {
        const length = Math.sqrt(x * x + y * y + z * z + w * w);
        fc.pre(length > 1e-6);
        const raw = packQuat(x, y, z, w, bits);
        const q = unpackQuat(raw, bits);
        expect(raw).toBeLessThan(2 ** (2 + 3 * bits));
        expect(isPackedQuat(raw, bits)).toBe(true);
        expect(packQuat(q.x, q.y, q.z, q.w, bits)).toBe(raw);
        if (bits < 8) return;
        const dot = Math.abs(q.x * x + q.y * y + q.z * z + q.w * w) / length;
        expect(dot).toBeGreaterThan(1 - 2 ** (3 - 2 * bits));
        expect(q.x * q.x + q.y * q.y + q.z * q.z + q.w * q.w).toBeCloseTo(1, 9);
      }),
      { seed: 3, numRuns: 3000 },
    );
  });

  it('holds ties and near ties to one form', () => {
    for (const delta of [0, 1e-3, -1e-3, 1e-9]) {
      for (const bits of [4, 9, 10, 15]) {
        const raw = packQuat(1 + delta, 1, 1 - delta, 1, bits);
        const q = unpackQuat(raw, bits);
        expect(packQuat(q.x, q.y, q.z, q.w, bits)).toBe(raw);
      }
    }
  });

  it('has no form without a length', () => {
    expect(packQuat(0, 0, 0, 0, 10)).toBe(-1);
    expect(packQuat(1e308, 1e308, 0, 0, 10)).toBe(-1);
  });

  it('knows integers that no quaternion has', () => {
    const impossible = 3 + 4 * (1022 + 1024 * (1022 + 1024 * 1022));
    expect(isPackedQuat(impossible, 10)).toBe(false);
    expect(isPackedQuat(2 ** 32, 10)).toBe(false);
  });
});
