import { createClient, JoinRefused } from '@rubato/client';
import type { ConnectionState } from '@rubato/client';
import { defineGame, migration } from '@rubato/game';
import { SeededRandom } from '@rubato/ports/doubles';
import { seat, u32 } from '@rubato/schema';
import { describe, expect, it } from 'vitest';
import { tally } from './tally.ts';
import { World } from './world.ts';

const hosted = { game: tally, hz: 30, seats: { default: 4, max: 4 }, fillWithBots: false };

async function world(options: Partial<ConstructorParameters<typeof World>[0]> = {}) {
  const made = new World({ seed: 1, hosted, link: { latencyMs: 60 }, ...options });
  await made.boot();
  return made;
}

const xOf = (view: { seats: Iterable<{ owner: number; x: number }> }, seat: number) =>
  [...view.seats].find((row) => row.owner === seat)!.x;

/** Another table: a client of the first version could not read it. */
function laterTally() {
  const tally2 = defineGame({
    name: 'tally',
    version: 2,
    state: { people: { owner: seat, last: u32 } },
    setup() {},
  });
  const moved = migration(tally, tally2, ({ view }, state) => {
    for (const { owner, last } of view.seats) state.people.add({ owner, last });
  });
  return { tally2, migrations: [moved] };
}

describe('a connection', () => {
  it('goes from connecting to connected, reconnects by itself, and fails when the session’s time is over', async () => {
    const sim = await world();
    const states: ConnectionState[] = [];
    const { client } = sim.connect('one');
    client.onState(({ state }) => states.push(state));
    await sim.run(500);
    expect(client.state).toBe('connected');
    sim.crash();
    await sim.run(2000);
    expect(client.state).toBe('reconnecting');
    await sim.boot();
    await sim.run(9000);
    expect(client.state).toBe('connected');
    sim.crash();
    await sim.run(90_000);
    expect(client.state).toBe('failed');
    expect(client.reason).toMatch(/sim:\/\/server does not answer/);
    expect(new Set(states)).toEqual(new Set(['connected', 'reconnecting', 'failed']));
  });

  it('lets go of a room that came back under later rules and says so, and a program that has them finds its seat', async () => {
    const options = { seed: 1, hosted, link: { latencyMs: 60 } };
    const sim = new World(options);
    await sim.boot();
    const one = sim.connect('one');
    const { client } = one;
    const match = await sim.join(one, tally, 'One');
    const told: string[] = [];
    match.when('left', ({ text }) => told.push(text));
    await sim.run(500);
    sim.crash();
    const { tally2, migrations } = laterTally();
    Object.assign(sim.options, { hosted: { ...hosted, game: tally2, migrations } });
    await sim.boot();
    await sim.run(5000);
    expect([match.state, told]).toEqual([
      'over',
      ['this program has tally version 1, the server runs tally version 2: reload or update'],
    ]);
    const found: (number | undefined)[] = [];
    const saved = client.saved!;
    client.close();
    const reloaded = createClient({
      urls: ['sim://server'],
      clock: sim.clock,
      random: new SeededRandom('reloaded'),
      program: 'two',
      dial: async () => sim.dial('reloaded'),
      games: [tally2],
      saved,
    });
    reloaded.onRejoined(({ seat }) => found.push(seat));
    await sim.run(1000);
    expect(found).toEqual([match.seat]);
  });

  it('tries the other servers of its list', async () => {
    const sim = await world();
    const dialled: string[] = [];
    const client = createClient({
      urls: ['sim://dead', 'sim://alive'],
      clock: sim.clock,
      random: new SeededRandom('fallback'),
      program: 'test',
      dial: async (url) => {
        dialled.push(url);
        if (url === 'sim://dead') throw new Error('no such host');
        return sim.dial('fallback');
      },
    });
    await sim.run(2000);
    expect(client.state).toBe('connected');
    expect(dialled).toEqual(['sim://dead', 'sim://alive']);
  });

  it('measures round trip and traffic', async () => {
    const sim = await world();
    const { client } = sim.connect('one');
    await sim.run(20_000);
    expect(client.stats.rttMs).toBeGreaterThan(55);
    expect(client.stats.rttMs).toBeLessThan(66);
    expect(client.stats.bytesIn).toBeGreaterThan(0);
    expect(client.stats.messagesOut).toBeGreaterThan(8);
  });
});

