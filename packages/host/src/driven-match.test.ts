import { ManualClock, MemoryJournalStore, RecordingLog, SeededRandom } from '@rubato/ports/doubles';
import { describe, expect, it } from 'vitest';
import { DRIVEN_WAITING, QUIET_TURNS, type DrivenMatch } from './driven-match.ts';
import { DriveRefused } from './driven-matches.ts';
import type { DrivenTurn } from './driven-turn.ts';
import { Host, type HostOptions } from './host.ts';
import { tally } from './testing/tally.ts';

const COMMIT_MS = 50;

/** A host that drives tallies at 10 Hz. */
async function stage(options: Partial<HostOptions> & { store?: MemoryJournalStore } = {}) {
  const clock = new ManualClock();
  const log = new RecordingLog();
  const store = options.store ?? new MemoryJournalStore();
  const driven = [{ game: tally, hz: 10 }];
  const random = new SeededRandom('driven');
  const host = new Host({ clock, random, log, games: [], driven, commitMs: COMMIT_MS, ...options, store });
  const failed = await host.start();
  /** Waits for what needs the clock to go on. */
  const after = async <T>(promise: Promise<T>): Promise<T> => {
    let done = false;
    const settled = promise.finally(() => (done = true));
    settled.catch(() => {});
    for (let at = 0; at < 1000 && !done; at++) await clock.run(10);
    return settled;
  };
  return { clock, log, store, host, failed, after };
}

const add = (word: string, n = 1) => ({ name: 'add', args: { word, n } }) as const;
const words = (turns: readonly DrivenTurn[]) =>
  turns.flatMap(({ events }) => events.flatMap(({ name, data }) => (name === 'added' ? [data['word']] : [])));
const quiet = { every: 60_000 };

