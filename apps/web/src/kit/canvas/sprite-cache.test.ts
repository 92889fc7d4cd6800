import { describe, expect, it } from 'vitest';
import { SpriteCache } from './sprite-cache.ts';

describe('a sprite cache', () => {
  it('paints each picture once', () => {
    const cache = new SpriteCache<string>(4);
    let painted = 0;
    for (let n = 0; n < 10; n++) cache.get('rock', () => `rock ${++painted}`);
    expect(painted).toBe(1);
  });

  it('starts over when it is full', () => {
    const cache = new SpriteCache<number>(4);
    for (let n = 0; n < 4; n++) cache.get(String(n), () => n);
    expect(cache.size).toBe(4);
    cache.get('4', () => 4);
    expect(cache.size).toBe(1);
  });
});
