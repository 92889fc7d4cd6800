import { describe, expect, it } from 'vitest';
import { busContract } from '@rubato/ports/contracts';
import { LocalBus } from './local-bus.ts';

const thrown = (error: unknown): never => {
  throw error;
};

busContract({ describe, it }, 'within one process', async () => {
  // One process has one end, which is whoever asks: closing one's own handle leaves the others open.
  const shared = new LocalBus(thrown);
  return {
    connect: async () => {
      const stops: (() => Promise<void>)[] = [];
      let open = true;
      return {
        publish: (topic, message) => void (open && shared.publish(topic, message)),
        subscribe: async (topic, listener) => {
          const stop = await shared.subscribe(topic, listener);
          stops.push(stop);
          return stop;
        },
        close: async () => {
          open = false;
          await Promise.all(stops.map((stop) => stop()));
        },
      };
    },
    settle: () => new Promise((resolve) => setImmediate(resolve)),
  };
});

it('closed, it publishes nothing, tells nobody and takes no subscriber', async () => {
  const bus = new LocalBus(thrown);
  let heard = 0;
  await bus.subscribe('topic', () => heard++);
  bus.publish('topic', Uint8Array.of(1));
  await bus.close();
  bus.publish('topic', Uint8Array.of(2));
  await new Promise((resolve) => setImmediate(resolve));
  expect(heard).toBe(0);
  await expect(bus.subscribe('topic', () => {})).rejects.toThrow('closed');
});

it('a listener that throws keeps no other from hearing', async () => {
  const failures: unknown[] = [];
  const bus = new LocalBus((error) => failures.push(error));
  let heard = 0;
  await bus.subscribe('topic', () => thrown(new Error('broken')));
  await bus.subscribe('topic', () => heard++);
  bus.publish('topic', Uint8Array.of(1));
  await new Promise((resolve) => setImmediate(resolve));
  expect([heard, failures]).toEqual([1, [new Error('broken')]]);
});
