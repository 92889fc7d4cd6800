import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { serverFrame } from './server-frame.ts';

// The receiving half of `ws` judges what we write: an implementation that is not ours.
interface Receiver {
  on(event: string, listener: (data: Buffer, isBinary: boolean) => void): void;
  write(bytes: Buffer): void;
}
const { Receiver: WsReceiver } = createRequire(import.meta.url)('ws') as {
  Receiver: new (options: object) => Receiver;
};

function read(frames: Buffer): { data: Buffer; isBinary: boolean }[] {
  const heard: { data: Buffer; isBinary: boolean }[] = [];
  const receiver = new WsReceiver({ isServer: false, allowSynchronousEvents: true });
  receiver.on('message', (data, isBinary) => heard.push({ data: Buffer.from(data), isBinary }));
  receiver.on('error', (error) => {
    throw error;
  });
  receiver.write(frames);
  return heard;
}

// Each side of each change of the head's length.
const LENGTHS = [0, 1, 125, 126, 127, 65_535, 65_536, 70_000];

describe('the frame of a server', () => {
  it('carries bytes of every length', () => {
    for (const length of LENGTHS) {
      const message = Uint8Array.from({ length }, (_, at) => (at * 31) & 255);
      const [heard, ...more] = read(serverFrame(message));
      expect(more).toEqual([]);
      expect(heard!.isBinary).toBe(true);
      expect(Buffer.compare(heard!.data, message)).toBe(0);
    }
  });

  it('carries text of every length, counted in bytes', () => {
    for (const length of [0, 1, 62, 63, 64, 32_768]) {
      const message = 'é'.repeat(length);
      const [heard] = read(serverFrame(message));
      expect(heard!.isBinary).toBe(false);
      expect(heard!.data.toString()).toBe(message);
    }
  });

  it('ends where the next begins', () => {
    const frames = [Uint8Array.of(1), 'two', new Uint8Array(300).fill(3)].map(serverFrame);
    expect(read(Buffer.concat(frames)).map(({ data }) => data.length)).toEqual([1, 3, 300]);
  });

  it('shares no memory with the message', () => {
    const message = Uint8Array.of(1, 2, 3);
    const frame = serverFrame(message);
    message.fill(9);
    expect([...frame]).toEqual([0x82, 3, 1, 2, 3]);
  });
});
