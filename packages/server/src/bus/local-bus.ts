/** The bus of a server that is alone: what is published reaches this process's own subscribers, after the publisher's turn. */
import type { Bus } from '@rubato/ports';

type Listener = (message: Uint8Array) => void;

export class LocalBus implements Bus {
  readonly #listeners = new Map<string, Set<Listener>>();
  readonly #failed: (error: unknown) => void;
  #open = true;

  /** @param failed told of what a listener threw; the others hear the message all the same. */
  constructor(failed: (error: unknown) => void) {
    this.#failed = failed;
  }

  publish(topic: string, message: Uint8Array): void {
    if (!this.#open) return;
    // The publisher may reuse its memory, and who unsubscribes meanwhile hears nothing more.
    const copy = message.slice();
    const listeners = Array.from(this.#listeners.get(topic) ?? []);
    queueMicrotask(() => {
      for (const listener of listeners) if (this.#listeners.get(topic)?.has(listener)) this.#tell(listener, copy);
    });
  }

  async subscribe(topic: string, listener: Listener): Promise<() => Promise<void>> {
    if (!this.#open) throw new Error('the bus is closed');
    // The same function twice is two subscriptions.
    const own: Listener = (message) => listener(message);
    const listeners = this.#listeners.get(topic) ?? new Set();
    this.#listeners.set(topic, listeners.add(own));
    return async () => {
      listeners.delete(own);
      if (listeners.size === 0 && this.#listeners.get(topic) === listeners) this.#listeners.delete(topic);
    };
  }

  async close(): Promise<void> {
    this.#open = false;
    this.#listeners.clear();
  }

  #tell(listener: Listener, message: Uint8Array): void {
    try {
      listener(message);
    } catch (error) {
      this.#failed(error);
    }
  }
}
