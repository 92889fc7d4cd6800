import { describe, expect, it } from 'vitest';
import { ManualClock, MemoryBroker, memoryChannelPair, MemoryJournalStore } from '../doubles/index.ts';
import type { Channel, ChannelListener, JournalBatch, JournalStore } from '../index.ts';
import { busContract, channelContract, clockContract, journalStoreContract } from './index.ts';
import type { Runner } from './index.ts';

/** Rules that take long and that none of these faults breaks. */
const SLOW = /8 MiB/;

/** Runs a contract and gives the titles of the rules that failed. */
async function broken(define: (runner: Runner) => void): Promise<string[]> {
  const failed: string[] = [];
  const runs: (() => Promise<void>)[] = [];
  define({
    describe: (_title, inner) => inner(),
    it: (title, run) => SLOW.test(title) || runs.push(() => run().catch(() => void failed.push(title))),
  });
  for (const run of runs) await run();
  return failed;
}

/** A channel that behaves as `inner` but for what `change` replaces. */
function altered(inner: Channel, change: Partial<Channel>): Channel {
  return new Proxy(inner, {
    get: (target, name) => {
      const own = change[name as keyof Channel] ?? target[name as keyof Channel];
      return typeof own === 'function' ? own.bind(target) : own;
    },
  });
}

function channelsWith(change: (inner: Channel) => Partial<Channel>): Promise<string[]> {
  return broken((runner) =>
    channelContract(runner, 'broken', async () => {
      const clock = new ManualClock();
      const { client, server } = memoryChannelPair(clock);
      return {
        client: altered(client, change(client)),
        server: altered(server, change(server)),
        settle: () => clock.run(1),
      };
    }),
  );
}

function listenWith(inner: Channel, wrap: (listener: ChannelListener) => ChannelListener): Partial<Channel> {
  return { listen: (listener) => inner.listen(wrap(listener)) };
}

describe('the channel contract catches a channel that', () => {
  it('loses every hundredth message', async () => {
    let count = 0;
    const failed = await channelsWith((inner) => ({
      send: (message) => void (++count % 100 !== 0 && inner.send(message)),
    }));
    expect(failed).toContain('delivers a thousand messages in order');
  });

  it('changes a byte', async () => {
    const failed = await channelsWith((inner) =>
      listenWith(inner, (listener) => ({
        ...listener,
        message: (message) => {
          if (typeof message !== 'string' && message.length > 0) message[message.length - 1] = 77;
          listener.message(message);
        },
        closed: listener.closed,
      })),
    );
    expect(failed).toContain('delivers a message of a mebibyte to a client');
    expect(failed).toContain('delivers bytes and texts whole, unchanged and in order from client to server');
  });

  it('drops what came before the listener', async () => {
    const failed = await channelsWith((inner) => {
      let listened: ChannelListener | undefined;
      inner.listen({
        message: (message) => listened?.message(message),
        closed: (code, reason) => listened?.closed(code, reason),
      });
      return { listen: (listener) => (listened = listener) };
    });
    expect(failed).toContain('keeps messages that come before the listener, and delivers them first');
    expect(failed).toContain('tells a listener that comes after the close');
  });

  it('tells of a close twice', async () => {
    const failed = await channelsWith((inner) =>
      listenWith(inner, (listener) => ({
        message: listener.message,
        closed: (code, reason) => {
          listener.closed(code, reason);
          listener.closed(code, reason);
        },
      })),
    );
    expect(failed).toContain('tells both ends once, with code and reason, when the client closes');
  });

  it('forgets the reason, or never empties its queue', async () => {
    expect(await channelsWith((inner) => ({ close: (code) => inner.close(code, '') }))).toContain(
      'takes a reason of 123 bytes',
    );
    expect(await channelsWith(() => ({ queuedBytes: 5 }))).toEqual(['has nothing queued once everything was taken']);
  });
});

function storesWith(change: (inner: MemoryJournalStore) => Partial<JournalStore>): Promise<string[]> {
  return broken((runner) =>
    journalStoreContract(runner, 'broken', async () => {
      const wrap = (inner: MemoryJournalStore): JournalStore => {
        const own = change(inner);
        return new Proxy(inner, {
          get: (target, name) => {
            const part = own[name as keyof JournalStore] ?? target[name as keyof JournalStore];
            return typeof part === 'function' ? part.bind(target) : part;
          },
        });
      };
      const store = new MemoryJournalStore();
      const reopen = async (): Promise<JournalStore> => {
        await store.close();
        return wrap(store.crash());
      };
      const crash = async (): Promise<JournalStore> => wrap(store.crash());
      return { store: wrap(store), reopen, crash, failNext: () => store.failNext() };
    }),
  );
}

