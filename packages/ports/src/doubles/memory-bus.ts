import type { Bus } from '../bus.ts';
import type { Clock } from '../clock.ts';

interface Subscription {
  readonly topic: string;
  readonly listener: (message: Uint8Array) => void;
}

/** Joins any number of buses within one process, as a broker joins processes; deliveries happen on the clock. */
export class MemoryBroker {
  private readonly clock: Clock;
  private readonly subscriptions = new Set<Subscription>();

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /** One process's end. */
  connect(): Bus {
    const own = new Set<Subscription>();
    let open = true;
    const forget = (subscription: Subscription): void => {
      own.delete(subscription);
      this.subscriptions.delete(subscription);
    };
    return {
      publish: (topic, message) => {
        if (open) this.publish(topic, message.slice());
      },
      subscribe: async (topic, listener) => {
        if (!open) throw new Error('the bus is closed');
        const subscription = { topic, listener };
        own.add(subscription);
        this.subscriptions.add(subscription);
        return async () => forget(subscription);
      },
      close: async () => {
        open = false;
        for (const subscription of own) forget(subscription);
      },
    };
  }

  private publish(topic: string, message: Uint8Array): void {
    const subscribed = [...this.subscriptions].filter((subscription) => subscription.topic === topic);
    this.clock.after(0, () => {
      for (const subscription of subscribed) {
        // Stopped in the meantime: nothing more may come.
        if (this.subscriptions.has(subscription)) subscription.listener(message.slice());
      }
    });
  }
}
