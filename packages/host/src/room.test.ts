import { limits } from '@rubato/protocol';
import { describe, expect, it } from 'vitest';
import { botName, checkHostedGame } from './hosted-game.ts';
import { duel } from './testing/duel.ts';
import { hostedDuel, stage, viewOf } from './testing/stage.ts';

const order = (seq: number, name: string, args: object = {}) => ({ seq, name, args });

describe('a race', () => {
  it('is won by whoever’s order came first, whatever the seat', async () => {
    for (const winner of [0, 1]) {
      const { clock, host, seated } = await stage();
      const peers = [await seated(), await seated()];
      const [first, second] = winner === 0 ? peers : [...peers].reverse();
      // Past the tick that is due now: both come before the next.
      await clock.run(5);
      first!.send(first!.input({ orders: [order(1, 'take', { n: 1 })] }));
      await clock.run(1);
      second!.send(second!.input({ orders: [order(1, 'take', { n: 2 })] }));
      await clock.run(100);
      const journal = [...host.lobby.rooms.values()][0]!;
      expect(journal.machine.tick).toBeGreaterThan(0);
      const events = first!.of('snapshot').flatMap((message) => message.events);
      expect(events.map((event) => event.data[0])).toEqual([first!.joined!.seat, second!.joined!.seat]);
      expect(events[1]!.tick).toBe(events[0]!.tick);
    }
  });
});

describe('a rule that throws', () => {
  it('in an order leaves no trace, is told as faulted, and nobody else notices', async () => {
    const { clock, host, log, seated } = await stage();
    const [a, b] = [await seated(), await seated()];
    a.send(a.input({ orders: [order(1, 'spoil')] }));
    b.send(b.input({ orders: [order(1, 'take', { n: 3 })] }));
    await clock.run(200);
    expect(a.of('snapshot').flatMap((message) => message.outcomes)).toEqual([
      { seq: 1, status: 'faulted', reason: 'faulted' },
    ]);
    expect([...viewOf(b).bodies].map((body) => body.gold)).toEqual([0, 3]);
    expect(host.counters.faults).toBe(1);
    expect(log.lines.some((line) => line.level === 'error')).toBe(true);
  });

  it('in a step costs that seat its frame and nothing else', async () => {
    const { clock, seated } = await stage();
    const [a, b] = [await seated(), await seated()];
    a.send(a.input({ frames: [{ trouble: 'step' }] }));
    b.send(b.input({ frames: [{ push: 64 }] }));
    await clock.run(100);
    expect([...viewOf(b).bodies][1]!.x).toBeGreaterThan(0);
    expect(a.closed).toBeUndefined();
  });

  it('in a tick freezes that match, tells its seats, keeps its journal, and leaves other rooms running', async () => {
    const { clock, host, store, seated } = await stage();
    const [a, b] = [await seated({ mode: 'create' }), await seated({ mode: 'create' })];
    a.send(a.input({ orders: [order(1, 'doom')] }));
    await clock.run(500);
    expect(a.of('left')).toMatchObject([{ reason: 'frozen' }]);
    expect(host.counters.frozen).toBe(1);
    const tick = Math.max(...b.states.keys());
    await clock.run(500);
    expect(Math.max(...b.states.keys())).toBeGreaterThan(tick + 10);
    expect((await store.rooms({ status: 'frozen' })).map((room) => room.id)).toEqual([a.joined!.roomId]);
  });
});

describe('who may know what', () => {
  it('a seat’s snapshots carry its own secret and no other', async () => {
    const { clock, seated } = await stage();
    const [a, b] = [await seated(), await seated()];
    await clock.run(200);
    expect([a, b].map((peer) => [...viewOf(peer).secrets].map((secret) => secret.value))).toEqual([[1], [2]]);
  });

  it('a spectator sees what everybody may see and has no say', async () => {
    const { clock, host, connect, seated } = await stage();
    const player = await seated();
    const watcher = connect();
    watcher.hello();
    watcher.join({ mode: 'spectate', room: player.joined!.roomId });
    await clock.run(100);
    expect(watcher.joined!.seat).toBe(0);
    watcher.send(watcher.input({ orders: [order(1, 'take', { n: 9 })] }));
    await clock.run(200);
    expect([...viewOf(watcher).secrets]).toEqual([]);
    expect([...viewOf(watcher).bodies].map((body) => body.gold)).toEqual([0]);
    expect([...host.lobby.rooms.values()][0]!.summary).toMatchObject({ players: 1, spectators: 1 });
  });
});

