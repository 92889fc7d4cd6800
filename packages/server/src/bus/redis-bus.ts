/**
 * The bus between several servers, over Redis or Valkey publish/subscribe: one connection speaks, one listens. A server's
 * own listeners hear it without Redis, so that its players go on with each other while that is gone.
 *
 *   ┌ the speaker's mark, 8 ┬ message ┐
 *
 * At most once, as the port says: what is published while the connection is down is dropped and counted, never kept,
 * because a server that comes back must not tell its players of the past. Subscriptions return with the connection.
 */
import { randomBytes } from 'node:crypto';
import { Redis } from 'ioredis';
import type { Bus, Log } from '@rubato/ports';
import { BusUnreachable } from './bus-unreachable.ts';

/** From the call to a connection that answers; then opening is given up. */
export const BUS_OPEN_MS = 5000;
/** Messages given to Redis and not yet taken by it; more are dropped until it has caught up. */
export const BUS_MOST_PENDING = 10_000;
/** The longest pause between two attempts to connect. */
const RETRY_MOST_MS = 2000;
const MARK_BYTES = 8;

export interface RedisBusOptions {
  /** redis:// or rediss://, with user, password and database as far as needed. */
  readonly url: string;
  readonly log: Log;
  /** Before each topic, so that several games can share one Redis. Default `rubato:`. */
  readonly prefix?: string;
}

type Listener = (message: Uint8Array) => void;

/** Rejects with BusUnreachable when Redis doesn't answer in time; later failures are logged, and mended by themselves. */
export async function openRedisBus(options: RedisBusOptions): Promise<RedisBus> {
  const bus = new RedisBus(options);
  try {
    await bus.opened();
    return bus;
  } catch (error) {
    await bus.close();
    const { message } = bus.fault ?? (error as Error);
    throw new BusUnreachable(`the bus at ${withoutPassword(options.url)} does not answer: ${message}`, {
      cause: error,
    });
  }
}

export class RedisBus implements Bus {
  readonly #speaker: Redis;
  readonly #hearer: Redis;
  readonly #log: Log;
  readonly #prefix: string;
  readonly #listeners = new Map<string, Set<Listener>>();
  readonly #mark = randomBytes(MARK_BYTES);
  readonly #gaps: (() => void)[] = [];
  #pending = 0;
  #dropped = 0;
  #open = true;
  #down = false;
  #fault: Error | undefined;

  constructor({ url, log, prefix = 'rubato:' }: RedisBusOptions) {
    this.#log = log;
    this.#prefix = prefix;
    const settings = {
      lazyConnect: true,
      connectTimeout: BUS_OPEN_MS,
      maxRetriesPerRequest: null,
      retryStrategy: (attempt: number) => Math.min(50 * attempt, RETRY_MOST_MS),
    };
    this.#speaker = new Redis(url, { ...settings, enableOfflineQueue: false });
    this.#hearer = new Redis(url, settings);
    for (const connection of [this.#speaker, this.#hearer]) {
      connection.on('error', (error) => this.#fell(error));
      connection.on('ready', () => this.#rose());
    }
    this.#hearer.on('messageBuffer', (channel: Buffer, message: Buffer) => this.#heard(channel.toString(), message));
  }

  /** Messages that were published while no other server could take them. */
  get dropped(): number {
    return this.#dropped;
  }

  /** What last kept it from Redis; a connection that is given up says only that it is closed. */
  get fault(): Error | undefined {
    return this.#fault;
  }

  async opened(): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer within ${BUS_OPEN_MS} ms`)), BUS_OPEN_MS);
    });
    const both = Promise.all([this.#speaker, this.#hearer].map((connection) => connection.connect()));
    await Promise.race([both, late]).finally(() => clearTimeout(timer));
  }

  publish(topic: string, message: Uint8Array): void {
    if (!this.#open) return;
    const channel = this.#prefix + topic;
    // A copy: the publisher may reuse its memory before the socket has taken it.
    const marked = Buffer.concat([this.#mark, message]);
    const own = this.#listeners.get(channel);
    if (own !== undefined) this.#hearOwn(channel, Array.from(own), marked);
    if (this.#speaker.status !== 'ready' || this.#pending >= BUS_MOST_PENDING) return void this.#dropped++;
    this.#pending++;
    this.#speaker.publish(channel, marked).then(
      () => this.#pending--,
      () => {
        this.#pending--;
        this.#dropped++;
      },
    );
  }

  async subscribe(topic: string, listener: Listener): Promise<() => Promise<void>> {
    if (!this.#open) throw new Error('the bus is closed');
    const own: Listener = (message) => listener(message);
    const channel = this.#prefix + topic;
    const listeners = this.#listeners.get(channel) ?? new Set();
    this.#listeners.set(channel, listeners.add(own));
    await this.#hearer.subscribe(channel);
    return async () => {
      listeners.delete(own);
      if (listeners.size > 0 || this.#listeners.get(channel) !== listeners) return;
      this.#listeners.delete(channel);
      // Whoever subscribes anew meanwhile asks Redis after us, and is heard.
      if (this.#open) await this.#hearer.unsubscribe(channel).catch(() => {});
    };
  }

  onGap(listener: () => void): void {
    this.#gaps.push(listener);
  }

  async close(): Promise<void> {
    this.#open = false;
    this.#listeners.clear();
    this.#speaker.disconnect();
    this.#hearer.disconnect();
  }

  /** After the publisher's turn; whoever unsubscribes meanwhile hears nothing more. */
  #hearOwn(channel: string, listeners: readonly Listener[], marked: Buffer): void {
    queueMicrotask(() => {
      const present = this.#listeners.get(channel);
      for (const listener of listeners) if (present?.has(listener)) this.#tell(listener, marked);
    });
  }

  #heard(channel: string, marked: Buffer): void {
    if (marked.length < MARK_BYTES || marked.subarray(0, MARK_BYTES).equals(this.#mark)) return;
    for (const listener of Array.from(this.#listeners.get(channel) ?? [])) this.#tell(listener, marked);
  }

  #tell(listener: Listener, marked: Buffer): void {
    try {
      listener(new Uint8Array(marked.buffer, marked.byteOffset + MARK_BYTES, marked.length - MARK_BYTES));
    } catch (error) {
      this.#log.log('error', 'a listener of the bus threw', { error: String(error) });
    }
  }

  /** Once for each time that the connection is lost, however often it fails to return. */
  #fell(error: Error): void {
    this.#fault = error;
    if (this.#down || !this.#open) return;
    this.#down = true;
    this.#log.log('warn', 'the bus is unreachable: servers do not hear of each other until it returns', {
      error: String(error),
    });
  }

  #rose(): void {
    if (!this.#down || this.#speaker.status !== 'ready' || this.#hearer.status !== 'ready') return;
    this.#down = false;
    this.#log.log('info', 'the bus is back', { dropped: this.#dropped });
    for (const listener of this.#gaps) listener();
  }
}

function withoutPassword(url: string): string {
  if (!URL.canParse(url)) return 'an address that is no URL';
  const shown = new URL(url);
  if (shown.password !== '') shown.password = '***';
  return shown.href;
}
