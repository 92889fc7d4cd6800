import type { EventEmitter } from 'node:events';
import { createRequire } from 'node:module';
import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { FrameShortcut } from './frame-shortcut.ts';

// The receiving half of `ws` is both what the shortcut leaves things to and, without a shortcut, what it must agree with.
interface Receiver extends EventEmitter {
  write(bytes: Buffer): void;
}
const { Receiver: WsReceiver } = createRequire(import.meta.url)('ws') as {
  Receiver: new (options: object) => Receiver;
};

const LONGEST = 300;

/** What a receiver says, in order; nothing after its end. */
class Ear {
  readonly heard: string[] = [];
  readonly receiver: Receiver = new WsReceiver({ isServer: true, allowSynchronousEvents: true, maxPayload: LONGEST });
  open = true;

  constructor() {
    const { receiver } = this;
    receiver.on('message', (data: Buffer, isBinary: boolean) => this.say(isBinary ? 'binary' : 'text', data));
    receiver.on('ping', (data: Buffer) => this.say('ping', data));
    receiver.on('pong', (data: Buffer) => this.say('pong', data));
    receiver.on('conclude', (code: number) => this.end(`closed ${code}`));
    receiver.on('error', (error: Error) => this.end(error.message));
  }

  say(kind: string, data: Uint8Array): void {
    if (this.open) this.heard.push(`${kind} ${Buffer.from(data).toString('hex')}`);
  }

  end(how: string): void {
    if (this.open) this.heard.push(how);
    this.open = false;
  }
}

async function directly(chunks: readonly Buffer[]): Promise<readonly string[]> {
  const ear = new Ear();
  for (const chunk of chunks) if (ear.open) ear.receiver.write(Buffer.from(chunk));
  // Errors of streams come a turn later.
  await setImmediate();
  return ear.heard;
}

async function byShortcut(
  chunks: readonly Buffer[],
): Promise<{ heard: readonly string[]; took: number; handedOver: boolean }> {
  const ear = new Ear();
  const socket = quietStream();
  const slowWay = (chunk: Buffer) => ear.open && ear.receiver.write(chunk);
  socket.on('data', slowWay);
  let took = 0;
  new FrameShortcut(socket as unknown as Socket, LONGEST, {
    message: (message) => {
      took++;
      ear.say('binary', message);
    },
  });
  for (const chunk of chunks) socket.push(Buffer.from(chunk));
  await setImmediate();
  return { heard: ear.heard, took, handedOver: socket.listeners('data').includes(slowWay) };
}

/** What a socket is to its reader: bytes come by `push`. */
const quietStream = (): Readable => new Readable({ read() {} });

function frame(first: number, message: Uint8Array, mask: Uint8Array | null = Buffer.from([1, 2, 3, 4])): Buffer {
  const length = message.length;
  const bit = mask === null ? 0 : 0x80;
  const head = length < 126 ? [first, bit | length] : [first, bit | 126, length >> 8, length & 255];
  return Buffer.from([...head, ...(mask ?? []), ...message.map((byte, at) => byte ^ (mask?.[at & 3] ?? 0))]);
}

const bytes = (length: number): Uint8Array => Uint8Array.from({ length }, (_, at) => (at * 37) & 255);
const BINARY = 0x82;
const PING = 0x89;