describe('a delay for spectators', () => {
  it('shows them state and events of the past, players the present', async () => {
    const delayed = { ...hostedDuel, spectatorDelayTicks: 90 };
    const { clock, connect, seated } = await stage({ games: [delayed] });
    const player = await seated();
    const watcher = connect();
    watcher.hello();
    watcher.join({ mode: 'spectate', room: player.joined!.roomId });
    await clock.run(5000);
    player.send(player.input({ orders: [order(1, 'take', { n: 9 })] }));
    await clock.run(1000);
    const gold = (peer: typeof player) => [...viewOf(peer).bodies].map((body) => body.gold);
    const events = () => watcher.of('snapshot').flatMap((message) => message.events).length;
    expect([gold(player), gold(watcher), events()]).toEqual([[9], [0], 0]);
    expect(Math.max(...player.states.keys()) - Math.max(...watcher.states.keys())).toBe(90);
    await clock.run(3000);
    expect([gold(watcher), events()]).toEqual([[9], 1]);
  });
});

describe('finding a room', () => {
  it('brings players together, then opens another room', async () => {
    const { seated } = await stage();
    const peers = [await seated(), await seated(), await seated()];
    const rooms = peers.map((peer) => peer.joined!.roomId);
    expect(rooms[0]).toBe(rooms[1]);
    expect(rooms[2]).not.toBe(rooms[0]);
    expect(peers.map((peer) => peer.joined!.seat)).toEqual([1, 2, 1]);
  });

  it('finds a private room by its code and by nothing else', async () => {
    const { clock, connect, seated } = await stage();
    const owner = await seated({ mode: 'create', private: true });
    const stranger = connect();
    stranger.hello();
    stranger.join({ request: 1, mode: 'join', room: owner.joined!.roomId });
    stranger.join({ request: 2, mode: 'spectate', room: owner.joined!.roomId });
    stranger.join({ request: 3, mode: 'joinOrCreate' });
    await clock.run(100);
    expect(stranger.of('refused').map(({ request, reason }) => [request, reason])).toEqual([
      [1, 'unknown-room'],
      [2, 'unknown-room'],
    ]);
    expect(stranger.joined!.roomId).not.toBe(owner.joined!.roomId);
    const friend = await seated({ mode: 'join', code: owner.joined!.code.toLowerCase() });
    expect(friend.joined!.roomId).toBe(owner.joined!.roomId);
  });

  it.each([
    [{ game: 'chess' }, 'unknown-game'],
    [{ region: 'mars' }, 'bad-region'],
    [{ mode: 'create', seats: 99 }, 'bad-settings'],
    [{ mode: 'create', settings: '{"goal":-1}' }, 'bad-settings'],
    [{ mode: 'create', settings: 'not json' }, 'bad-settings'],
  ] as const)('refuses %j as %s', async (wish, reason) => {
    const { clock, connect } = await stage();
    const peer = connect();
    peer.hello();
    peer.join(wish);
    await clock.run(50);
    expect(peer.of('refused')).toMatchObject([{ request: 1, reason }]);
    expect(peer.closed).toBeUndefined();
  });

  it('refuses a seat of a full room, and one of a match that is over', async () => {
    const { clock, connect, seated } = await stage();
    const [peer] = [await seated(), await seated()];
    const late = connect();
    late.hello();
    late.join({ request: 1, mode: 'join', room: peer.joined!.roomId });
    for (let seq = 1; seq <= 10; seq++) peer.send(peer.input({ orders: [order(seq, 'take', { n: 100 })] }));
    await clock.run(2000);
    late.join({ request: 2, mode: 'join', room: peer.joined!.roomId });
    await clock.run(50);
    expect(late.of('refused').map(({ request, reason }) => [request, reason])).toEqual([
      [1, 'room-full'],
      [2, 'not-possible'],
    ]);
  });

  it('refuses a room too many', async () => {
    const { clock, connect, seated } = await stage({ maxRooms: 1 });
    await seated({ mode: 'create' });
    const peer = connect();
    peer.hello();
    peer.join({ mode: 'create' });
    await clock.run(50);
    expect(peer.of('refused')[0]!.reason).toBe('too-many');
  });

  it('closes a connection too many', async () => {
    const { clock, connect } = await stage({ maxConnections: 1 });
    connect();
    const second = connect();
    await clock.run(50);
    expect(second.closed?.code).toBe(4011);
  });
});

