import type { Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { TurnWriter } from './turn-writer.ts';

/** Notes what is done to it. */
function notingSocket() {
  const notes: string[] = [];
  const socket = {
    writable: true,
    write: (frame: Buffer) => notes.push(frame.toString()),
    cork: () => notes.push('cork'),
    uncork: () => notes.push('uncork'),
  };
  return { notes, socket, writer: new TurnWriter(socket as unknown as Socket) };
}

describe('a turn writer', () => {
  it('writes the only frame of a turn at its end, without corking', async () => {
    const { notes, writer } = notingSocket();
    writer.write(Buffer.from('a'));
    expect(notes).toEqual([]);
    expect(writer.heldBytes).toBe(1);
    await nextTurn();
    expect(notes).toEqual(['a']);
    expect(writer.heldBytes).toBe(0);
  });

  it('corks for several frames, keeps their order, and starts afresh in the next turn', async () => {
    const { notes, writer } = notingSocket();
    for (const text of ['a', 'b', 'c']) writer.write(Buffer.from(text));
    await nextTurn();
    writer.write(Buffer.from('d'));
    await nextTurn();
    expect(notes).toEqual(['cork', 'a', 'b', 'c', 'uncork', 'd']);
  });

  it('gives up what it holds when asked, and nothing twice', async () => {
    const { notes, writer } = notingSocket();
    writer.write(Buffer.from('a'));
    writer.flush();
    expect(notes).toEqual(['a']);
    writer.write(Buffer.from('b'));
    writer.write(Buffer.from('c'));
    writer.flush();
    await nextTurn();
    expect(notes).toEqual(['a', 'cork', 'b', 'c', 'uncork']);
  });

  it('drops what it holds for a socket that ended meanwhile', async () => {
    const { notes, socket, writer } = notingSocket();
    writer.write(Buffer.from('a'));
    socket.writable = false;
    await nextTurn();
    expect(notes).toEqual([]);
    expect(writer.heldBytes).toBe(0);
  });
});
