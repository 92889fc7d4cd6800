/** Bytes from outside that don't say what their format promises; the reader stopped before acting on them. */
export class DecodeError extends Error {
  override readonly name = 'DecodeError';
}
