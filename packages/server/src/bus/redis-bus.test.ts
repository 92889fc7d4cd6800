import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RecordingLog } from '@rubato/ports/doubles';
import { busContract } from '@rubato/ports/contracts';
import { silentLog } from '@rubato/ports';
import { haveRedis, startRedis, type RedisServer } from '../../../../tools/provision/redis-server.ts';
import { BusUnreachable } from './bus-unreachable.ts';
import { BUS_MOST_PENDING, openRedisBus, type RedisBus } from './redis-bus.ts';

describe.skipIf(!haveRedis)('a bus over Redis', () => {
  let redis: RedisServer;
  const opened: RedisBus[] = [];
  let topics = 0;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(async () => {
    await Promise.all(opened.map((bus) => bus.close()));
    await redis.stop();
  });

  const open = async (prefix: string, log = silentLog) => {
    const bus = await openRedisBus({ url: redis.url, log, prefix });
    opened.push(bus);
    return bus;
  };

  busContract({ describe, it }, 'Redis', async () => {
    const prefix = `${topics++}:`;
    return { connect: () => open(prefix), settle: () => new Promise((resolve) => setTimeout(resolve, 2)) };
  });

  it('keeps two games on one Redis apart', async () => {
    const [ours, theirs] = [await open('a:'), await open('b:')];
    const heard: string[] = [];
    await ours.subscribe('news', (message) => heard.push(`ours ${message[0]}`));
    await theirs.subscribe('news', (message) => heard.push(`theirs ${message[0]}`));
    theirs.publish('news', Uint8Array.of(1));
    ours.publish('news', Uint8Array.of(2));
    await until(() => heard.length === 2);
    expect(heard.sort()).toEqual(['ours 2', 'theirs 1']);
  });

  it('survives a crash of Redis: what is said meanwhile is dropped, and subscriptions return by themselves', async () => {
    const log = new RecordingLog();
    const [here, there] = [await open('crash:', log), await open('crash:')];
    const heard: number[] = [];
    const own: number[] = [];
    await there.subscribe('topic', (message) => heard.push(message[0]!));
    await here.subscribe('topic', (message) => own.push(message[0]!));
    let gaps = 0;
    here.onGap(() => gaps++);
    await redis.crash();
    await until(() => log.lines.some(({ level }) => level === 'warn'));
    here.publish('topic', Uint8Array.of(1));
    expect(here.dropped).toBe(1);
    await until(() => own.length > 0);
    await redis.restart();
    await until(() => log.lines.some(({ message }) => message === 'the bus is back'));
    await until(() => {
      here.publish('topic', Uint8Array.of(2));
      return heard.includes(2);
    });
    expect(heard).not.toContain(1);
    expect(gaps).toBe(1);
    expect(own.filter((message) => message === 1)).toHaveLength(1);
    expect(log.lines.filter(({ level }) => level === 'warn')).toHaveLength(1);
  });

  it(`holds no more than ${BUS_MOST_PENDING} messages for a Redis that does not keep up`, async () => {
    const bus = await open('flood:');
    for (let sent = 0; sent < BUS_MOST_PENDING + 5; sent++) bus.publish('topic', Uint8Array.of(1));
    expect(bus.dropped).toBe(5);
  });

  it('a listener that throws is logged, and the others hear', async () => {
    const log = new RecordingLog();
    const bus = await open('throws:', log);
    let heard = 0;
    await bus.subscribe('topic', () => {
      throw new Error('broken');
    });
    await bus.subscribe('topic', () => heard++);
    bus.publish('topic', Uint8Array.of(1));
    await until(() => heard === 1);
    expect(log.lines).toMatchObject([{ level: 'error' }]);
  });
});

it('a bus that is not there is refused with its address, without the password', async () => {
  const refused = openRedisBus({ url: 'redis://user:secret@127.0.0.1:1/', log: silentLog });
  await expect(refused).rejects.toThrow(BusUnreachable);
  await expect(refused).rejects.toThrow(/127\.0\.0\.1:1\/? does not answer: .*ECONNREFUSED/);
  await expect(refused).rejects.not.toThrow(/secret/);
});

async function until(holds: () => boolean): Promise<void> {
  for (let turn = 0; turn < 2000 && !holds(); turn++) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(holds()).toBe(true);
}
