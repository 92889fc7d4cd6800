import { expect, it } from 'vitest';
import { freshBytes } from './slab.ts';

it('never hands out the same memory twice', () => {
  const parts = Array.from({ length: 3000 }, (_, index) => freshBytes((index * 37) % 5000));
  parts.forEach((part, index) => part.fill(index & 255));
  parts.forEach((part, index) => {
    expect(part.length).toBe((index * 37) % 5000);
    expect(part.every((byte) => byte === (index & 255))).toBe(true);
  });
});

it('hands out zeros', () => {
  for (let round = 0; round < 100; round++) {
    const part = freshBytes(1000);
    expect(part.some((byte) => byte !== 0)).toBe(false);
    part.fill(1);
  }
});
