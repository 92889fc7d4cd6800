import { defineGame } from '@rubato/game';
import { MemoryJournalStore } from '@rubato/ports/doubles';
import type { ManualClock } from '@rubato/ports/doubles';
import { clientMessages, limits } from '@rubato/protocol';
import { BitWriter, bytes, list, optional, structCodec, text, u8, u16 } from '@rubato/schema';
import { describe, expect, it } from 'vitest';
import type { EndedMatch } from './arranged-match.ts';
import { checkHostedGame } from './hosted-game.ts';
import { duel } from './testing/duel.ts';
import type { Peer } from './testing/peer.ts';
import { hostedDuel, stage } from './testing/stage.ts';

const order = (seq: number, name: string, args: object = {}) => ({ seq, name, args });
const hosted = (game: unknown) => ({ ...hostedDuel, game: game as typeof duel });
const results = (peer: Peer) => peer.of('notice').filter(({ kind }) => kind === 'result');
const lastTick = (peer: Peer) => Math.max(...peer.states.keys());

async function goesOn(clock: ManualClock, peer: Peer) {
  const tick = lastTick(peer);
  await clock.run(500);
  expect(lastTick(peer)).toBeGreaterThan(tick + 10);
}

describe('what a game says at length', () => {
  it('a reason of a refusal is shortened to whole characters that the wire takes, and the room goes on', async () => {
    const { take } = duel.commands!;
    const game = defineGame({
      ...duel,
      commands: {
        ...duel.commands,
        take: { ...take, check: () => `${'x'.repeat(limits.reasonBytes - 1)}é, and more` },
      },
    });
    const { clock, seated } = await stage({ games: [hosted(game)] });
    const peer = await seated();
    peer.send(peer.input({ orders: [order(1, 'take', { n: 1 })] }));
    await clock.run(200);
    expect(peer.of('snapshot').flatMap(({ outcomes }) => outcomes)).toEqual([
      { seq: 1, status: 'rejected', reason: 'x'.repeat(limits.reasonBytes - 1) },
    ]);
    await goesOn(clock, peer);
  });

  it.each([
    [limits.resultBytes, true],
    [limits.resultBytes + 1, false],
  ])('a result of %i bytes is told to players: %s; the server hears of either', async (size, told) => {
    const frame = JSON.stringify({ winners: [1], reason: '' }).length;
    const result = { winners: [1], reason: 'y'.repeat(size - frame) };
    const game = defineGame({
      ...duel,
      result: (view) => ([...view.bodies].some(({ gold }) => gold > 0) ? (result as never) : undefined),
    });
    const ended: EndedMatch[] = [];
    const { clock, host, seated } = await stage({
      games: [hosted(game)],
      timings: { showResultMs: 2000 },
      ended: (match) => void ended.push(match),
    });
    const peer = await seated();
    peer.send(peer.input({ orders: [order(1, 'take', { n: 1 })] }));
    await clock.run(5000);
    expect(results(peer).map((notice) => notice.text.length)).toEqual(told ? [size] : []);
    expect(peer.of('left').map(({ reason, result: text }) => [reason, text?.length])).toEqual([
      ['ended', told ? size : undefined],
    ]);
    expect(ended.map((match) => match.result)).toEqual([result]);
    expect(host.lobby.rooms.size).toBe(0);
  });

  it.each([
    ['event told', { events: { told: { value: text(limits.eventBytes) } } }],
    ['event told', { events: { told: { value: list(u16, limits.eventBytes / 2) } } }],
    ['command take', { commands: { take: { args: { n: u16, note: bytes(limits.orderBytes) }, apply() {} } } }],
  ])('an %s that may become too long is refused when the server starts', async (what, part) => {
    const game = defineGame({ ...duel, ...part } as never);
    expect(() => checkHostedGame(hosted(game))).toThrow(`duel: ${what} may take`);
    await expect(stage({ games: [hosted(game)] })).rejects.toThrow(RangeError);
    const shorter = { events: { told: { value: u8, note: text(limits.eventBytes - 16) } } };
    expect(() => checkHostedGame(hosted(defineGame({ ...duel, ...shorter } as never)))).not.toThrow();
  });
});

