/** Lets each event through once: in sequence from the server, or earlier as the player's own prediction. */
import type { WireEvent } from '@rubato/protocol';

/** Events whose identity is remembered: a resumed server tells those of its last seconds again. */
const HEARD_KEPT = 512;

/** Predicted events whose confirmation is awaited; older ones are forgotten. */
const PREDICTED_KEPT = 256;

/** Causes are 3 modulo 4 for orders: see `orderCause`. */
const ORDER_CAUSE = 3;

type Identity = Pick<WireEvent, 'tick' | 'cause' | 'index'>;

export class EventFilter {
  #newest: number;
  /** The server has given events up: its sequence goes on further ahead, perhaps in a later message. */
  #gap = false;
  #missed = false;
  readonly #predicted = new Map<string, number>();
  /** With the tick that each belongs to. */
  readonly #heard = new Map<string, number>();

  /** @param newest the last event that won't come again. */
  constructor(newest: number) {
    this.#newest = newest;
  }

  /** Sequence of the newest event of an unbroken row: what is acknowledged. */
  get newest(): number {
    return this.#newest;
  }

  /** Whether the last events showed that others were given up before them, and no message had said so: it was lost. */
  get missed(): boolean {
    return this.#missed;
  }

  /**
   * The events that are new and in sequence. What begins beyond the sequence follows a gap, whether the message that
   * announced it came or not: a server sends from the oldest that it still keeps.
   */
  admit(events: readonly WireEvent[], gap: boolean): readonly WireEvent[] {
    this.#gap ||= gap;
    this.#missed = false;
    if (events.length === 0) return events;
    const before = events[0]!.seq - 1;
    if (before > this.#newest) {
      this.#missed = !this.#gap;
      this.#newest = before;
    }
    this.#gap = false;
    const fresh: WireEvent[] = [];
    for (const event of events) {
      if (event.seq !== this.#newest + 1) continue;
      this.#newest = event.seq;
      fresh.push(event);
    }
    return fresh;
  }

  /** Notes the prediction of an event; false when it was predicted before. */
  predict(event: Identity & { readonly name: string }): boolean {
    const key = identity(event, event.name);
    if (this.#predicted.has(key)) return false;
    remember(this.#predicted, key, event.tick, PREDICTED_KEPT);
    return true;
  }

  /** False when the event was already heard: as a prediction, or before the server was resumed. */
  unheard(event: WireEvent, name: string): boolean {
    const key = identity(event, name);
    if (this.#heard.has(key)) return false;
    remember(this.#heard, key, isOrderCause(event.cause) ? 0 : event.tick, HEARD_KEPT);
    return !this.#predicted.delete(key);
  }

  /**
   * The server begins its sequence again.
   *
   * @param tick what the server's room has run. Later ticks that were heard of are gone with the crash: what happens in
   *   them now is new. What an order brought about is known by the order, whichever tick applies it in the end.
   */
  restart(newest: number, tick: number): void {
    this.#newest = newest;
    this.#gap = false;
    this.#predicted.clear();
    for (const [key, heardTick] of this.#heard) if (heardTick > tick) this.#heard.delete(key);
  }
}

/** An order may be applied in a later tick than predicted, so its events are known by cause and index alone. */
function identity({ tick, cause, index }: Identity, name: string): string {
  return isOrderCause(cause) ? `${cause}/${index}/${name}` : `${tick}/${cause}/${index}/${name}`;
}

function isOrderCause(cause: number): boolean {
  return cause % 4 === ORDER_CAUSE;
}

function remember(keys: Map<string, number>, key: string, tick: number, kept: number): void {
  keys.set(key, tick);
  if (keys.size <= kept) return;
  for (const oldest of keys.keys()) {
    keys.delete(oldest);
    return;
  }
}
