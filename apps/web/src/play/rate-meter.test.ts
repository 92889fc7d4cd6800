import { describe, expect, it } from 'vitest';
import { RateMeter } from './rate-meter.ts';

describe('a rate meter', () => {
  it('tells the rate of the last full second, however often it is asked', () => {
    const meter = new RateMeter();
    for (let ms = 0; ms < 1000; ms += 50) expect(meter.rate(ms / 10, ms)).toBe(0);
    expect(meter.rate(100, 1000)).toBe(100);
    expect(meter.rate(500, 1500)).toBe(100);
  });

  it('begins again when the count does', () => {
    const meter = new RateMeter();
    meter.rate(1000, 0);
    meter.rate(0, 500);
    expect(meter.rate(30, 1500)).toBe(30);
  });
});
