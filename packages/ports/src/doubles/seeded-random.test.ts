import { expect, it } from 'vitest';
import { SeededRandom } from './seeded-random.ts';

it('gives the same bytes for the same seed on every machine', () => {
  expect([...new SeededRandom('rubato').bytes(8)]).toEqual([...new SeededRandom('rubato').bytes(8)]);
  expect([...new SeededRandom(1).bytes(8)]).not.toEqual([...new SeededRandom(2).bytes(8)]);
});

it('spreads evenly', () => {
  const random = new SeededRandom(3);
  const counts = new Array<number>(16).fill(0);
  for (let draw = 0; draw < 64_000; draw++) {
    const face = random.int(0, 15);
    counts[face] = (counts[face] as number) + 1;
  }
  for (const count of counts) expect(Math.abs(count - 4000)).toBeLessThan(300);
});

it('gives 1 to 65,536 bytes and picks from what is there', () => {
  const random = new SeededRandom(4);
  expect(random.bytes(65_536).length).toBe(65_536);
  for (const count of [0, 65_537, 1.5, -1]) expect(() => random.bytes(count)).toThrow(RangeError);
  expect(() => random.pick([])).toThrow(RangeError);
});
