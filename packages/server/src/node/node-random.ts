import { randomFillSync } from 'node:crypto';
import type { Random } from '@rubato/ports';

const MAX_BYTES = 65_536;

/** The operating system's generator, through OpenSSL. */
export const nodeRandom: Random = {
  bytes(count) {
    if (!Number.isInteger(count) || count < 1 || count > MAX_BYTES)
      throw new RangeError(`random bytes: 1 to ${MAX_BYTES}, not ${count}`);
    return randomFillSync(new Uint8Array(count));
  },
};
