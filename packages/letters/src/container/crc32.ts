/** CRC-32 of ZIP and gzip (ISO 3309): catches accidents, not forgers. */

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let word = byte;
  for (let bit = 0; bit < 8; bit++) word = (word >>> 1) ^ (word & 1 ? 0xedb88320 : 0);
  return word;
});

export function crc32(bytes: Uint8Array): number {
  let word = 0xffffffff;
  for (let i = 0; i < bytes.length; i++) word = (TABLE[(word ^ (bytes[i] as number)) & 255] as number) ^ (word >>> 8);
  return (word ^ 0xffffffff) >>> 0;
}
