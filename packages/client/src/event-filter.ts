/** Lets each event through once: in sequence from the server, or earlier as the player's own prediction. */
import type { EventRecord } from '@rubato/game';
import type { WireEvent } from '@rubato/protocol';

/** Predicted events whose confirmation is awaited; older ones are forgotten. */
const PREDICTED_KEPT = 256;

/** Causes are 3 modulo 4 for orders: see `orderCause`. */
const ORDER_CAUSE = 3;

type Identity = Pick<WireEvent, 'tick' | 'cause' | 'index'>;

export class EventFilter {
  #newest: number;
  readonly #predicted = new Set<string>();

  /** @param newest the last event that won't come again. */
  constructor(newest: number) {
    this.#newest = newest;
  }

  /** Sequence of the newest event of an unbroken row: what is acknowledged. */
  get newest(): number {
    return this.#newest;
  }

  /** The events that are new and in sequence; after a `gap` the sequence begins wherever the server's does. */
  admit(events: readonly WireEvent[], gap: boolean): readonly WireEvent[] {
    if (events.length === 0) return events;
    if (gap) this.#newest = events[0]!.seq - 1;
    const fresh: WireEvent[] = [];
    for (const event of events) {
      if (event.seq !== this.#newest + 1) continue;
      this.#newest = event.seq;
      fresh.push(event);
    }
    return fresh;
  }

  /** Notes the prediction of an event; false when it was predicted before. */
  predict(event: Pick<EventRecord, 'tick' | 'cause' | 'index' | 'name'>): boolean {
    const key = identity(event, event.name);
    if (this.#predicted.has(key)) return false;
    this.#predicted.add(key);
    if (this.#predicted.size > PREDICTED_KEPT)
      for (const oldest of this.#predicted) return this.#predicted.delete(oldest);
    return true;
  }

  /** False when the event was already heard as a prediction. */
  unheard(event: WireEvent, name: string): boolean {
    return !this.#predicted.delete(identity(event, name));
  }

  restart(newest: number): void {
    this.#newest = newest;
    this.#predicted.clear();
  }
}

/** An order may be applied in a later tick than predicted, so its events are known by cause and index alone. */
function identity({ tick, cause, index }: Identity, name: string): string {
  return cause % 4 === ORDER_CAUSE ? `${cause}/${index}/${name}` : `${tick}/${cause}/${index}/${name}`;
}