describe('what a player asks for', () => {
  it.each([
    [limits.settingsBytes, undefined],
    [limits.settingsBytes + 1, 4000],
  ])('settings of %i bytes: closed with %s', async (size, code) => {
    const { clock, connect } = await stage();
    const peer = connect();
    peer.hello();
    await clock.run(50);
    const settings = '{"goal":5}'.padEnd(size);
    const bits = new BitWriter();
    bits.u8(clientMessages.join.code);
    // A program that does not keep to the limit.
    const fields = { ...clientMessages.join.fields, settings: optional(text(limits.settingsBytes + 1)) };
    structCodec(fields).write(bits, { request: 1, mode: 'create', game: 'duel', private: false, settings });
    peer.send(bits.toBytes());
    await clock.run(50);
    expect(peer.closed?.code).toBe(code);
    expect(peer.joined?.settings).toBe(code === undefined ? settings : undefined);
  });

  it('a match that the server arranges has settings that its players can be told, too', async () => {
    const { host } = await stage();
    const match = { game: 'duel', settings: '{"goal":5}'.padEnd(limits.settingsBytes + 1), seats: [] };
    expect(() => host.arrange({ ...match, seats: [undefined, undefined] as never })).toThrow(
      /settings take more than 4096 bytes/,
    );
  });

  it('a game’s refusal of settings is shortened to whole characters that the wire takes', async () => {
    const game = defineGame({
      ...duel,
      setup() {
        throw new Error('é'.repeat(limits.textBytes));
      },
    });
    const { clock, connect } = await stage({ games: [hosted(game)] });
    const peer = connect();
    peer.hello();
    peer.join();
    await clock.run(50);
    expect(peer.of('refused')).toEqual([
      { type: 'refused', request: 1, reason: 'bad-settings', text: 'é'.repeat(limits.textBytes / 2) },
    ]);
  });

  it('more seats than a room may have are refused, and so is a game that would offer them', async () => {
    const most = { ...hostedDuel, seats: { default: 2, max: limits.seatsPerRoom } };
    const { seated } = await stage({ games: [most] });
    const full = await seated({ mode: 'create', seats: limits.seatsPerRoom });
    expect(full.joined!.seats).toHaveLength(limits.seatsPerRoom);
    const { clock, connect } = await stage();
    const peer = connect();
    peer.hello();
    peer.join({ mode: 'create', seats: hostedDuel.seats.max + 1 });
    await clock.run(50);
    expect(peer.of('refused').map(({ reason }) => reason)).toEqual(['bad-settings']);
    expect(() => checkHostedGame({ ...most, seats: { default: 2, max: limits.seatsPerRoom + 1 } })).toThrow(RangeError);
  });

  it('as many messages a second as it may for as long as it likes, and one more too often ends it', async () => {
    const { clock, host, seated } = await stage();
    const peer = await seated();
    const ping = async (perSecond: number, seconds: number) => {
      for (let at = 0; at < perSecond * seconds; at++) {
        peer.say({ type: 'ping', stamp: at, rttMs: 0 });
        await clock.run(1000 / perSecond);
      }
    };
    await ping(limits.messagesPerSecond, 4);
    expect(peer.closed).toBeUndefined();
    // The burst lasts for two seconds of twice the rate.
    await ping(2 * limits.messagesPerSecond, 2.5);
    expect([peer.closed?.code, host.counters.refused.get('rate')]).toEqual([4006, 1]);
  });
});

