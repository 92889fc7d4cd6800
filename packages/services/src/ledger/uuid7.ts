import { hex } from '@rubato/schema';
import type { Random } from '@rubato/ports';

/** A UUID of version 7 (RFC 9562 §5.7): sorted by the millisecond it was made in, 74 random bits. */
export function uuid7(atMs: number, random: Random): string {
  const bytes = random.bytes(16);
  for (let at = 0, rest = atMs; at < 6; at++) {
    bytes[5 - at] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  bytes[6] = 0x70 | ((bytes[6] as number) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] as number) & 0x3f);
  const text = hex(bytes);
  return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join('-');
}
