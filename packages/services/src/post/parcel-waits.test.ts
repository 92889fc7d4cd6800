import { expect, test } from 'vitest';
import { ManualClock, MemoryBroker } from '@rubato/ports/doubles';
import { MOST_PARCEL_WAITS, ParcelWaits } from './parcel-waits.ts';

const WAIT_MS = 8000;

async function twoServers() {
  const clock = new ManualClock();
  const broker = new MemoryBroker(clock);
  const servers = [new ParcelWaits(broker.connect(), clock), new ParcelWaits(broker.connect(), clock)] as const;
  for (const server of servers) await server.begin();
  const over: string[] = [];
  const wait = (server: ParcelWaits, account: string) => {
    const opened = server.open(account, WAIT_MS);
    void opened.over.then(() => over.push(account));
    return opened;
  };
  return { clock, servers, over, wait };
}

test('whoever waits is woken by the server that took the parcel, and by no parcel of others', async () => {
  const { clock, servers, over, wait } = await twoServers();
  wait(servers[0], 'ada');
  wait(servers[0], 'ben');
  servers[1].came('ada');
  await clock.run(1);
  expect(over).toEqual(['ada']);
  await clock.run(WAIT_MS);
  expect(over).toEqual(['ada', 'ben']);
});

test('an account has a few waits at a time; one that has ended makes room', async () => {
  const { servers, wait } = await twoServers();
  const waits = Array.from({ length: MOST_PARCEL_WAITS }, () => wait(servers[0], 'ada'));
  expect(() => wait(servers[0], 'ada')).toThrow(expect.objectContaining({ code: 'limit-reached' }));
  wait(servers[0], 'ben');
  waits[0]!.end();
  wait(servers[0], 'ada');
});

test('when the server stops, nobody waits any more', async () => {
  const { servers, over, wait } = await twoServers();
  wait(servers[0], 'ada');
  await servers[0].stop();
  wait(servers[0], 'ben');
  await Promise.resolve();
  expect(over).toEqual(['ada', 'ben']);
});
