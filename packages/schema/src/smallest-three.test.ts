import { describe, expect, it } from 'vitest';
import { isPackedQuat, packQuat, unpackQuat } from './smallest-three.ts';

describe('a packed quaternion', () => {
  it('packs to itself when read and written back, at exact ties too', () => {
    const parts = [0, 1, -1, 0.5, 0.3, Math.SQRT1_2, 1e-9];
    for (const bits of [2, 5, 10, 17]) {
      for (const x of parts) {
        for (const y of parts) {
          for (const z of parts) {
            for (const w of [0, -1, Math.SQRT1_2]) {
              const raw = packQuat(x, y, z, w, bits);
              if (raw < 0) continue;
              const q = unpackQuat(raw, bits);
              expect([packQuat(q.x, q.y, q.z, q.w, bits), isPackedQuat(raw, bits)], `${[x, y, z, w, bits]}`).toEqual([
                raw,
                true,
              ]);
            }
          }
        }
      }
    }
  });
});
