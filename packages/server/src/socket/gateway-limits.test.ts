/** Each limit of the socket, reached. */
import { describe, expect, test } from 'vitest';
import { socketLimits } from '@rubato/protocol';
import { Stage } from './testing/stage.ts';

const disconnected = (code: number) => ({ closed: expect.objectContaining({ code }) });
const errorWith = (code: string) => expect.objectContaining({ type: 'ERROR', data: expect.objectContaining({ code }) });
/** A CRITICAL notice. */
const urgent = { to: 'world', type: 'DISCONNECT', data: { code: 0, reason: 'now' } } as const;
/** Some 450 bytes that are HIGH. */
const bulk = { to: 'world', type: 'INVALID_MESSAGE', data: { message: 'x'.repeat(300) } } as const;
/** A LOW notice. */
const position = (at: number) =>
  ({
    to: 'world',
    type: 'POSITION_UPDATE',
    data: { characterId: 'x'.repeat(30), position: { x: at, y: 0, z: 0 }, atMs: at },
  }) as const;

describe('before the login', () => {
  test('a message of more than 1 KiB closes', async () => {
    const stage = await new Stage().start();
    const socket = stage.socket();
    socket.send('AUTH_REQUEST', { token: 'x', program: 'y'.repeat(1000) });
    await stage.run();
    expect(socket).toMatchObject(disconnected(4008));
    const multibyte = stage.socket();
    multibyte.text('é'.repeat(600));
    await stage.run();
    expect(multibyte).toMatchObject(disconnected(4008));
  });

  test('silence, and a login that is not answered, close after 5 s', async () => {
    const stage = await new Stage().start();
    const silent = stage.socket();
    stage.lookup = new Promise(() => {});
    const waiting = stage.socket();
    waiting.send('AUTH_REQUEST', { token: 'anna' });
    await stage.run(4900);
    expect([silent.closed, waiting.closed]).toEqual([undefined, undefined]);
    await stage.run(1200);
    expect([silent, waiting]).toMatchObject([disconnected(4004), disconnected(4004)]);
    expect(stage.gateway.sockets).toBe(0);
  });

  test('a few messages wait for the login and are then done in their order; more close', async () => {
    const stage = await new Stage().start();
    let found = () => {};
    stage.lookup = new Promise<void>((resolve) => (found = resolve));
    const [patient, hasty] = [stage.socket(), stage.socket()];
    for (const socket of [patient, hasty]) socket.send('AUTH_REQUEST', { token: 'anna' });
    for (let at = 0; at < 8; at++) patient.send('CHARACTER_DELETE', { characterId: `c${at}` });
    for (let at = 0; at < 9; at++) hasty.send('PING');
    await stage.run();
    expect(hasty).toMatchObject(disconnected(4006));
    found();
    await stage.run();
    expect(stage.asked.map(({ data }) => data)).toEqual(
      [0, 1, 2, 3, 4, 5, 6, 7].map((at) => ({ characterId: `c${at}` })),
    );
  });
});

describe('after it', () => {
  test('a message of more than 16 KiB closes', async () => {
    const stage = await new Stage().start();
    const socket = await stage.authenticated('anna');
    const filler = (bytes: number) =>
      JSON.stringify({ type: 'PING', version: 1, id: 'p', timestamp: 0, data: {} }).padEnd(bytes);
    socket.text(filler(16_384));
    await stage.run();
    expect(socket.types).toEqual(['AUTH_RESPONSE', 'PONG']);
    socket.text(filler(16_385));
    await stage.run();
    expect(socket).toMatchObject(disconnected(4008));
  });

  test('messages above the account’s rate are refused, over all its sockets, and say when to go on', async () => {
    const stage = await new Stage({ limits: { messagesPerSecond: 10, messageBurst: 4 } }).start();
    const [one, two, other] = [
      await stage.authenticated('anna'),
      await stage.authenticated('anna'),
      await stage.authenticated('berta'),
    ];
    for (let at = 0; at < 3; at++) one.send('PING');
    for (let at = 0; at < 3; at++) two.send('PING');
    other.send('PING');
    await stage.run();
    expect(other.types).toEqual(['AUTH_RESPONSE', 'PONG']);
    const answers = [...one.heard, ...two.heard].filter(({ type }) => type !== 'AUTH_RESPONSE');
    const refused = answers.filter(({ type }) => type === 'ERROR');
    expect([answers.length, refused]).toEqual([6, [errorWith('too-many'), errorWith('too-many')]]);
    expect(refused[0]!.data['retryAfterMs']).toBe(100);
    await stage.run(100);
    two.send('PING');
    await stage.run();
    expect(two.types.at(-1)).toBe('PONG');
  });

  test('whoever goes on in spite of refusals is closed', async () => {
    const stage = await new Stage({ limits: { refusalsPerMinute: 5 } }).start();
    const socket = await stage.authenticated('anna');
    for (let at = 0; at < 5; at++) socket.text('nonsense');
    await stage.run(61_000 - 31_000);
    expect(socket.closed).toBe(undefined);
    socket.text('nonsense');
    await stage.run();
    expect(socket).toMatchObject(disconnected(4006));
    const slow = await stage.authenticated('berta');
    for (let minute = 0; minute < 3; minute++) {
      for (let at = 0; at < 5; at++) slow.text('nonsense');
      for (let third = 0; third < 4; third++) {
        await stage.run(15_500);
        slow.send('PONG');
      }
    }
    expect(slow.closed).toBe(undefined);
  });

  test('requests wait for each other in order; one more than may wait is refused', async () => {
    let go = () => {};
    const gate = new Promise<void>((resolve) => (go = resolve));
    const done: string[] = [];
    const slow = async (_caller: unknown, { characterId }: { characterId: string }) => {
      await gate;
      done.push(characterId);
      return { reply: { finalMs: 1 } };
    };
    const stage = await new Stage({ handlers: { CHARACTER_DELETE: slow }, limits: { requestsUnderWay: 3 } }).start();
    const socket = await stage.authenticated('anna');
    for (const characterId of ['a', 'b', 'c', 'd']) socket.send('CHARACTER_DELETE', { characterId });
    socket.send('PING');
    await stage.run();
    expect(socket.heard.slice(1)).toEqual([errorWith('too-many'), expect.objectContaining({ type: 'PONG' })]);
    go();
    await stage.run();
    expect([done, socket.types.length]).toEqual([['a', 'b', 'c'], 6]);
  });

  test('what waits for its turn when the socket closes is not done', async () => {
    let go = () => {};
    const gate = new Promise<void>((resolve) => (go = resolve));
    const done: string[] = [];
    const slow = async (_caller: unknown, { characterId }: { characterId: string }) => {
      done.push(characterId);
      await gate;
      return { reply: { finalMs: 1 } };
    };
    const stage = await new Stage({ handlers: { CHARACTER_DELETE: slow } }).start();
    const socket = await stage.authenticated('anna');
    for (const characterId of ['a', 'b']) socket.send('CHARACTER_DELETE', { characterId });
    await stage.run();
    stage.deliver([{ kind: 'sessions-ended', sessionIds: ['session anna'], reason: 'logout' }]);
    await stage.run();
    go();
    await stage.run();
    expect([done, socket.closed?.code]).toEqual([['a'], 4003]);
  });

  test('a silent client is asked, and closed when it stays silent', async () => {
    const stage = await new Stage({ limits: { idleTimeoutMs: 30_000 } }).start();
    const [silent, polite] = [await stage.authenticated('anna'), await stage.authenticated('berta')];
    await stage.run(16_500);
    expect([silent.types.at(-1), polite.types.at(-1)]).toEqual(['PING', 'PING']);
    polite.send('PONG');
    await stage.run(15_000);
    expect([silent.closed?.code, polite.closed]).toEqual([4005, undefined]);
    expect(silent.heard.at(-1)).toMatchObject({ type: 'DISCONNECT', data: { code: 4005 } });
  });

  test('one socket more than an account may have closes its oldest', async () => {
    const stage = await new Stage({ limits: { socketsPerAccount: 2 } }).start();
    const sockets = [];
    for (let at = 0; at < 3; at++) sockets.push(await stage.authenticated('anna'));
    const other = await stage.authenticated('berta');
    expect([...sockets, other].map(({ closed }) => closed?.code)).toEqual([4009, undefined, undefined, undefined]);
  });
});

