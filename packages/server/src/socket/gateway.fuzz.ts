/**
 * Tampered messages of every type: whatever a socket sends is answered, refused or closed, and what is refused has
 * changed nothing, because no handler has seen it.
 */
import { expect, test } from 'vitest';
import { isSocketType, readData, socketMessages, type SocketMessageType } from '@rubato/protocol';
import { diceOf, sampleOf, tampered } from './testing/sample.ts';
import { Stage, type StageSocket } from './testing/stage.ts';
import { times } from '../../../../tools/provision/soak.ts';

const rounds = times(1000, 10_000);
/** Frames between two looks, fewer than a slow socket's queue would take. */
const AT_ONCE = 100;
const many = 1_000_000_000;
const limits = { messagesPerSecond: many, messageBurst: many, refusalsPerMinute: many, requestsUnderWay: many };

const types = Object.keys(socketMessages) as SocketMessageType[];

/** A good message of the type; for one that only servers send, what a client might try. */
function goodMessage(type: SocketMessageType, dice: (sides: number) => number): Record<string, unknown> {
  const { request, notice } = socketMessages[type];
  const data = sampleOf(request ?? notice!, dice);
  return { type, version: 1, id: `f${dice(1_000_000)}`, timestamp: 1, priority: 'LOW', data };
}

async function newcomer(stage: Stage): Promise<StageSocket> {
  const socket = await stage.authenticated('anna:hero');
  socket.heard.length = 0;
  return socket;
}

test.each(types)('%s', async (type) => {
  const dice = diceOf(types.indexOf(type) + 1);
  const stage = await new Stage({ limits }).start();
  let socket = await newcomer(stage);
  let answered = 0;
  for (let round = 0; round < rounds; round += AT_ONCE) {
    for (let at = 0; at < AT_ONCE; at++) socket.text(tampered(goodMessage(type, dice), dice));
    await stage.run(100);
    answered += socket.heard.length;
    socket.heard.length = 0;
    // DISCONNECT, and what is too long for anybody, close.
    if (socket.closed !== undefined) socket = await newcomer(stage);
  }
  const wrong = stage.asked.filter(({ type: asked, data, caller }) => {
    const known = isSocketType(asked) && readData(asked, 'request', data).ok;
    return !known || caller.accountId !== 'anna' || caller.role !== 'player' || caller.characterId !== 'hero';
  });
  expect(wrong).toEqual([]);
  expect(answered).toBeGreaterThan(type === 'DISCONNECT' ? 0 : rounds / 2);
  expect(stage.log.at('error')).toEqual([]);
  expect(Object.hasOwn(Object.prototype, 'role')).toBe(false);
});

test('before a login nothing but a good AUTH_REQUEST is more than an end', async () => {
  const dice = diceOf(77);
  const stage = await new Stage({ limits }).start();
  let open = 0;
  for (let round = 0; round < rounds / 10; round++) {
    const socket = stage.socket();
    socket.text(tampered(goodMessage(types[dice(types.length)]!, dice), dice));
    socket.text(tampered({ type: 'AUTH_REQUEST', version: 1, id: 'a', timestamp: 1, data: { token: 'nobody' } }, dice));
    await stage.run();
    if (socket.closed === undefined && socket.types[0] !== 'AUTH_RESPONSE') open++;
  }
  expect([stage.asked, open, stage.log.at('error')]).toEqual([[], 0, []]);
});
