import { finishSha256, SHA256_BLOCK_BYTES, SHA256_BYTES, sha256, sha256StateAfter } from './sha256.ts';

/** HMAC-SHA256 (RFC 2104). A key absorbs its two pads once, which saves two of five blocks for a message of 60 bytes. */

const INNER_PAD = 0x36;
const OUTER_PAD = 0x5c;
const TAG_BYTES = 16;

const state = new Int32Array(8);
const inner = new Uint8Array(SHA256_BYTES);
const expected = new Uint8Array(TAG_BYTES);

export class HmacKey {
  private readonly innerState: Int32Array;
  private readonly outerState: Int32Array;

  /** @param key any number of bytes; the bytes are not kept */
  constructor(key: Uint8Array) {
    const short = key.length > SHA256_BLOCK_BYTES ? sha256(key) : key;
    this.innerState = sha256StateAfter(padded(short, INNER_PAD));
    this.outerState = sha256StateAfter(padded(short, OUTER_PAD));
  }

  /** The whole tag: 32 bytes. */
  tag(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
    return this.sign(bytes, new Uint8Array(SHA256_BYTES));
  }

  /** The tag's first 16 bytes (truncation as in RFC 2104 §5). */
  tag16(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
    return this.sign(bytes, new Uint8Array(TAG_BYTES));
  }

  /** Whether the 16 bytes at `end` are the tag of those before them; takes the same time wherever they differ. */
  endsInTag16(message: Uint8Array, end: number): boolean {
    if (end < 0 || message.length !== end + TAG_BYTES) return false;
    this.sign(message, expected, end);
    let difference = 0;
    for (let i = 0; i < TAG_BYTES; i++) difference |= (expected[i] as number) ^ (message[end + i] as number);
    return difference === 0;
  }

  private sign(bytes: Uint8Array, into: Uint8Array<ArrayBuffer>, length = bytes.length): Uint8Array<ArrayBuffer> {
    state.set(this.innerState);
    finishSha256(state, bytes, SHA256_BLOCK_BYTES, inner, length);
    state.set(this.outerState);
    finishSha256(state, inner, SHA256_BLOCK_BYTES, into);
    return into;
  }
}

/** HMAC-SHA256 of some bytes: 32 bytes. For many messages under one key use `HmacKey`. */
export function hmacSha256(key: Uint8Array, bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new HmacKey(key).tag(bytes);
}

/** Whether two byte strings are equal, in a time that depends only on their lengths. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i++) difference |= (a[i] as number) ^ (b[i] as number);
  return difference === 0;
}

function padded(key: Uint8Array, pad: number): Uint8Array {
  const block = new Uint8Array(SHA256_BLOCK_BYTES).fill(pad);
  for (let i = 0; i < key.length; i++) block[i] = (key[i] as number) ^ pad;
  return block;
}