describe('a driven match', () => {
  it('runs an order at once and answers when it is durable', async () => {
    const { clock, host, store } = await stage();
    const match = await host.driven.drive(tally, { id: 'm', settings: quiet });
    await clock.run(COMMIT_MS * 2);
    const { commits } = store;
    let answered: unknown;
    const answer = match.order(1, add('one', 3)).then((outcome) => (answered = outcome));
    expect([match.view.sum.total, answered]).toEqual([3, undefined]);
    await clock.run(COMMIT_MS * 2);
    await answer;
    expect(store.commits).toBeGreaterThan(commits);
    expect(answered).toMatchObject({
      status: 'applied',
      match: 'm',
      events: [{ index: 0, name: 'added', data: { word: 'one', total: 3 } }],
    });
  });

  it('rejects at once what the rules refuse, journals nothing of it, and takes out what throws', async () => {
    const { host, log, after } = await stage();
    const match = await host.driven.drive(tally, { id: 'm' });
    const { turn } = match.machine;
    expect(await match.order(1, add('none', 0))).toEqual({ status: 'rejected', reason: 'nothing' });
    expect(await match.order(2, add('stranger'))).toEqual({ status: 'rejected', reason: 'not-your-seat' });
    expect(await match.order(1, { name: 'add', args: { word: 'x'.repeat(99), n: 1 } })).toMatchObject({
      reason: 'bad-args',
    });
    expect(match.machine.turn).toBe(turn);
    expect(await match.order(1, { name: 'spoil', args: {} })).toEqual({ status: 'rejected', reason: 'faulted' });
    expect(host.counters.faults).toBe(1);
    expect(log.lines.some(({ level }) => level === 'error')).toBe(true);
    expect(await after(match.order(1, add('on')))).toMatchObject({ status: 'applied' });
  });

  it('ticks by itself; what nobody did goes to disk together, what somebody did at once', async () => {
    const { clock, host, store } = await stage();
    const match = await host.driven.drive(tally, { id: 'm', settings: quiet });
    await clock.run(COMMIT_MS * 3);
    const { commits } = store;
    await clock.run(QUIET_TURNS * 100 - 1000);
    expect([match.tick >= QUIET_TURNS - 11, store.commits]).toEqual([true, commits]);
    await clock.run(2000);
    expect(store.commits).toBe(commits + 1);
  });

  it('answers an order without events too', async () => {
    const { host, after } = await stage();
    const match = await host.driven.drive(tally, { id: 'm' });
    expect(await after(match.order(1, { name: 'hush', args: {} }))).toMatchObject({ status: 'applied', events: [] });
  });

  it('holds still and refuses orders while too much waits to become durable', async () => {
    const { clock, host } = await stage({ commitMs: 600_000 });
    const match = await host.driven.drive(tally, { id: 'm', settings: quiet });
    const answers = Array.from({ length: DRIVEN_WAITING }, (_, n) => match.order(1, add(`w${n}`)));
    expect(await match.order(1, add('one too many'))).toEqual({ status: 'rejected', reason: 'too-many' });
    const { tick } = match;
    await clock.run(5000);
    expect(match.tick).toBe(tick);
    expect(await host.flush()).toBe(true);
    expect((await Promise.all(answers)).every(({ status }) => status === 'applied')).toBe(true);
    await clock.run(1000);
    expect(match.tick).toBeGreaterThan(tick);
  });

  it('ends with its result once that is durable, and can’t be driven again', async () => {
    const { host, store, after } = await stage();
    const match = await host.driven.drive(tally, { id: 'm' });
    for (let n = 0; n < 20; n++) void match.order(1, add('much', 50_000));
    expect(match.state).toBe('ended');
    expect(await match.order(1, add('late'))).toEqual({ status: 'rejected', reason: 'not-running' });
    expect(host.driven.get('m')).toBe(match);
    expect(await after(match.ended)).toEqual({ winners: [], reason: 'counted' });
    expect([host.driven.get('m'), (await store.room('m'))?.status]).toEqual([undefined, 'closed']);
    await expect(host.driven.drive(tally, { id: 'm' })).rejects.toMatchObject({ code: 'ended' });
  });

  it('ends when it is told to, without a result', async () => {
    const { host, store, after } = await stage();
    const match = await host.driven.drive(tally, { id: 'm' });
    await after(match.end());
    expect([match.state, (await store.room('m'))?.status, host.loops]).toEqual(['ended', 'closed', 0]);
  });

  it('whose tick throws is frozen and kept; the host goes on', async () => {
    const { clock, host, log, store } = await stage();
    const match = await host.driven.drive(tally, { id: 'm' });
    void match.order(1, { name: 'doom', args: {} });
    await clock.run(500);
    expect([match.state, (await store.room('m'))?.status, host.counters.frozen]).toEqual(['frozen', 'frozen', 1]);
    expect(await match.ended).toBeUndefined();
    expect(log.lines.some(({ level }) => level === 'error')).toBe(true);
    await expect(host.driven.drive(tally, { id: 'm' })).rejects.toMatchObject({ code: 'frozen' });
    await expect(host.driven.drive(tally, { id: 'n' })).resolves.toMatchObject({ state: 'running' });
  });
});

describe('driving', () => {
  it('the same id gives the same match, also to two who ask at once', async () => {
    const { host } = await stage();
    const [a, b] = await Promise.all([host.driven.drive(tally, { id: 'm' }), host.driven.drive(tally, { id: 'm' })]);
    expect([a === b, await host.driven.drive(tally, { id: 'm' }), host.driven.size]).toEqual([true, a, 1]);
  });

  it('refuses what it can’t drive, each with its reason', async () => {
    const { host } = await stage({ maxDriven: 1 });
    const refusal = (error: unknown) => (error instanceof DriveRefused ? error.code : error);
    await host.driven.drive(tally, { id: 'm' });
    expect(await host.driven.drive(tally, { id: 'n' }).catch(refusal)).toBe('too-many');
    expect(await host.driven.drive({ ...tally, name: 'other' }, { id: 'o' }).catch(refusal)).toBe('unknown-game');
    expect(await host.driven.drive({ ...tally }, { id: 'm' }).catch(refusal)).toBe('unknown-game');
    await expect(host.driven.drive(tally, { id: '' })).rejects.toThrow(RangeError);
    await expect(host.driven.drive(tally, { id: 'é'.repeat(33) })).rejects.toThrow(RangeError);
    const { host: next } = await stage();
    expect(await next.driven.drive(tally, { id: 's', settings: { goal: -1 } }).catch(refusal)).toBe('bad-settings');
    await next.stop();
    expect(await next.driven.drive(tally, { id: 'l' }).catch(refusal)).toBe('stopping');
    await expect(stage({ driven: [{ game: tally, hz: 0 }] })).rejects.toThrow(RangeError);
  });
});