describe('a socket that reads slowly', () => {
  const WINDOW = 16_384;

  test('gets what is urgent before what is not', async () => {
    const stage = await new Stage().start();
    const socket = await stage.authenticated('anna');
    socket.reads(0);
    for (let at = 0; at < 60; at++) stage.deliver([bulk]);
    for (let at = 0; at < 20; at++) stage.deliver([position(at)]);
    stage.deliver([urgent]);
    await stage.run();
    socket.reads(1_000_000);
    for (let turn = 0; turn < 20; turn++) await stage.run(50);
    const types = socket.types.slice(1);
    expect([types.length, types.at(-1)]).toEqual([81, 'POSITION_UPDATE']);
    const ahead = types.indexOf('DISCONNECT');
    // Only what the channel had been given already came before it.
    expect(ahead).toBeLessThanOrEqual(Math.ceil(WINDOW / 300));
    expect(types.slice(0, ahead)).not.toContain('POSITION_UPDATE');
    expect(types.slice(ahead)).toContain('INVALID_MESSAGE');
  });

  test('misses the oldest LOW messages first', async () => {
    const stage = await new Stage({ limits: { queueLowBytes: 4000 } }).start();
    const socket = await stage.authenticated('anna');
    socket.reads(0);
    for (let at = 0; at < 200; at++) stage.deliver([position(at)]);
    await stage.run();
    socket.reads(1_000_000);
    for (let turn = 0; turn < 20; turn++) await stage.run(50);
    const seen = socket.heard.slice(1).map(({ data }) => (data['position'] as { x: number }).x);
    expect(seen.length).toBeLessThan(130);
    expect(seen.at(-1)).toBe(199);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
  });

  test('is closed when more waits than may, or when it reads nothing at all', async () => {
    const stage = await new Stage({ limits: { queueCloseBytes: 20_000, queueCloseMs: 3000 } }).start();
    const flooded = await stage.authenticated('anna');
    flooded.reads(0);
    for (let at = 0; at < 140; at++) stage.deliver([bulk]);
    await stage.run();
    expect(stage.gateway.sockets).toBe(0);
    const stuck = await stage.authenticated('berta');
    stuck.reads(0);
    for (let at = 0; at < 50; at++) stage.deliver([bulk]);
    await stage.run(2900);
    expect(stage.gateway.sockets).toBe(1);
    await stage.run(200);
    expect(stage.gateway.sockets).toBe(0);
    stuck.reads(1_000_000);
    await stage.run(1000);
    expect(stuck.closed).toMatchObject({ code: 4007 });
  });

  test('keeps nobody else waiting', async () => {
    const stage = await new Stage().start();
    const [slow, quick] = [await stage.authenticated('anna'), await stage.authenticated('berta')];
    slow.reads(0);
    for (let at = 0; at < 100; at++) stage.deliver([bulk]);
    await stage.run(100);
    expect([quick.heard.length, slow.heard.length]).toEqual([101, 1]);
  });
});

test('the defaults are those of the documentation', () => {
  expect(socketLimits).toMatchObject({ authBytes: 1024, messageBytes: 16_384, authTimeoutMs: 5000 });
});
