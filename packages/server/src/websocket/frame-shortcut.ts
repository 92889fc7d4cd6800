/**
 * A short way for the messages that nearly every client sends: whole, binary and masked (RFC 6455, 5.2). `ws` puts each
 * of them through a stream and a state machine and makes four objects of it; here a frame is read where it lies.
 *
 *   ┌─────────┬──────────────┬─────────────────┬───────────────┬─────────┐
 *   │ u8 0x82 │ u8 0x80 | n  │ u16, big-endian │ mask, 4 bytes │ message │
 *   │         │              │ if n is 126     │               │         │
 *   └─────────┴──────────────┴─────────────────┴───────────────┴─────────┘
 *
 * Everything else `ws` does better. Sound pings and pongs are passed to it frame by frame; with text, a fragment, a
 * close, or a frame that is too long or not masked, the socket is its own for good, from that frame's first byte on.
 */
import type { Socket } from 'node:net';

const BINARY = 0x82;
const PING = 0x89;
const PONG = 0x8a;
const MASKED = 0x80;
const LENGTH_16 = 126;
const LENGTH_64 = 127;
const MASK_BYTES = 4;

type Reader = (this: Socket, chunk: Buffer) => void;

export interface FrameTarget {
  /** Takes a message that is valid during the call only. */
  message(message: Uint8Array): void;
}

const NOTHING = Buffer.alloc(0);

export class FrameShortcut {
  readonly #socket: Socket;
  readonly #target: FrameTarget;
  readonly #longest: number;
  readonly #slowWay: readonly Reader[];
  /** The beginning of a frame whose end has not come yet. */
  #rest: Buffer = NOTHING;
  /** Kept here, because a look at the socket of `ws` for each message means to fetch it from memory. */
  #open = true;
  readonly #push: (chunk: Buffer | null) => boolean;
  readonly #onData = (chunk: Buffer): void => this.#read(chunk);

  /**
   * To be made in the turn in which `ws` took the socket, before it hands out anything.
   *
   * @param longest bytes of a message, at most 65,535; a longer one is refused by `ws`.
   */
  constructor(socket: Socket, longest: number, target: FrameTarget) {
    this.#socket = socket;
    this.#longest = longest;
    this.#target = target;
    this.#slowWay = socket.listeners('data') as Reader[];
    socket.removeAllListeners('data');
    socket.on('data', this.#onData);
    this.#push = socket.push.bind(socket);
    socket.push = (chunk: Buffer | null) => this.#arrived(chunk);
    // When a socket ends while it is paused, `ws` fetches what was left by itself.
    socket.prependOnceListener('close', () => this.#giveUp(NOTHING));
  }

  /** Messages are no longer wanted: what comes now is for `ws`. */
  close(): void {
    this.#open = false;
  }

  /** What the stream would do with a chunk while it flows, less the event and the later turn in which it asks for more. */
  #arrived(chunk: Buffer | null): boolean {
    const socket = this.#socket;
    if (chunk === null || socket.readableFlowing !== true || socket.readableLength > 0) return this.#push(chunk);
    this.#read(chunk);
    return true;
  }

  #read(chunk: Buffer): void {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    this.#rest = NOTHING;
    let at = 0;
    while (at + 2 <= bytes.length) {
      const first = bytes[at]!;
      const n = bytes[at + 1]! - MASKED;
      const isMessage = first === BINARY && n >= 0 && n < LENGTH_64;
      const isPing = (first === PING || first === PONG) && n >= 0 && n < LENGTH_16;
      if (!(isMessage || isPing) || !this.#open) return this.#giveUp(bytes.subarray(at));
      const from = at + (n < LENGTH_16 ? 2 : 4) + MASK_BYTES;
      if (from > bytes.length) break;
      const length = n < LENGTH_16 ? n : bytes.readUInt16BE(at + 2);
      if (length > this.#longest) return this.#giveUp(bytes.subarray(at));
      const end = from + length;
      if (end > bytes.length) break;
      if (isMessage) this.#target.message(unmasked(bytes, from, end));
      else this.#pass(bytes.subarray(at, end));
      at = end;
    }
    if (at < bytes.length) this.#rest = bytes.subarray(at);
  }

  #pass(bytes: Buffer): void {
    for (const reader of this.#slowWay) reader.call(this.#socket, bytes);
  }

  #giveUp(bytes: Buffer): void {
    if (!this.#socket.listeners('data').includes(this.#onData)) return;
    this.#socket.off('data', this.#onData);
    this.#socket.push = this.#push;
    for (const reader of this.#slowWay) this.#socket.on('data', reader);
    if (this.#rest.length > 0) this.#pass(this.#rest);
    if (bytes.length > 0) this.#pass(bytes);
  }
}

/** The message whose bytes lie between `from`, right after the mask, and `end`; the mask is taken off in place. */
function unmasked(bytes: Buffer, from: number, end: number): Uint8Array {
  const mask = from - MASK_BYTES;
  const first = bytes[mask]!;
  const second = bytes[mask + 1]!;
  const third = bytes[mask + 2]!;
  const fourth = bytes[mask + 3]!;
  let at = from;
  for (; at + MASK_BYTES <= end; at += MASK_BYTES) {
    bytes[at]! ^= first;
    bytes[at + 1]! ^= second;
    bytes[at + 2]! ^= third;
    bytes[at + 3]! ^= fourth;
  }
  for (let place = mask; at < end; place++, at++) bytes[at]! ^= bytes[place]!;
  return new Uint8Array(bytes.buffer, bytes.byteOffset + from, end - from);
}
