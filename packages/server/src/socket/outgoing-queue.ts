/**
 * What waits for a socket that is slower than what it is sent. The channel gets little at a time, so that what is urgent
 * overtakes what is not, and a backlog costs the least important first.
 *
 *   CRITICAL ─┐
 *   HIGH     ─┼→ at most WINDOW_BYTES in the channel → network
 *   NORMAL   ─┤
 *   LOW      ─┘   left out, oldest first, above `lowBytes` in all
 */
import { messagePriorities, type MessagePriority } from '@rubato/protocol';

/** Bytes given to the channel ahead of the network: what nothing can overtake any more. */
export const WINDOW_BYTES = 16_384;

interface Waiting {
  readonly text: string;
  readonly bytes: number;
}

/** First in, first out, without moving what stays. */
class Lane {
  #items: Waiting[] = [];
  #head = 0;

  get empty(): boolean {
    return this.#head === this.#items.length;
  }

  add(item: Waiting): void {
    this.#items.push(item);
  }

  take(): Waiting {
    const item = this.#items[this.#head++]!;
    if (this.#head > 64 && this.#head * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    return item;
  }
}

export class OutgoingQueue {
  readonly #lanes = messagePriorities.map(() => new Lane());
  readonly #lowBytes: number;
  #bytes = 0;
  #dropped = 0;

  /** @param lowBytes above which LOW messages are left out. */
  constructor(lowBytes: number) {
    this.#lowBytes = lowBytes;
  }

  /** UTF-8 bytes that wait. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Messages left out so far. */
  get dropped(): number {
    return this.#dropped;
  }

  add(text: string, priority: MessagePriority): void {
    const bytes = Buffer.byteLength(text);
    this.#lanes[messagePriorities.indexOf(priority)]!.add({ text, bytes });
    this.#bytes += bytes;
    const low = this.#lanes[0]!;
    while (this.#bytes > this.#lowBytes && !low.empty) {
      this.#bytes -= low.take().bytes;
      this.#dropped++;
    }
  }

  /** The most important message, the oldest of them. */
  take(): string | undefined {
    const lane = this.#lanes.findLast(({ empty }) => !empty);
    if (lane === undefined) return undefined;
    const { text, bytes } = lane.take();
    this.#bytes -= bytes;
    return text;
  }
}