describe('what a client tells of its connection', () => {
  it('is each message, for a debug log, and the same in sums', async () => {
    const sim = await world();
    const log: { direction: 'in' | 'out'; type: string; bytes: number }[] = [];
    const client = createClient({
      urls: ['sim://server'],
      clock: sim.clock,
      random: new SeededRandom('log'),
      program: 'test',
      dial: async () => sim.dial('log'),
      trace: (direction, type, bytes) => void log.push({ direction, type, bytes }),
    });
    const joining = client.joinOrCreate(tally);
    await sim.run(3000);
    (await joining).leave();
    await sim.run(500);
    const types = (wanted: string) => new Set(log.filter((each) => each.direction === wanted).map((each) => each.type));
    expect(types('out')).toEqual(new Set(['hello', 'join', 'ping', 'input', 'leave']));
    expect(types('in')).toEqual(new Set(['welcome', 'joined', 'pong', 'snapshot', 'notice', 'left']));
    const sums = (wanted: string) => {
      const bytes = log.filter((each) => each.direction === wanted).map((each) => each.bytes);
      return [bytes.length, bytes.reduce((sum, each) => sum + each, 0)];
    };
    const { messagesIn, bytesIn, messagesOut, bytesOut } = client.stats;
    expect([sums('in'), sums('out')]).toEqual([
      [messagesIn, bytesIn],
      [messagesOut, bytesOut],
    ]);
  });

  it('is how many snapshots a link swallowed', async () => {
    const sim = await world({ lossy: true, link: { latencyMs: 60, loss: 0.25, lossBurst: 1 } });
    const match = await sim.join(sim.connect('one'), tally, 'one');
    await sim.run(20_000);
    const { lost, snapshots } = match.stats;
    expect(lost / (lost + snapshots)).toBeGreaterThan(0.2);
    expect(lost / (lost + snapshots)).toBeLessThan(0.3);
  });
});

describe('joining', () => {
  it('rejects with the server’s reason', async () => {
    const sim = await world();
    const { client } = sim.connect('one');
    const refused = client.join(tally, { code: 'NOSUCH' });
    void refused.catch(() => {});
    await sim.run(500);
    await expect(refused).rejects.toMatchObject({ name: 'JoinRefused', reason: 'unknown-room' });
  });

  it('refuses to play by other rules than the server’s', async () => {
    const sim = await world();
    const other = defineGame({
      ...tally,
      commands: { ...tally.commands, count: { ...tally.commands!.count, predict: true } },
    });
    const { client } = sim.connect('one');
    const refused = client.joinOrCreate(other);
    void refused.catch(() => {});
    await sim.run(500);
    await expect(refused).rejects.toThrow(JoinRefused);
    await expect(refused).rejects.toThrow(/reload or update/);
  });

  it('lets one session hold two seats of a room', async () => {
    const sim = await world();
    const one = sim.connect('one');
    const first = await sim.join(one, tally, 'left');
    const second = await sim.join(one, tally, 'right');
    await sim.run(500);
    expect([first.seat, second.seat, first.roomId === second.roomId]).toEqual([1, 2, true]);
    expect(second.seats.map((seat) => seat.name).slice(0, 2)).toEqual(['left', 'right']);
  });
});

describe('a match', () => {
  it('is corrected exactly 0 times on a clean link while steering with inertia', async () => {
    const sim = await world({ link: { latencyMs: 200 } });
    const match = await sim.join(sim.connect('one'), tally, 'one');
    let n = 0;
    await sim.run(30_000, () => n++ % 7 === 0 && match.hold({ push: ((n * 37) % 200) - 100 }));
    expect(match.stats.predictionsChecked).toBeGreaterThan(850);
    expect(match.stats.corrections).toBe(0);
    expect(match.stats.discarded).toBe(0);
  });

  it('settles its frames a few milliseconds before their tick, at any latency', async () => {
    for (const latencyMs of [10, 80, 250]) {
      const sim = await world({ link: { latencyMs } });
      const match = await sim.join(sim.connect('one'), tally, 'one');
      await sim.run(15_000);
      expect(match.stats.earlinessMs).toBeGreaterThan(0);
      expect(match.stats.earlinessMs).toBeLessThan(6);
    }
  });

  it('is steered after a join so slow that its first frames were too early to be taken', async () => {
    const sim = await world({ link: { latencyMs: 1500 } });
    const match = await sim.join(sim.connect('one'), tally, 'one');
    for (const link of sim.links) link.change({ latencyMs: 40 });
    match.hold({ push: 100 });
    await sim.run(3000);
    const [room] = sim.host.lobby.rooms.values();
    expect(xOf(room!.machine.view as never, 1)).toBeGreaterThan(0);
    const { earlinessMs, targetMs } = match.stats;
    expect(earlinessMs - targetMs).toBeLessThan(60);
  });

  it('shows its own ship at once and others a little in the past, both smoothly', async () => {
    const sim = await world({ link: { latencyMs: 200 } });
    const me = await sim.join(sim.connect('me'), tally, 'me');
    const other = await sim.join(sim.connect('other'), tally, 'other');
    await sim.run(2000);
    const before = xOf(me.view as never, 1);
    me.hold({ push: 100 });
    other.hold({ push: 100 });
    await sim.run(80);
    expect(xOf(me.view as never, 1)).toBeGreaterThan(before);
    const shown: number[] = [];
    await sim.run(3000, () => {
      const picture = me.present();
      if (picture) shown.push(xOf(picture.view as never, 2));
    });
    const steps = shown.slice(100).map((x, at) => x - shown[at + 99]!);
    expect(Math.min(...steps)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...steps)).toBeLessThan(4 * (steps.reduce((sum, step) => sum + step, 0) / steps.length));
  });

  it('tells the fate of each order, and plays an event once', async () => {
    const sim = await world();
    const match = await sim.join(sim.connect('one'), tally, 'one');
    const heard: number[] = [];
    match.on('counted', ({ n }) => heard.push(n as number));
    const outcomes = [match.order('count', { n: 1 }), match.order('count', { n: 5 }), match.order('count', { n: 2 })];
    await sim.run(1000);
    expect(await Promise.all(outcomes.map((ticket) => ticket.outcome))).toEqual([
      { status: 'applied' },
      { status: 'rejected', reason: 'out-of-order' },
      { status: 'applied' },
    ]);
    expect(heard).toEqual([1, 2]);
    expect(match.check('count', { n: 3 })).toBeUndefined();
    expect(match.check('count', { n: 9 })).toBe('out-of-order');
    expect(() => match.order('count', { n: -1 })).toThrow(TypeError);
  });

  it('agrees with the server within five seconds after loss, reordering, duplication and a partition', async () => {
    const sim = await world({
      lossy: true,
      link: { latencyMs: 80, jitterMs: 20, loss: 0.2, lossBurst: 3, reorder: 0.1, duplicate: 0.1 },
    });
    const match = await sim.join(sim.connect('one'), tally, 'one');
    await sim.run(10_000, () => match.hold({ push: 20 }));
    const change = (conditions: object) => sim.links.forEach((link) => link.change(conditions));
    change({ blocked: true });
    sim.reachable = false;
    await sim.run(30_000);
    expect(match.state).toBe('reconnecting');
    sim.reachable = true;
    const { hashesChecked, hashesWrong } = match.stats;
    await sim.run(5000, () => change({ blocked: false, loss: 0, reorder: 0, duplicate: 0, jitterMs: 0 }));
    expect(match.stats.hashesChecked).toBeGreaterThan(hashesChecked);
    expect(match.stats.hashesWrong).toBe(hashesWrong);
    expect(match.state).toBe('playing');
  });

  it('ends for everyone when the room ends, and says why', async () => {
    const sim = await world();
    const match = await sim.join(sim.connect('one'), tally, 'one');
    const ends: string[] = [];
    match.when('left', ({ reason }) => ends.push(reason));
    [...sim.host.lobby.rooms.values()][0]!.close('closed', 'test');
    await sim.run(500);
    expect([match.state, ends]).toEqual(['over', ['closed']]);
    await expect(match.order('count', { n: 1 }).outcome).resolves.toEqual({
      status: 'rejected',
      reason: 'not-running',
    });
  });
});

