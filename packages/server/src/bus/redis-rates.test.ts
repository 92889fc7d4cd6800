import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { silentLog } from '@rubato/ports';
import { RecordingLog } from '@rubato/ports/doubles';
import { haveRedis, startRedis, type RedisServer } from '../../../../tools/provision/redis-server.ts';
import { RATE_ANSWER_MS, RATE_REST_MS, RATES_MOST_PENDING, RedisRates } from './redis-rates.ts';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
/** So slow that no token comes back while a test runs. */
const SLOW = { perSecond: 0.01, burst: 3 };

describe.skipIf(!haveRedis)('rates over Redis', () => {
  let redis: RedisServer;
  const opened: RedisRates[] = [];
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(async () => {
    for (const rates of opened) rates.close();
    await redis.stop();
  });
  const open = async (url = redis.url, log = silentLog, prefix = 'test:') => {
    const rates = new RedisRates({ url, log, prefix });
    opened.push(rates);
    // Ready once it counts.
    if (url === redis.url) while ((await rates.take('ready', { perSecond: 0.01, burst: 1 })) === 0) await pause(5);
    return rates;
  };

  it('are one bucket for all servers, however many ask at once', async () => {
    const [one, other] = [await open(), await open()];
    const answers = await Promise.all([one, other, one, other, one, other].map((rates) => rates.take('a', SLOW)));
    expect(answers.filter((waitMs) => waitMs === 0)).toHaveLength(3);
    for (const waitMs of answers.filter((each) => each > 0)) {
      expect(waitMs).toBeGreaterThan(90_000);
      expect(waitMs).toBeLessThanOrEqual(100_000);
    }
    expect(await other.take('b', SLOW)).toBe(0);
    const theirs = await open(redis.url, silentLog, 'another game:');
    expect(await theirs.take('a', SLOW)).toBe(0);
  });

  it('give tokens back as time passes, one after the other, up to a full bucket', async () => {
    const rates = await open();
    const rate = { perSecond: 20, burst: 2 };
    const take = () => rates.take('time', rate);
    expect([await take(), await take()]).toEqual([0, 0]);
    const waitMs = await take();
    expect(waitMs).toBeGreaterThan(0);
    expect(waitMs).toBeLessThanOrEqual(50);
    await pause(waitMs + 5);
    expect(await take()).toBe(0);
    await pause(300);
    const burst = await Promise.all([take(), take(), take()]);
    expect(burst.map((each) => each === 0)).toEqual([true, true, false]);
  });

  it('limit nothing while Redis is away, say so once, and hold again when it is back', async () => {
    const log = new RecordingLog();
    const rates = await open(redis.url, log);
    for (let i = 0; i < 3; i++) expect(await rates.take('crash', SLOW)).toBe(0);
    expect(await rates.take('crash', SLOW)).toBeGreaterThan(0);
    await redis.crash();
    for (let i = 0; i < 20; i++) expect(await rates.take('crash', SLOW)).toBe(0);
    await redis.restart();
    // What is counted was in memory only: the buckets of the restarted one are full.
    await expect.poll(() => rates.take('crash', SLOW), { timeout: 10_000, interval: 50 }).toBeGreaterThan(0);
    expect(log.lines.map(({ level }) => level)).toEqual(['warn', 'info']);
  });

  /** Rates that count over a way to Redis which then carries questions, and no answers any more. */
  async function openMute(log: RecordingLog) {
    const { hostname, port } = new URL(redis.url);
    const sockets: Socket[] = [];
    let carriesAnswers = true;
    const way = createServer((near) => {
      const far = connect(Number(port), hostname);
      sockets.push(near, far);
      for (const socket of [near, far]) socket.on('error', () => {});
      near.pipe(far);
      far.on('data', (answer) => void (carriesAnswers && near.write(answer)));
    });
    await new Promise<void>((resolve) => way.listen(0, '127.0.0.1', resolve));
    const rates = new RedisRates({
      url: `redis://127.0.0.1:${(way.address() as AddressInfo).port}`,
      log,
      prefix: 'mute:',
    });
    opened.push(rates);
    for (const full = { perSecond: 0.01, burst: 1 }; (await rates.take(`ready ${opened.length}`, full)) === 0;)
      await pause(5);
    carriesAnswers = false;
    const end = () => {
      for (const socket of sockets) socket.destroy();
      way.close();
    };
    return { rates, end };
  }
  /** What was asked waits for its answer; what was not passes at once. */
  const passes = (taken: Promise<number>) => Promise.race([taken.then(() => true), pause(0).then(() => false)]);

  it('answer in time when Redis takes calls and says nothing, and do not ask for a while', async () => {
    const log = new RecordingLog();
    const { rates, end } = await openMute(log);
    const begunMs = performance.now();
    expect(await rates.take('mute', SLOW)).toBe(0);
    expect(performance.now() - begunMs).toBeGreaterThan(RATE_ANSWER_MS - 10);
    expect(performance.now() - begunMs).toBeLessThan(4 * RATE_ANSWER_MS);
    for (let i = 0; i < 50; i++) expect(await passes(rates.take('mute', SLOW))).toBe(true);
    expect(log.lines.map(({ level }) => level)).toEqual(['warn']);
    end();
  });

  it(`ask no more than ${RATES_MOST_PENDING} questions at once: the next request passes without one`, async () => {
    const { rates, end } = await openMute(new RecordingLog());
    const asked = Array.from({ length: RATES_MOST_PENDING }, () => rates.take('crowd', SLOW));
    // It has its answer before the first of the others has one, however long those took to ask.
    const first = Promise.race([
      ...asked.map((each) => each.then(() => 'asked')),
      rates.take('crowd', SLOW).then(() => 'beyond'),
    ]);
    expect(await first).toBe('beyond');
    expect(new Set(await Promise.all(asked))).toEqual(new Set([0]));
    // Once they were given up and the rest is over, there is room again.
    await pause(RATE_REST_MS);
    expect(await passes(rates.take('crowd', SLOW))).toBe(false);
    end();
  });
});