describe('a result', () => {
  it('is told by nothing, neither notice nor farewell, while the disk does not take it', async () => {
    const store = new MemoryJournalStore();
    const { clock, seated } = await stage({ store, timings: { showResultMs: 2000 } });
    const peer = await seated();
    const refuses = () => store.failNext();
    refuses();
    for (let seq = 1; seq <= 10; seq++) peer.send(peer.input({ orders: [order(seq, 'take', { n: 100 })] }));
    for (let ms = 0; ms < 5000; ms += 10) {
      refuses();
      await clock.run(10);
    }
    expect(results(peer)).toEqual([]);
    expect(peer.of('left').map(({ reason, result }) => [reason, result])).toEqual([['ended', undefined]]);
  });

  it('is told as soon as a disk that was full takes it', async () => {
    const store = new MemoryJournalStore();
    const { clock, seated } = await stage({ store, timings: { showResultMs: 20_000 } });
    const peer = await seated();
    for (let seq = 1; seq <= 10; seq++) peer.send(peer.input({ orders: [order(seq, 'take', { n: 100 })] }));
    for (let ms = 0; ms < 2000; ms += 10) {
      store.failNext();
      await clock.run(10);
    }
    expect(results(peer)).toEqual([]);
    await clock.run(3000);
    expect(results(peer).map((notice) => notice.text)).toEqual(['{"winners":[1]}']);
  });
});

describe('a room that fails outside its rules', () => {
  it('is frozen like one whose rules throw: its players are told, other rooms run on', async () => {
    const { clock, host, log, store, seated } = await stage();
    const [broken, other] = [await seated({ mode: 'create' }), await seated({ mode: 'create' })];
    const room = host.lobby.rooms.get(broken.joined!.roomId)!;
    room.viewKey = () => {
      throw new Error('no view');
    };
    await clock.run(200);
    expect(broken.of('left')).toMatchObject([{ reason: 'frozen' }]);
    expect(log.lines.find(({ level }) => level === 'error')).toMatchObject({
      message: expect.stringContaining('outside its rules'),
      fields: { room: broken.joined!.roomId, message: 'no view' },
    });
    expect(host.lobby.rooms.size).toBe(1);
    expect((await store.rooms({ status: 'frozen' })).map(({ id }) => id)).toEqual([broken.joined!.roomId]);
    await goesOn(clock, other);
  });
});

describe('events of a client that acknowledges none', () => {
  it('end in one gap and a keyframe, with which it is in step again', async () => {
    const { clock, seated } = await stage();
    const peer = await seated();
    const whisper = (seq: number) => order(seq, 'whisper', { value: seq % 256, to: peer.joined!.seat });
    for (let seq = 1; seq <= limits.eventsKept; seq++) {
      peer.send(peer.input({ orders: [whisper(seq)] }));
      if (seq % 16 === 0) await clock.run(200);
    }
    const gaps = () => peer.of('snapshot').filter(({ gap }) => gap);
    expect(gaps()).toEqual([]);
    peer.send(peer.input({ orders: [whisper(limits.eventsKept + 1)] }));
    await clock.run(200);
    expect(gaps()).toMatchObject([{ baseId: undefined }]);
    // A peer throws when a state that it decodes is not the server's.
    await goesOn(clock, peer);
    expect(gaps()).toHaveLength(1);
  });
});

describe('the clock of a client', () => {
  it('is believed in nothing: whatever it says, orders and frames count by sequence and tick', async () => {
    const { clock, seated } = await stage();
    const [honest, odd] = [await seated(), await seated()];
    const times = [0, Number.MAX_SAFE_INTEGER, 5, 1e12, 0];
    for (const [at, clientMs] of times.entries()) {
      for (const peer of [honest, odd])
        peer.send(
          peer.input({
            clientMs: peer === honest ? at * 100 : clientMs,
            frames: [{ push: 64 }],
            orders: [order(at + 1, 'take', { n: 1 })],
          }),
        );
      await clock.run(100);
    }
    await clock.run(400);
    const state = honest.newest;
    const [gold, x] = ['gold', 'x'].map((name) => {
      const table = state.tables[0]!;
      const lane = table.table.lanes.find(({ path }) => path === name)!;
      return [...table.lanes[lane.index]!].slice(0, 2);
    });
    expect(gold).toEqual([5, 5]);
    expect(x![1]).toBe(x![0]);
    expect(x![0]).not.toBe(0);
  });
});
