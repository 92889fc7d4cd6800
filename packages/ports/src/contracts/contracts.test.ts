import { describe, it } from 'vitest';
import {
  LinkConditioner,
  linkPresets,
  ManualClock,
  MemoryBroker,
  memoryChannelPair,
  MemoryJournalStore,
} from '../doubles/index.ts';
import { busContract, channelContract, clockContract, journalStoreContract } from './index.ts';

const runner = { describe, it };

clockContract(runner, 'manual', () => {
  const clock = new ManualClock();
  return { clock, pass: (ms) => clock.run(ms) };
});

channelContract(runner, 'memory', async () => {
  const clock = new ManualClock();
  const { client, server } = memoryChannelPair(clock, { subprotocol: 'rubato.v1' });
  return { client, server, settle: () => clock.run(1) };
});

channelContract(runner, 'memory with a narrow pipe', async () => {
  const clock = new ManualClock();
  const { client, server } = memoryChannelPair(clock, { drainBytesPerSecond: 1_000_000 });
  return { client, server, settle: () => clock.run(10) };
});

channelContract(runner, 'memory over a poor link', async () => {
  const clock = new ManualClock();
  const { client, server } = memoryChannelPair(clock);
  const poor = new LinkConditioner(client, clock, {
    seed: 'contract',
    conditions: { ...linkPresets.poor, duplicate: 0.1, reorder: 0.1 },
  });
  return { client: poor, server, settle: () => clock.run(400) };
});

journalStoreContract(runner, 'memory', async () => {
  const store = new MemoryJournalStore();
  return {
    store,
    reopen: async () => {
      await store.close();
      return store.crash();
    },
    crash: async () => store.crash(),
    failNext: () => store.failNext(),
  };
});

busContract(runner, 'memory', async () => {
  const clock = new ManualClock();
  const broker = new MemoryBroker(clock);
  return { connect: async () => broker.connect(), settle: () => clock.run(1) };
});
