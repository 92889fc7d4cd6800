import { expect, it } from 'vitest';
import { DecodeError } from '@rubato/schema';
import { lz4Compress, lz4Decompress } from './lz4.ts';
import { mutate, SeededRandom } from './testing/fuzzing.ts';

const MUTATIONS = 10_000;

it(`answers ${MUTATIONS} damaged blocks with bytes of the announced size or DecodeError`, () => {
  const random = new SeededRandom('lz4');
  const sources = [150, 600, 4000].map((length) =>
    Uint8Array.from({ length }, (_, index) => (index % 7) * (index % 5)),
  );
  const blocks = sources.map((source) => lz4Compress(source) as Uint8Array);
  const answers = { bytes: 0, refused: 0 };
  for (let round = 0; round < MUTATIONS; round++) {
    const pick = random.int(0, blocks.length - 1);
    const damaged = mutate(random, blocks[pick] as Uint8Array);
    const size = random.chance(0.2) ? random.int(0, 8000) : (sources[pick] as Uint8Array).length;
    try {
      expect(lz4Decompress(damaged, size).length).toBe(size);
      answers.bytes++;
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      answers.refused++;
    }
  }
  expect(answers.bytes).toBeGreaterThan(500);
  expect(answers.refused).toBeGreaterThan(500);
});