describe('a place', () => {
  it('to watch from comes back by itself, after a broken connection and after a crash', async () => {
    const sim = await world({ timings: { waitForSeatsMs: 0 } });
    const player = await sim.join(sim.connect('player'), tally, 'player');
    const { client } = sim.connect('watcher');
    const watching = client.spectate(tally, { room: player.roomId });
    await sim.run(1000);
    const watcher = await watching;
    const states: string[] = [];
    watcher.when('state', (state) => states.push(state));
    const sees = async () => {
      const before = watcher.tick;
      await sim.run(1000);
      expect(watcher.tick).toBeGreaterThan(before + 20);
    };
    await sees();
    sim.cut();
    await sim.run(3000);
    await sees();
    sim.crash();
    await sim.run(1000);
    await sim.boot();
    await sim.run(8000);
    await sees();
    expect(states).toEqual(['reconnecting', 'playing', 'reconnecting', 'playing']);
    expect(sim.host.lobby.rooms.get(player.roomId)!.summary.spectators).toBe(1);
  });

  it('to watch from stays given up when that happens while the connection is gone', async () => {
    const sim = await world();
    const player = await sim.join(sim.connect('player'), tally, 'player');
    const { client } = sim.connect('watcher');
    const watching = client.spectate(tally, { room: player.roomId });
    await sim.run(1000);
    const watcher = await watching;
    const ends: string[] = [];
    watcher.when('left', ({ reason }) => ends.push(reason));
    sim.cut();
    await sim.run(100);
    watcher.leave();
    await sim.run(3000);
    expect([watcher.state, ends, client.state]).toEqual(['over', ['left'], 'connected']);
    expect(sim.host.lobby.rooms.get(player.roomId)!.summary.spectators).toBe(0);
  });

  it('whose room ended while the player was away is over when he is back', async () => {
    const sim = await world();
    const match = await sim.join(sim.connect('player'), tally, 'player');
    const ends: string[] = [];
    match.when('left', ({ reason }) => ends.push(reason));
    const room = sim.host.lobby.rooms.get(match.roomId)!;
    sim.cut();
    await sim.run(20);
    room.close('ended', 'The match is over.');
    await sim.run(3000);
    expect([match.state, ends]).toEqual(['over', ['ended']]);
  });

  it('whose room is gone for good is over for its watchers too', async () => {
    const sim = await world();
    const player = await sim.join(sim.connect('player'), tally, 'player');
    const watching = sim.connect('watcher').client.spectate(tally, { room: player.roomId });
    await sim.run(1000);
    const watcher = await watching;
    sim.cut();
    await sim.run(20);
    sim.host.lobby.rooms.get(player.roomId)!.close('closed', 'test');
    await sim.run(3000);
    expect(watcher.state).toBe('over');
  });
});