describe('the permanent match of a game', () => {
  it('is found again, running or frozen', async () => {
    const { host, clock } = await stage();
    expect(await host.driven.permanentId(tally)).toBeUndefined();
    await host.driven.drive(tally, { id: 'short' });
    const match = await host.driven.drive(tally, { id: 'world', permanent: true });
    await clock.run(200);
    expect(await host.driven.permanentId(tally)).toBe('world');
    void match.order(1, { name: 'doom', args: {} });
    await clock.run(500);
    expect([match.state, await host.driven.permanentId(tally)]).toEqual(['frozen', 'world']);
    expect(await host.driven.permanentId({ ...tally, name: 'other' })).toBeUndefined();
  });
});

describe('following a match', () => {
  it('tells each turn in which something happened once and in order: the journal’s first, then what comes', async () => {
    const { clock, host } = await stage();
    const match = await host.driven.drive(tally, { id: 'm', settings: { every: 3 } });
    void match.order(1, add('a'));
    await clock.run(500);
    void match.order(1, add('b'));
    await clock.run(500);
    const heard: DrivenTurn[] = [];
    const stop = await match.follow(0, (turn) => heard.push(turn));
    void match.order(1, add('c'));
    await clock.run(500);
    stop();
    void match.order(1, add('d'));
    await clock.run(500);
    expect(words(heard)).toEqual(['a', 'b', 'c']);
    expect(heard.some(({ events }) => events[0]!.name === 'struck')).toBe(true);
    expect(heard.map(({ turn }) => turn)).toEqual([...new Set(heard.map(({ turn }) => turn))].sort((x, y) => x - y));
    const from = heard.find(({ events }) => events[0]!.data['word'] === 'b')!.turn;
    const later: DrivenTurn[] = [];
    await host.driven.history('m', from, (turn) => later.push(turn));
    expect(words(later)).toEqual(['c', 'd']);
  });

  it('hears nothing that is not durable', async () => {
    const { clock, host, store } = await stage({ commitMs: 1000 });
    const match = await host.driven.drive(tally, { id: 'm', settings: quiet });
    const heard: DrivenTurn[] = [];
    await match.follow(0, (turn) => heard.push(turn));
    void match.order(1, add('a'));
    await clock.run(500);
    expect(heard).toEqual([]);
    // The disk is asked once and refuses.
    store.failNext();
    await clock.run(600);
    expect(heard).toEqual([]);
    await clock.run(400);
    expect(words(heard)).toEqual(['a']);
  });

  it('hears what a lost commit held once a later one is durable', async () => {
    const { clock, host, store } = await stage();
    const match = await host.driven.drive(tally, { id: 'm', settings: quiet });
    await clock.run(200);
    const heard: DrivenTurn[] = [];
    await match.follow(0, (turn) => heard.push(turn));
    const answer = match.order(1, add('a'));
    for (let attempt = 0; attempt < 5; attempt++) {
      store.failNext();
      await clock.run(attempt === 0 ? 50 : 200 * attempt);
    }
    expect([heard, host.counters.commitFailures]).toEqual([[], 5]);
    await clock.run(2000);
    expect([words(heard), (await answer).status]).toEqual([['a'], 'applied']);
  });

  it('a listener that throws keeps nobody else from hearing', async () => {
    const { clock, host, log } = await stage();
    const match = await host.driven.drive(tally, { id: 'm' });
    const heard: DrivenTurn[] = [];
    await match.follow(0, () => {
      throw new Error('deaf');
    });
    await match.follow(0, (turn) => heard.push(turn));
    void match.order(1, add('a'));
    await clock.run(200);
    expect(words(heard)).toEqual(['a']);
    expect(log.lines.filter(({ level }) => level === 'error')).toHaveLength(1);
  });

  it('reads back over many segments', async () => {
    const { clock, host } = await stage();
    const match = await host.driven.drive(tally, { id: 'm', settings: quiet });
    void match.order(1, add('first'));
    for (let n = 0; n < 8; n++) {
      await clock.run(95_000);
      void match.order(1, add(`later ${n}`));
    }
    await clock.run(1000);
    const heard: DrivenTurn[] = [];
    await host.driven.history('m', 0, (turn) => heard.push(turn));
    expect(words(heard)).toEqual(['first', ...Array.from({ length: 8 }, (_, n) => `later ${n}`)]);
  });
});

