// Randomness that needs no saved state. The n-th draw of a stream is a hash of where it is asked:
//
//   draw = mix(seed (16 bytes), stream name, domain, number, n)
//
//   domain 'setup'  number 0             the game's setup
//   domain 'orders' number of the turn   joining, leaving and commands
//   domain 'tick'   number of the tick   frames and the game's tick
//
// n counts from 0 in each (stream, domain, number). So a replay from any snapshot draws what the first run drew, and a
// stream that one rule uses more often never disturbs another's.

/** What a game rolls dice with. */
export interface Draws {
  /** A number in [0, 1), a multiple of 2^-32. */
  float(): number;
  /** A whole number from `min` to `max`, both included, each equally likely; throws when they span more than 2^32. */
  int(min: number, max: number): number;
  /** True with probability `p`. */
  chance(p: number): boolean;
  /** One of the items, each equally likely; throws when there is none. */
  pick<T>(items: readonly T[]): T;
}

export type RandomDomain = 'setup' | 'orders' | 'tick' | 'bot' | 'shuffle';

export const SEED_BYTES = 16;
/** The names of streams are part of the rules: a game has a handful. */
export const MAX_STREAMS = 1024;

const DOMAIN_KEYS: Readonly<Record<RandomDomain, number>> = {
  setup: 0x243f6a88,
  orders: 0x85a308d3,
  tick: 0x13198a2e,
  bot: 0x03707344,
  shuffle: 0xa4093822,
};
const TWO_TO_32 = 4294967296;

/** The finaliser of MurmurHash3 (A. Appleby): every input bit flips every output bit with probability near ½. */
const mix = (word: number): number => {
  let h = word ^ (word >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return h ^ (h >>> 16);
};

/** Two independent 32-bit hashes of a name's UTF-16 units. */
const hashName = (name: string): readonly [number, number] => {
  let a = 0x9e3779b9;
  let b = 0x7f4a7c15;
  for (let i = 0; i < name.length; i++) {
    a = mix(a ^ name.charCodeAt(i)) + 0x3c6ef372;
    b = Math.imul(b ^ name.charCodeAt(i), 0x01000193);
  }
  return [mix(a ^ name.length), mix(b + a)];
};

class Stream implements Draws {
  /** How many words this stream has given since `key`. */
  drawn = 0;
  /** Which of the owner's phases the keys belong to. */
  phase = -1;
  readonly #nameA: number;
  readonly #nameB: number;
  #keyA = 0;
  #keyB = 0;

  constructor(name: string) {
    [this.#nameA, this.#nameB] = hashName(name);
  }

  /** Moves the stream to draw 0 of another place. */
  key(words: Uint32Array, phase: number): void {
    this.phase = phase;
    this.drawn = 0;
    // Two lanes that see every word in another order.
    let a = this.#nameA;
    let b = this.#nameB;
    for (let i = 0; i < words.length; i++) {
      a = mix(a ^ (words[i] as number)) + 0x9e3779b9;
      b = mix(Math.imul(b, 0x2c1b3c6d) ^ (words[words.length - 1 - i] as number));
    }
    this.#keyA = a | 0;
    this.#keyB = (b ^ a) | 0;
  }

  #word(): number {
    const n = this.drawn++;
    return mix(mix(Math.imul(n, 0x9e3779b1) ^ this.#keyA) + this.#keyB) >>> 0;
  }

  float(): number {
    return this.#word() / TWO_TO_32;
  }

  int(min: number, max: number): number {
    const span = max - min + 1;
    if (!Number.isSafeInteger(min) || !Number.isSafeInteger(max) || !(span >= 1 && span <= TWO_TO_32))
      throw new RangeError(`int(${min}, ${max}) needs whole numbers, min ≤ max, at most 2^32 of them`);
    // Words past the last whole multiple of the span would favour its low end: draw again.
    const fair = TWO_TO_32 - (TWO_TO_32 % span);
    let word = this.#word();
    while (word >= fair) word = this.#word();
    return min + (word % span);
  }

  chance(p: number): boolean {
    return this.float() < p;
  }

  pick<T>(items: readonly T[]): T {
    if (items.length === 0) throw new RangeError('pick needs at least one item');
    return items[this.int(0, items.length - 1)] as T;
  }
}

/** How far each stream has drawn, so that what a faulted order drew can be taken back. */
export type StreamMark = readonly (readonly [Stream, number, number])[];

/** All streams of one machine, bot or shuffle. */
export class RandomStreams {
  readonly #streams = new Map<string, Stream>();
  /** seed (4 words), domain, number (low, high). */
  readonly #words = new Uint32Array(7);
  #phase = 0;

  /** Every stream restarts at draw 0 of (seed, domain, number); `seed` has 16 bytes, `number` is whole, 0 to 2^53 - 1. */
  begin(seed: Uint8Array, domain: RandomDomain, number: number): void {
    if (seed.length !== SEED_BYTES) throw new RangeError(`a seed has ${SEED_BYTES} bytes, not ${seed.length}`);
    const words = this.#words;
    for (let i = 0; i < 4; i++) {
      const at = 4 * i;
      words[i] =
        (seed[at] as number) |
        ((seed[at + 1] as number) << 8) |
        ((seed[at + 2] as number) << 16) |
        ((seed[at + 3] as number) << 24);
    }
    words[4] = DOMAIN_KEYS[domain];
    words[5] = number % TWO_TO_32;
    words[6] = Math.floor(number / TWO_TO_32);
    this.#phase += 1;
  }

  stream(name: string): Draws {
    let stream = this.#streams.get(name);
    if (stream === undefined) {
      if (this.#streams.size >= MAX_STREAMS)
        throw new RangeError(`more than ${MAX_STREAMS} random streams: a stream's name is a rule, not a row`);
      stream = new Stream(name);
      this.#streams.set(name, stream);
    }
    if (stream.phase !== this.#phase) stream.key(this.#words, this.#phase);
    return stream;
  }

  mark(): StreamMark {
    return [...this.#streams.values()].map((stream) => [stream, stream.phase, stream.drawn] as const);
  }

  /** Takes back every draw since the mark of the same phase. */
  reset(mark: StreamMark): void {
    for (const stream of this.#streams.values()) stream.drawn = 0;
    for (const [stream, phase, drawn] of mark) if (phase === stream.phase) stream.drawn = drawn;
  }
}

/** The draws of one stream at one place: what a host shuffles a turn's seats with, and a bot thinks with. */
export const drawsAt = (seed: Uint8Array, stream: string, domain: RandomDomain, number: number): Draws => {
  const streams = new RandomStreams();
  streams.begin(seed, domain, number);
  return streams.stream(stream);
};
