import { describe, expect, it } from 'vitest';
import { drawsAt, MAX_STREAMS, RandomStreams } from './random.ts';

const seed = Uint8Array.from({ length: 16 }, (_, i) => i * 17);
const floats = (count: number, draws: { float(): number }): number[] =>
  Array.from({ length: count }, () => draws.float());

/** Pearson's statistic for counts that should be equal. */
const chiSquare = (counts: readonly number[]): number => {
  const expected = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
};

describe('random streams', () => {
  it('a draw depends on seed, stream, domain, number and how many came before it, and on nothing else', () => {
    const draw = (change: {
      seed?: Uint8Array;
      stream?: string;
      domain?: 'orders' | 'tick';
      number?: number;
    }): string =>
      floats(
        4,
        drawsAt(change.seed ?? seed, change.stream ?? 'loot', change.domain ?? 'tick', change.number ?? 7),
      ).join();
    const otherSeed = seed.slice();
    otherSeed[15] = 1;
    const all = [
      draw({}),
      draw({ seed: otherSeed }),
      draw({ stream: 'looT' }),
      draw({ stream: '' }),
      draw({ domain: 'orders' }),
      draw({ number: 8 }),
      draw({ number: 7 + 2 ** 32 }),
    ];
    expect(new Set(all).size).toBe(all.length);
    expect(draw({})).toBe(all[0]);
  });

  it('using one stream more never moves another, and each phase restarts at draw 0', () => {
    const a = new RandomStreams();
    const b = new RandomStreams();
    for (const streams of [a, b]) streams.begin(seed, 'tick', 3);
    floats(100, b.stream('sparks'));
    expect(floats(3, a.stream('loot'))).toEqual(floats(3, b.stream('loot')));
    b.begin(seed, 'tick', 4);
    const first = floats(3, b.stream('loot'));
    b.begin(seed, 'tick', 5);
    b.begin(seed, 'tick', 4);
    expect(floats(3, b.stream('loot'))).toEqual(first);
  });

  it('a mark takes back what was drawn since, in old streams and new ones', () => {
    const streams = new RandomStreams();
    streams.begin(seed, 'orders', 1);
    const old = streams.stream('old');
    old.float();
    const mark = streams.mark();
    const drawn = [old.float(), streams.stream('new').float()];
    streams.reset(mark);
    expect([streams.stream('old').float(), streams.stream('new').float()]).toEqual(drawn);
  });

  it('draws are these values, on every engine', () => {
    expect(floats(4, drawsAt(seed, 'loot', 'tick', 7))).toMatchInlineSnapshot(`
      [
        0.19951946358196437,
        0.7338953197468072,
        0.06256060977466404,
        0.887306448770687,
      ]
    `);
    const draws = drawsAt(seed, 'loot', 'orders', 1);
    expect(Array.from({ length: 12 }, () => draws.int(1, 6))).toMatchInlineSnapshot(`
      [
        2,
        5,
        3,
        4,
        1,
        1,
        6,
        2,
        6,
        3,
        5,
        6,
      ]
    `);
  });

  it('floats are uniform, alone, in pairs, and as first draws of neighbouring ticks', () => {
    const run = drawsAt(seed, 'u', 'tick', 1);
    const single = new Array<number>(256).fill(0);
    const pairs = new Array<number>(256).fill(0);
    const firsts = new Array<number>(256).fill(0);
    const streams = new RandomStreams();
    for (let i = 0, last = 0; i < 100_000; i++) {
      const x = Math.floor(run.float() * 256);
      single[x] = (single[x] as number) + 1;
      const pair = (last & 15) * 16 + (x & 15);
      pairs[pair] = (pairs[pair] as number) + 1;
      last = x;
      streams.begin(seed, 'tick', i);
      const first = Math.floor(streams.stream('u').float() * 256);
      firsts[first] = (firsts[first] as number) + 1;
    }
    // 255 degrees of freedom: 99.99 % lie below 347.
    for (const counts of [single, pairs, firsts]) expect(chiSquare(counts)).toBeLessThan(347);
  });

  it('every bit of a word is fair and flips with each bit of seed and number', () => {
    const wordAt = (s: Uint8Array, number: number): number =>
      Math.floor(drawsAt(s, 'u', 'tick', number).float() * 2 ** 32);
    const flips = new Array<number>(32).fill(0);
    let trials = 0;
    for (let number = 0; number < 60; number++) {
      const base = wordAt(seed, number);
      for (let bit = 0; bit < 128; bit++) {
        const other = seed.slice();
        other[bit >> 3] = (other[bit >> 3] as number) ^ (1 << (bit & 7));
        const changed = base ^ wordAt(other, number);
        for (let i = 0; i < 32; i++) flips[i] = (flips[i] as number) + ((changed >>> i) & 1);
        trials += 1;
      }
    }
    // Six standard deviations of a fair coin thrown 7,680 times.
    for (const count of flips) expect(Math.abs(count / trials - 0.5)).toBeLessThan(0.035);
  });

  it('int includes both ends, is unbiased, and refuses a range it cannot do fairly', () => {
    const draws = drawsAt(seed, 'dice', 'tick', 1);
    const counts = new Array<number>(7).fill(0);
    for (let i = 0; i < 70_000; i++) {
      const x = draws.int(-3, 3);
      counts[x + 3] = (counts[x + 3] as number) + 1;
    }
    expect(chiSquare(counts)).toBeLessThan(27.9);
    // Without rejection the lower third would come up twice as often.
    let low = 0;
    for (let i = 0; i < 20_000; i++) if (draws.int(0, 0xbfff_ffff) < 0x4000_0000) low += 1;
    expect(Math.abs(low / 20_000 - 1 / 3)).toBeLessThan(0.02);
    expect(draws.int(5, 5)).toBe(5);
    expect(draws.int(0, 0xffff_ffff)).toBeGreaterThanOrEqual(0);
    for (const [min, max] of [
      [1, 0],
      [0, 2 ** 32],
      [0.5, 2],
      [0, NaN],
    ] as const)
      expect(() => draws.int(min, max)).toThrow(RangeError);
  });

  it('chance and pick follow the odds; picking from nothing throws', () => {
    const draws = drawsAt(seed, 'dice', 'tick', 2);
    let hits = 0;
    for (let i = 0; i < 10_000; i++) if (draws.chance(0.25)) hits += 1;
    expect(Math.abs(hits / 10_000 - 0.25)).toBeLessThan(0.02);
    expect(draws.chance(0)).toBe(false);
    expect(draws.chance(1)).toBe(true);
    expect(new Set(Array.from({ length: 50 }, () => draws.pick(['a', 'b', 'c'])))).toEqual(new Set(['a', 'b', 'c']));
    expect(() => draws.pick([])).toThrow(RangeError);
  });

  it(`refuses stream ${MAX_STREAMS + 1}, since names made from data would grow without end`, () => {
    const streams = new RandomStreams();
    streams.begin(seed, 'tick', 1);
    for (let i = 0; i < MAX_STREAMS; i++) streams.stream(`s${i}`);
    expect(() => streams.stream('one too many')).toThrow(RangeError);
    expect(() => streams.begin(new Uint8Array(15), 'tick', 1)).toThrow(RangeError);
  });
});