describe('bots', () => {
  const bot = () => ({ frame: { push: 32, trouble: 'none' as const } });
  const hosted = { ...hostedDuel, bot: bot as never, fillWithBots: true };

  it('fill empty seats, give theirs to players, and take over for those who are away', async () => {
    const { clock, host, seated } = await stage({ games: [hosted] });
    const peer = await seated();
    const room = [...host.lobby.rooms.values()][0]!;
    expect(room.slots.map((slot) => slot.holder.state)).toEqual(['player', 'bot']);
    peer.pair.cut();
    await clock.run(1000);
    expect(room.slots.map((slot) => slot.holder.state)).toEqual(['away', 'bot']);
    const xs = [...(room.machine.view as ReturnType<typeof viewOf>).bodies].map((body) => body.x);
    expect(Math.min(...xs)).toBeGreaterThan(5);
    await clock.run(limits.resumeMs + 2000);
    expect(room.slots.map((slot) => slot.holder.state)).toEqual(['bot', 'bot']);
  });

  it('are called as their game calls them, and no two in a room alike', async () => {
    const { host, seated } = await stage({ games: [{ ...hosted, botNames: ['Largo', 'Vivace'] }] });
    const peer = await seated();
    const room = [...host.lobby.rooms.values()][0]!;
    expect(peer.of('joined')[0]!.seats.map(({ name }) => name)).toEqual([expect.any(String), 'Vivace']);
    expect(room.slots[1]!.info).toEqual({ seat: 2, held: 'bot', name: 'Vivace' });
    const names = (game: { botNames?: readonly string[] }) => [1, 2, 3, 4, 5].map((seat) => botName(game, seat));
    expect(names({ botNames: ['Largo', 'Vivace'] })).toEqual(['Largo', 'Vivace', 'Largo 2', 'Vivace 2', 'Largo 3']);
    expect(names({})).toEqual(['Bot 1', 'Bot 2', 'Bot 3', 'Bot 4', 'Bot 5']);
  });

  it.each([
    ['an empty name', [''], /1 to 28 bytes/],
    ['a name too long for the wire', ['n'.repeat(29)], /1 to 28 bytes/],
    ['the same name twice', ['Largo', 'Largo'], /same name/],
  ])('are refused %s', (_, botNames, message) => {
    expect(() => checkHostedGame({ ...hosted, botNames })).toThrow(message);
    expect(() => checkHostedGame({ ...hosted, botNames: ['n'.repeat(28)] })).not.toThrow();
  });

  it('that throw stand still, and the match goes on', async () => {
    const broken = () => {
      throw new Error('no idea');
    };
    const { clock, log, seated } = await stage({ games: [{ ...hosted, bot: broken as never }] });
    const peer = await seated();
    await clock.run(1000);
    expect(peer.states.size).toBeGreaterThan(25);
    expect(log.lines.filter((line) => line.message.includes('bot threw'))).toHaveLength(1);
  });
});

describe('the end', () => {
  it('is told only when it is on disk, and shown before the room closes', async () => {
    const { clock, store, seated } = await stage({ timings: { showResultMs: 3000 } });
    const peer = await seated();
    for (let seq = 1; seq <= 10; seq++) peer.send(peer.input({ orders: [order(seq, 'take', { n: 100 })] }));
    await clock.run(1500);
    expect(
      peer
        .of('notice')
        .filter(({ kind }) => kind === 'result')
        .map(({ text }) => JSON.parse(text)),
    ).toEqual([{ winners: [1] }]);
    await clock.run(4000);
    expect(peer.of('left')).toMatchObject([{ reason: 'ended', result: '{"winners":[1]}' }]);
    expect(await store.rooms({ status: 'closed' })).toHaveLength(1);
  });

  it('of a room that everyone left comes after a while, not at once', async () => {
    const { clock, host, seated } = await stage({ timings: { emptyRoomMs: 10_000 } });
    const peer = await seated();
    peer.say({ type: 'leave', room: peer.joined!.room });
    await clock.run(5000);
    expect(host.lobby.rooms.size).toBe(1);
    await clock.run(7000);
    expect([host.lobby.rooms.size, host.loops]).toEqual([0, 0]);
  });
});

