/**
 * The load's WebSocket client on a bare TCP socket, so that a thousand of them fit on one core.
 *
 * Frames from the server are read in full. Frames to it are masked, as RFC 6455 demands, with a key of zeros, which
 * costs nothing to apply.
 */
import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import type { Socket } from 'node:net';

const HEAD_END = '\r\n\r\n';
/** Bytes before the body of a frame of ours. */
export const HEAD_BYTES = 6;
/** The longest body of a frame of ours. */
const LONGEST_BODY = 125;

const BINARY = 0x82;
const PONG = 0x8a;
const CLOSE_OPCODE = 8;
const PING_OPCODE = 9;

export class BareSocket {
  onMessage: (message: Buffer) => void = () => {};
  onClose: () => void = () => {};
  readonly #socket: Socket;
  #rest: Buffer | undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
  }

  /** Rejects when the server does not answer with an upgrade. */
  static async open(port: number, path: string, subprotocol?: string): Promise<BareSocket> {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    socket.write(upgradeRequest(path, subprotocol));
    const { head, rest } = await readHead(socket);
    if (!head.startsWith('HTTP/1.1 101')) throw new Error(head.split('\r\n')[0]);
    const bare = new BareSocket(socket);
    socket.on('data', (chunk: Buffer) => bare.#read(chunk));
    socket.on('close', () => bare.onClose());
    socket.on('error', () => socket.destroy());
    if (rest.length > 0) socket.unshift(rest);
    // Whoever opens it sets its listeners before the next turn.
    setImmediate(() => socket.resume());
    return bare;
  }

  get bytesRead(): number {
    return this.#socket.bytesRead;
  }

  /** A frame around a body of at most 125 bytes, to be written as often as wanted. */
  static frame(body: Uint8Array): Buffer {
    const frame = Buffer.alloc(HEAD_BYTES + body.length);
    BareSocket.head(frame, body.length);
    frame.set(body, HEAD_BYTES);
    return frame;
  }

  /** Writes the head of a binary frame; its body follows at `HEAD_BYTES`. */
  static head(frame: Buffer, bodyBytes: number, kind = BINARY): void {
    if (bodyBytes > LONGEST_BODY)
      throw new RangeError(`a frame of the load has at most ${LONGEST_BODY} bytes, not ${bodyBytes}`);
    frame[0] = kind;
    frame[1] = 0x80 | bodyBytes;
    frame.fill(0, 2, HEAD_BYTES);
  }

  write(frame: Buffer): void {
    this.#socket.write(frame);
  }

  close(): void {
    this.onClose = () => {};
    this.#socket.destroy();
  }

  #read(chunk: Buffer): void {
    const bytes = this.#rest === undefined ? chunk : Buffer.concat([this.#rest, chunk]);
    let at = 0;
    for (;;) {
      const size = sizeOf(bytes, at);
      if (size === undefined || bytes.length - at < size.head + size.body) break;
      const body = bytes.subarray(at + size.head, at + size.head + size.body);
      const opcode = bytes[at]! & 15;
      at += size.head + size.body;
      if (opcode === PING_OPCODE) this.#pong(body);
      else if (opcode === CLOSE_OPCODE) this.#socket.end();
      else this.onMessage(body);
    }
    this.#rest = at < bytes.length ? bytes.subarray(at) : undefined;
  }

  #pong(body: Buffer): void {
    const frame = BareSocket.frame(body);
    frame[0] = PONG;
    this.write(frame);
  }
}

function sizeOf(bytes: Buffer, at: number): { head: number; body: number } | undefined {
  const have = bytes.length - at;
  if (have < 2) return undefined;
  const short = bytes[at + 1]! & 127;
  if (short < 126) return { head: 2, body: short };
  if (short === 126) return have < 4 ? undefined : { head: 4, body: bytes.readUInt16BE(at + 2) };
  return have < 10 ? undefined : { head: 10, body: Number(bytes.readBigUInt64BE(at + 2)) };
}

function upgradeRequest(path: string, subprotocol: string | undefined): string {
  const lines = [
    `GET ${path} HTTP/1.1`,
    'Host: 127.0.0.1',
    'Upgrade: websocket',
    'Connection: Upgrade',
    `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
    'Sec-WebSocket-Version: 13',
    ...(subprotocol === undefined ? [] : [`Sec-WebSocket-Protocol: ${subprotocol}`]),
  ];
  return `${lines.join('\r\n')}${HEAD_END}`;
}

function readHead(socket: Socket): Promise<{ head: string; rest: Buffer }> {
  return new Promise((resolve, reject) => {
    let read = Buffer.alloc(0);
    const onData = (chunk: Buffer) => {
      read = Buffer.concat([read, chunk]);
      const end = read.indexOf(HEAD_END);
      if (end < 0) return;
      socket.pause();
      socket.off('data', onData);
      socket.off('error', reject);
      resolve({ head: read.subarray(0, end).toString(), rest: read.subarray(end + HEAD_END.length) });
    };
    socket.on('data', onData);
    socket.once('error', reject);
  });
}