describe('the journal store contract catches a store that', () => {
  const oneByOne = (inner: MemoryJournalStore) => ({
    commit: async ({ rooms, records }: JournalBatch) => {
      await inner.commit({ rooms, records: [] });
      for (const record of records) await inner.commit({ rooms: [], records: [record] });
    },
  });

  it('splits batches', async () => {
    const failed = await storesWith(oneByOne);
    expect(failed).toContain('has all of a batch or nothing of it after a crash, and all that had resolved');
  });

  it('lets batches overtake each other', async () => {
    const failed = await storesWith((inner) => ({
      commit: (batch) =>
        new Promise((resolve, reject) =>
          setTimeout(() => inner.commit(batch).then(resolve, reject), batch.records.length % 2 ? 0 : 3),
        ),
    }));
    expect(failed).toContain('makes durable what was committed before close');
  });

  it('forgets segments, statuses, copies, ages or sizes', async () => {
    expect(await storesWith((inner) => ({ read: (room) => inner.read(room) }))).toContain(
      'reads one room’s records in commit order, all or from a segment on',
    );
    expect(await storesWith((inner) => ({ rooms: () => inner.rooms() }))).toEqual(['filters rooms by status']);
    expect(
      await storesWith((inner) => ({ retain: (rule, now) => inner.retain({ ...rule, maxBytes: 1e9 }, now) })),
    ).toContain('drops the oldest closed rooms until few enough bytes are left');
    expect(
      await storesWith((inner) => ({ retain: (rule, now) => inner.retain({ ...rule, maxAgeMs: 1e15 }, now) })),
    ).toContain('drops closed rooms past their age with their records, and says how many bytes went');
  });

  it('resolves before it has written', async () => {
    const failed = await storesWith((inner) => ({ commit: async (batch) => void inner.commit(batch).catch(() => {}) }));
    expect(failed).toContain('rejects with StoreFailed when it cannot write, stores none of that batch, and goes on');
    expect(failed).toContain('rejects commits and health checks after close, which may be called twice');
  });
});

describe('the bus contract catches a bus that', () => {
  it('shares memory with its publisher, or doesn’t stop', async () => {
    const clock = new ManualClock();
    const run = (connect: (broker: MemoryBroker) => ReturnType<MemoryBroker['connect']>): Promise<string[]> =>
      broken((runner) =>
        busContract(runner, 'broken', async () => {
          const broker = new MemoryBroker(clock);
          return { connect: async () => connect(broker), settle: () => clock.run(1) };
        }),
      );
    const sharing = await run((broker) => {
      const bus = broker.connect();
      return { ...bus, publish: (topic, message) => queueMicrotask(() => bus.publish(topic, message)) };
    });
    expect(sharing).toContain('carries any bytes unchanged, and the publisher may reuse its memory');
    const unstoppable = await run((broker) => {
      const bus = broker.connect();
      return { ...bus, subscribe: async (topic, listener) => (await bus.subscribe(topic, listener), async () => {}) };
    });
    expect(unstoppable).toEqual([
      'delivers nothing after a subscription was stopped',
      'delivers nothing once stopping has resolved, not even what was under way',
    ]);
  });
});

describe('the clock contract catches a clock that', () => {
  it('runs tasks too early, in the wrong order or after they were cancelled', async () => {
    const run = (change: (clock: ManualClock) => Partial<ManualClock>): Promise<string[]> =>
      broken((runner) =>
        clockContract(runner, 'broken', () => {
          const inner = new ManualClock();
          const own = change(inner);
          const clock = {
            now: () => inner.now(),
            wallMs: () => inner.wallMs(),
            after: own.after ?? inner.after.bind(inner),
          };
          return { clock, pass: (ms) => inner.run(ms) };
        }),
      );
    expect(await run((clock) => ({ after: (ms, task) => clock.after(ms / 5, task) }))).toContain(
      'runs a task once and not before its time',
    );
    expect(await run((clock) => ({ after: (ms, task) => (clock.after(ms, task), () => {}) }))).toContain(
      'does not run a cancelled task, and cancelling twice or too late does nothing',
    );
    expect(
      await run((clock) => ({ after: (ms, task) => (ms === 0 ? (task(), () => {}) : clock.after(ms, task)) })),
    ).toEqual(['never runs a task inside after, not even without delay']);
  });
});