describe('after a crash', () => {
  async function crashed(
    work: (match: DrivenMatch<typeof tally>, run: (ms: number) => Promise<void>) => Promise<void>,
  ) {
    const first = await stage();
    const match = await first.host.driven.drive(tally, { id: 'm', permanent: true });
    await work(match, (ms) => first.clock.run(ms));
    const store = first.store.crash();
    return { first, match, ...(await stage({ store })) };
  }

  it('a match goes on from what was durable, in a new epoch, and driving it gives the resumed one', async () => {
    const { match, host, failed, clock } = await crashed(async (running, run) => {
      void running.order(1, add('kept', 5));
      await run(200);
      void running.order(1, add('lost', 7));
    });
    expect(failed).toEqual([]);
    const resumed = await host.driven.drive(tally, { id: 'm' });
    expect([resumed.view.sum.total, resumed.epoch, resumed.permanent]).toEqual([5, match.epoch + 1, true]);
    const { tick } = resumed;
    await clock.run(1000);
    expect(resumed.tick).toBeGreaterThan(tick);
  });

  it('whoever follows from what it knows hears the rest once: nothing twice, nothing lost', async () => {
    const known: DrivenTurn[] = [];
    const { host, clock } = await crashed(async (running, run) => {
      const stop = await running.follow(0, (turn) => known.push(turn));
      void running.order(1, add('a'));
      await run(200);
      stop();
      void running.order(1, add('b'));
      await run(200);
    });
    const resumed = await host.driven.drive(tally, { id: 'm' });
    const heard: DrivenTurn[] = [];
    await resumed.follow(known.at(-1)!.turn, (turn) => heard.push(turn));
    void resumed.order(1, add('c'));
    await clock.run(200);
    expect(words(heard)).toEqual(['b', 'c']);
    const all: DrivenTurn[] = [];
    await host.driven.history('m', 0, (turn) => all.push(turn));
    expect(words(all)).toEqual(['a', 'b', 'c']);
  });

  it('a server that no longer drives the game keeps the journal and says so', async () => {
    const first = await stage();
    await first.host.driven.drive(tally, { id: 'm' });
    await first.clock.run(200);
    const { failed, host } = await stage({ store: first.store.crash(), driven: [] });
    expect(failed).toMatchObject([{ room: { id: 'm' }, reason: expect.stringContaining('tally') }]);
    await expect(host.driven.history('m', 0, () => {})).rejects.toMatchObject({ code: 'unknown-game' });
    const newer = { ...tally, version: 2 };
    const again = await stage({ store: first.store.crash(), driven: [{ game: newer, hz: 10 }] });
    expect(again.failed).toMatchObject([{ reason: expect.stringContaining('version 1') }]);
    await expect(again.host.driven.drive(newer, { id: 'm' })).rejects.toMatchObject({ code: 'not-resumed' });
  });

  it('an orderly stop answers every order, and the next start goes on', async () => {
    const first = await stage();
    const match = await first.host.driven.drive(tally, { id: 'm' });
    const answer = match.order(1, add('last', 9));
    await first.host.stop();
    expect(await answer).toMatchObject({ status: 'applied' });
    expect(await match.order(1, add('late'))).toEqual({ status: 'rejected', reason: 'not-running' });
    const { host } = await stage({ store: first.store.crash() });
    expect((await host.driven.drive(tally, { id: 'm' })).view.sum.total).toBe(9);
  });

  it('a stop that can’t be written down says so to whoever waits', async () => {
    const { host, store, after } = await stage();
    const match = await host.driven.drive(tally, { id: 'm' });
    await after(host.flush());
    const answer = match.order(1, add('last'));
    answer.catch(() => {});
    await store.close();
    await after(host.stop());
    await expect(answer).rejects.toThrow('before this was stored');
  });
});
