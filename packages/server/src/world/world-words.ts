/**
 * What servers of one world tell each other about it over the bus: how it stands, and orders for whoever runs it.
 *
 *   seen     ┌ JSON: match, node ┬ '\n' ┬ the head of a journal segment: the state as bytes ┐   topic `world:GAME`
 *   look     nothing: whoever runs the world shows it at once                                   topic `world:GAME:look`
 *   ask      JSON: node, id, order                                                               topic `world:GAME:ask`
 *   answer   JSON: id, outcome                                                                   topic `world:GAME:NODE`
 *
 * At most once, like all on the bus: an order that is not answered may have been done or not, and its sender says so.
 */
import type { Bus } from '@rubato/ports';
import { utf8Decode, utf8Encode } from '@rubato/schema';
import type { WorldOrder, WorldOutcome } from '@rubato/services';

export interface Seen {
  readonly match: string;
  readonly node: string;
  readonly state: Uint8Array;
}

export interface Asked {
  readonly node: string;
  readonly id: number;
  readonly order: WorldOrder;
}

export interface Answered {
  readonly id: number;
  /** `lost`: whether it was done is unknown. */
  readonly outcome: WorldOutcome | { readonly status: 'lost' };
}

const NEWLINE = 10;
type Stop = () => Promise<void>;

export class WorldWords {
  readonly #bus: Bus;
  readonly #topic: string;

  constructor(bus: Bus, game: string) {
    this.#bus = bus;
    this.#topic = `world:${game}`;
  }

  see({ match, node, state }: Seen): void {
    const head = utf8Encode(`${JSON.stringify({ match, node })}\n`);
    const message = new Uint8Array(head.length + state.length);
    message.set(head);
    message.set(state, head.length);
    this.#bus.publish(this.#topic, message);
  }

  look(): void {
    this.#bus.publish(`${this.#topic}:look`, new Uint8Array(0));
  }

  ask(asked: Asked): void {
    this.#say(`${this.#topic}:ask`, asked);
  }

  answer(node: string, answered: Answered): void {
    this.#say(`${this.#topic}:${node}`, answered);
  }

  onSeen(listener: (seen: Seen) => void): Promise<Stop> {
    return this.#bus.subscribe(this.#topic, (message) => {
      const end = message.indexOf(NEWLINE);
      const { match, node } = read(message.subarray(0, Math.max(0, end))) as Partial<Seen>;
      if (typeof match !== 'string' || typeof node !== 'string') return;
      listener({ match, node, state: message.slice(end + 1) });
    });
  }

  onLook(listener: () => void): Promise<Stop> {
    return this.#bus.subscribe(`${this.#topic}:look`, listener);
  }

  onAsked(listener: (asked: Asked) => void): Promise<Stop> {
    return this.#bus.subscribe(`${this.#topic}:ask`, (message) => {
      const { node, id, order } = read(message) as Partial<Asked>;
      if (typeof node !== 'string' || typeof id !== 'number' || typeof order?.name !== 'string') return;
      listener({ node, id, order });
    });
  }

  onAnswered(node: string, listener: (answered: Answered) => void): Promise<Stop> {
    return this.#bus.subscribe(`${this.#topic}:${node}`, (message) => {
      const { id, outcome } = read(message) as Partial<Answered>;
      if (typeof id === 'number' && typeof outcome?.status === 'string') listener({ id, outcome });
    });
  }

  #say(topic: string, word: object): void {
    this.#bus.publish(topic, utf8Encode(JSON.stringify(word)));
  }
}

/** Another version may speak otherwise: what isn't understood is left alone. */
function read(message: Uint8Array): object {
  try {
    const word: unknown = JSON.parse(utf8Decode(message));
    return typeof word === 'object' && word !== null ? word : {};
  } catch {
    return {};
  }
}
