/** The first bytes of an encrypted file; encrypted-file.ts draws the rest. */
export const MAGIC = Uint8Array.of(0x89, 0x54, 0x52, 0x49, 0x42, 0x41, 0x4c, 0x0a);

export const isEncrypted = (file: Uint8Array): boolean =>
  file.length > MAGIC.length && MAGIC.every((byte, i) => file[i] === byte);