describe('the shortcut for frames', () => {
  it('reads messages of every length and alignment, however the stream is cut', async () => {
    for (const length of [0, 1, 2, 3, 4, 5, 125, 126, 127, LONGEST]) {
      const stream = Buffer.concat([frame(BINARY, bytes(length)), frame(BINARY, bytes(3))]);
      for (let cut = 0; cut < stream.length; cut++) {
        const chunks = [stream.subarray(0, cut), stream.subarray(cut)];
        const { heard, took } = await byShortcut(chunks);
        expect(took).toBe(2);
        expect(heard).toEqual(
          [bytes(length), bytes(3)].map((message) => `binary ${Buffer.from(message).toString('hex')}`),
        );
      }
    }
  });

  it('keeps the order between what it reads and what it passes on, and goes on afterwards', async () => {
    const stream = [frame(BINARY, bytes(1)), frame(PING, bytes(2)), frame(0x8a, bytes(0)), frame(BINARY, bytes(4))];
    const { heard, took, handedOver } = await byShortcut([Buffer.concat(stream)]);
    expect(heard.map((line) => line.split(' ')[0])).toEqual(['binary', 'ping', 'pong', 'binary']);
    expect([took, handedOver]).toEqual([2, false]);
  });

  it.each([
    ['text', frame(0x81, Buffer.from('héllo'))],
    ['text that is none', frame(0x81, Buffer.from([0xff]))],
    ['a ping that is too long', frame(PING, bytes(126))],
    ['a fragment', frame(0x02, bytes(3))],
    ['a close', frame(0x88, Buffer.from([0x03, 0xe8]))],
    ['a message that is too long', frame(BINARY, bytes(LONGEST + 1))],
    ['a length of eight bytes', Buffer.from([BINARY, 0xff])],
    ['a frame that is not masked', frame(BINARY, bytes(3), null)],
    ['a reserved bit', frame(0xc2, bytes(3))],
    ['an unknown opcode', frame(0x83, bytes(3))],
  ])('leaves the socket to ws from %s on', async (_, odd) => {
    const chunks = [frame(BINARY, bytes(5)), odd, frame(BINARY, bytes(6))];
    const { heard, took, handedOver } = await byShortcut(chunks);
    expect([took, handedOver]).toEqual([1, true]);
    expect(heard).toEqual(await directly(chunks));
  });

  it('agrees with ws about thousands of streams, most of them broken somewhere', async () => {
    let seed = 1;
    const below = (limit: number): number => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
      return (seed >>> 8) % limit;
    };
    const firsts = [BINARY, BINARY, BINARY, BINARY, 0x81, PING, 0x8a, 0x02, 0x80, 0x88, 0xc2, 0x83];
    let took = 0;
    for (let round = 0; round < 1500; round++) {
      const frames = Array.from({ length: 1 + below(8) }, () => {
        const first = firsts[below(below(3) === 0 ? firsts.length : 4)]!;
        const most = first >= 0x88 && first <= 0x8a ? 120 : LONGEST + 20;
        const mask = below(30) === 0 ? null : Buffer.from([below(256), below(256), below(256), below(256)]);
        return frame(first, bytes(below(below(4) === 0 ? most : 30)), mask);
      });
      const stream = Buffer.concat(frames);
      if (below(3) === 0) stream[below(stream.length)]! ^= 1 << below(8);
      const chunks: Buffer[] = [];
      for (let at = 0; at < stream.length;) {
        const size = 1 + below(below(2) === 0 ? 6 : 200);
        chunks.push(stream.subarray(at, at + size));
        at += size;
      }
      const short = await byShortcut(chunks);
      took += short.took;
      expect(short.heard, stream.toString('hex')).toEqual(await directly(chunks));
    }
    expect(took).toBeGreaterThan(2000);
  });

  it('gives ws what it holds when the socket ends', () => {
    const ear = new Ear();
    const written: number[] = [];
    const socket = quietStream();
    socket.on('data', (chunk: Buffer) => written.push(chunk.length));
    new FrameShortcut(socket as unknown as Socket, LONGEST, {
      message: () => ear.say('binary', bytes(0)),
    });
    socket.push(frame(BINARY, bytes(9)).subarray(0, 7));
    socket.emit('close');
    socket.emit('data', bytes(5));
    expect([written, ear.heard]).toEqual([[7, 5], []]);
  });

  it('leaves everything to ws from the next frame on once messages are no longer wanted', () => {
    const written: number[] = [];
    const taken: number[] = [];
    const socket = quietStream();
    socket.on('data', (chunk: Buffer) => written.push(chunk.length));
    const shortcut: FrameShortcut = new FrameShortcut(socket as unknown as Socket, LONGEST, {
      message: (message) => {
        taken.push(message.length);
        shortcut.close();
      },
    });
    const last = frame(BINARY, bytes(2));
    socket.push(Buffer.concat([frame(BINARY, bytes(1)), last]));
    expect([taken, written]).toEqual([[1], [last.length]]);
  });

  it('takes nothing from a socket that is paused until it flows again, and then in order', async () => {
    const heard: number[] = [];
    const socket = quietStream();
    socket.on('data', () => {});
    new FrameShortcut(socket as unknown as Socket, LONGEST, {
      message: (message) => heard.push(message.length),
    });
    socket.push(frame(BINARY, bytes(1)));
    socket.pause();
    for (const length of [2, 3]) socket.push(frame(BINARY, bytes(length)));
    await setImmediate();
    expect(heard).toEqual([1]);
    socket.resume();
    socket.push(frame(BINARY, bytes(4)));
    await setImmediate();
    expect(heard).toEqual([1, 2, 3, 4]);
  });
});
