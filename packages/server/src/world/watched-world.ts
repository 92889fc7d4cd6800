/** The world that another server runs, as this one sees it: its state some moments ago, and orders sent to it. */
import { resumeJournal, type AnyGame, type Machine } from '@rubato/game';
import type { Clock } from '@rubato/ports';
import { Refused, type WorldOrder, type WorldOutcome } from '@rubato/services';
import type { Answered, Seen, WorldWords } from './world-words.ts';

/** A world of which nothing was seen for so long has nobody to run it. */
export const UNSEEN_MS = 5000;
/** How long an order waits for its answer. */
export const ANSWER_MS = 8000;
/** Orders without an answer yet; one more is refused as `overloaded`. */
export const MOST_ASKED = 1024;

const HASH_EVERY = 16;

interface Waiting {
  readonly settle: (outcome: Answered['outcome']) => void;
  readonly cancel: () => void;
}

export interface WatchedParts {
  readonly game: AnyGame;
  readonly words: WorldWords;
  readonly clock: Clock;
  readonly node: string;
}

export class WatchedWorld {
  readonly #parts: WatchedParts;
  readonly #waiting = new Map<number, Waiting>();
  #seen: Seen | undefined;
  #seenMs = 0;
  /** Made of what was seen when somebody looks. */
  #machine: Machine | undefined;
  #asked = 0;

  constructor(parts: WatchedParts) {
    this.#parts = parts;
  }

  /** The world's match; undefined before anything was seen of it. */
  get match(): string | undefined {
    return this.#seen?.match;
  }

  saw(seen: Seen): void {
    this.#seen = seen;
    this.#seenMs = this.#parts.clock.now();
    this.#machine = undefined;
  }

  answered({ id, outcome }: Answered): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    waiting?.cancel();
    waiting?.settle(outcome);
  }

  /** Throws Refused `overloaded` while no server runs the world. */
  view(): object {
    const seen = this.#fresh();
    this.#machine ??= resumeJournal(this.#parts.game, [seen.state], { hashEvery: HASH_EVERY }).machine;
    return this.#machine.view;
  }

  /** Rejects with Refused `overloaded` while no server runs the world, or when it doesn't answer. */
  async order(order: WorldOrder): Promise<WorldOutcome> {
    const { words, clock, node } = this.#parts;
    this.#fresh();
    if (this.#waiting.size >= MOST_ASKED) throw new Refused('overloaded', 'too much is asked of the world; try again');
    const id = ++this.#asked;
    const outcome = await new Promise<Answered['outcome']>((settle) => {
      const cancel = clock.after(ANSWER_MS, () => this.answered({ id, outcome: { status: 'lost' } }));
      this.#waiting.set(id, { settle, cancel });
      words.ask({ node, id, order });
    });
    if (outcome.status !== 'lost') return outcome;
    throw new Refused('overloaded', 'the world did not answer; look whether it was done before you try again');
  }

  /** Nobody will answer any more. */
  giveUp(): void {
    for (const id of this.#waiting.keys()) this.answered({ id, outcome: { status: 'lost' } });
  }

  #fresh(): Seen {
    if (this.#seen === undefined || this.#parts.clock.now() - this.#seenMs > UNSEEN_MS)
      throw new Refused('overloaded', 'no server runs the world at the moment; another takes it over within seconds');
    return this.#seen;
  }
}
