/**
 * A message of a server as one WebSocket frame (RFC 6455, 5.2): whole, not compressed, not masked.
 *
 *   ┌──────────────┬─────────────────────────────────┬─────────┐
 *   │ u8 0x80 | op │ length, big-endian:             │ message │
 *   │ op 1 text    │   u8 0..125                     │         │
 *   │    2 binary  │   u8 126, u16 up to 65,535      │         │
 *   │              │   u8 127, u64 beyond            │         │
 *   └──────────────┴─────────────────────────────────┴─────────┘
 */
const FINAL = 0x80;
const TEXT = 1;
const BINARY = 2;

/** The frame in memory of its own: one write instead of two for head and message. Cost: one copy of the message. */
export function serverFrame(message: Uint8Array | string): Buffer {
  const isText = typeof message === 'string';
  const length = isText ? Buffer.byteLength(message) : message.length;
  const headBytes = length < 126 ? 2 : length < 0x1_0000 ? 4 : 10;
  const frame = Buffer.allocUnsafe(headBytes + length);
  frame[0] = FINAL | (isText ? TEXT : BINARY);
  if (headBytes === 2) frame[1] = length;
  else if (headBytes === 4) {
    frame[1] = 126;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = 127;
    frame.writeUInt32BE(Math.floor(length / 2 ** 32), 2);
    frame.writeUInt32BE(length % 2 ** 32, 6);
  }
  if (isText) frame.write(message, headBytes);
  else frame.set(message, headBytes);
  return frame;
}
