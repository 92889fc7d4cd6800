import { describe, expect, it } from 'vitest';
import { RenderClock } from './render-clock.ts';

const PERIOD = 1000 / 30;

describe('the render clock', () => {
  it('stays between the last two snapshots on a clean link', () => {
    const clock = new RenderClock(PERIOD);
    for (let tick = 1; tick < 200; tick++) {
      clock.arrived(tick, tick * PERIOD + 50);
      for (let part = 0; part < 1; part += 0.25) {
        const shown = clock.tickAt((tick + part) * PERIOD + 50);
        if (tick > 20) {
          expect(shown).toBeGreaterThan(tick - 3);
          expect(shown).toBeLessThanOrEqual(tick);
        }
      }
    }
  });

  it('never runs backwards while snapshots jitter', () => {
    const clock = new RenderClock(PERIOD);
    let shown = -Infinity;
    for (let tick = 1; tick < 300; tick++) {
      clock.arrived(tick, tick * PERIOD + 40 + ((tick * 7919) % 23));
      const next = clock.tickAt(tick * PERIOD + 70);
      expect(next).toBeGreaterThanOrEqual(shown);
      shown = next;
    }
    expect(clock.delayMs).toBeGreaterThan(2 * PERIOD + 3);
  });

  it('jumps instead of chasing when the server is somewhere else', () => {
    const clock = new RenderClock(PERIOD);
    clock.arrived(10, 0);
    clock.tickAt(0);
    clock.reset();
    clock.arrived(5000, 1);
    expect(clock.tickAt(1)).toBeGreaterThan(4990);
  });
});