describe('slow viewers', () => {
  it('get nothing while their queue is long, then one fresh snapshot, and stay in step', async () => {
    const { clock, host, connect } = await stage();
    const peer = connect();
    peer.hello();
    peer.join();
    await clock.run(500);
    // The socket takes nothing for five seconds.
    Object.defineProperty(peer.pair.server, 'queuedBytes', {
      configurable: true,
      get: () => limits.queueCoalesceBytes + 1,
    });
    await clock.run(5000);
    expect(host.counters.coalesced).toBeGreaterThan(100);
    Reflect.deleteProperty(peer.pair.server, 'queuedBytes');
    const before = peer.states.size;
    await clock.run(2000);
    expect(peer.states.size).toBeGreaterThan(before + 30);
    expect(peer.closed).toBeUndefined();
  });

  it('that never drain are closed', async () => {
    const { clock, host, connect } = await stage();
    const peer = connect();
    peer.hello();
    peer.join();
    await clock.run(500);
    Object.defineProperty(peer.pair.server, 'queuedBytes', { get: () => limits.queueCloseBytes + 1 });
    await clock.run(200);
    expect(peer.closed?.code).toBe(4007);
    expect(host.counters.closedSlow).toBe(1);
  });

  it('that stay slow for too long are closed', async () => {
    const { clock, connect } = await stage();
    const peer = connect();
    peer.hello();
    peer.join();
    await clock.run(500);
    Object.defineProperty(peer.pair.server, 'queuedBytes', { get: () => limits.queueCoalesceBytes + 1 });
    await clock.run(limits.queueCloseMs + 500);
    expect(peer.closed?.code).toBe(4007);
  });
});

describe('a stop', () => {
  it('suspends rooms, tells clients to come back, and the next start goes on from the same tick', async () => {
    const { clock, host, store, seated } = await stage();
    const peer = await seated();
    peer.send(peer.input({ orders: [order(1, 'take', { n: 42 })] }));
    await clock.run(500);
    const tick = [...host.lobby.rooms.values()][0]!.machine.tick;
    await host.stop();
    await clock.run(50);
    expect(peer.closed?.code).toBe(4010);
    const next = await stage({ store });
    const room = [...next.host.lobby.rooms.values()][0]!;
    expect([room.machine.tick, room.epoch, room.slots[0]!.holder.state]).toEqual([tick, 2, 'away']);
    await next.clock.run(4000);
    expect(room.machine.tick).toBe(tick);
    await next.clock.run(2000);
    expect(room.machine.tick).toBeGreaterThan(tick);
    expect(room.machine.tick).toBeLessThan(tick + 40);
  });

  it('refuses newcomers while draining', async () => {
    const { clock, host, connect } = await stage();
    await host.stop();
    const peer = connect();
    await clock.run(50);
    expect(peer.closed?.code).toBe(4010);
  });
});

describe('a resume', () => {
  it('lets whoever took over a seat count orders from 1, whatever the predecessor had reached', async () => {
    const { clock, host, store, seated } = await stage();
    const first = await seated();
    for (let seq = 1; seq <= 3; seq++) first.send(first.input({ orders: [order(seq, 'take', { n: 1 })] }));
    await clock.run(200);
    first.say({ type: 'leave', room: first.joined!.room });
    await clock.run(100);
    const second = await seated();
    await clock.run(200);
    await host.stop();
    const next = await stage({ store: store.crash() });
    const [slot] = [...next.host.lobby.rooms.values()][0]!.slots;
    expect([slot!.viewer?.session.id, slot!.orders.processed]).toEqual([second.welcome.session, 0]);
  });

  it('is refused for another version of the game, and the room is left alone', async () => {
    const { host, store, seated } = await stage();
    await seated();
    await host.stop();
    const newer = { ...hostedDuel, game: { ...duel, version: 2 } };
    const next = await stage({ store });
    expect(next.host.lobby.rooms.size).toBe(1);
    const other = await stage({ store: store.crash(), games: [newer] });
    expect(other.host.lobby.rooms.size).toBe(0);
    expect((await other.host.start())[0]!.reason).toMatch(/version 1.*version 2/);
  });

  it('under changed rules is refused in production and opens a new segment in development', async () => {
    const { host, store, seated } = await stage();
    await seated();
    await host.stop();
    const changed = { ...hostedDuel, game: { ...duel, tick: () => {} } };
    const disk = store.crash();
    const strict = await stage({ store: disk, games: [changed], production: true });
    expect(strict.host.lobby.rooms.size).toBe(0);
    const relaxed = await stage({ store: disk, games: [changed] });
    const room = [...relaxed.host.lobby.rooms.values()][0]!;
    await relaxed.clock.run(6000);
    expect(room.machine.tick).toBeGreaterThan(10);
    expect((await disk.room(room.id))!.segment).toBe(1);
  });
});
