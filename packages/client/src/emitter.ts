/** Typed signals with any number of listeners; a listener that throws doesn't keep the others from hearing. */
export class Emitter<Signals extends object> {
  readonly #listeners = new Map<keyof Signals, Set<(value: never) => void>>();

  /** Adds a listener; the result removes it. */
  on<K extends keyof Signals>(signal: K, listener: (value: Signals[K]) => void): () => void {
    let listeners = this.#listeners.get(signal);
    if (listeners === undefined) this.#listeners.set(signal, (listeners = new Set()));
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }

  emit<K extends keyof Signals>(signal: K, value: Signals[K]): void {
    let failure: unknown;
    let failed = false;
    for (const listener of Array.from(this.#listeners.get(signal) ?? [])) {
      try {
        (listener as (value: Signals[K]) => void)(value);
      } catch (error) {
        if (!failed) failure = error;
        failed = true;
      }
    }
    // Reported as an uncaught error of its own, so that a fault in a page's code is seen but breaks nothing here.
    if (failed)
      queueMicrotask(() => {
        throw failure;
      });
  }
}
