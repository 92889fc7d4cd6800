import { afterEach, describe, expect, it, vi } from 'vitest';
import { Camera } from './camera.ts';
import { eyeRandom } from './draw-random.ts';
import { FrameLoop, LOW_POWER_MS, Samples, STEP_MAX_MS } from './loop.ts';
import { Pace } from './pace.ts';
import { Particles, type ParticleStyle } from './particles.ts';
import { Shake } from './shake.ts';
import { PIXELS_MAX, PIXEL_RATIO_MAX, pixelRatio } from './surface.ts';

const spark: ParticleStyle = { ink: 0, lifeMs: 100, size: 1, endSize: 0, drag: 0, streak: 0 };

describe('a particle pool', () => {
  it('lets the oldest give way when full', () => {
    const pool = new Particles(3, ['#fff']);
    for (let n = 0; n < 10; n++) pool.emit(spark, n, 0, 0, 0);
    expect(pool.live).toBe(3);
  });

  it('frees a particle at the end of its life', () => {
    const pool = new Particles(3, ['#fff']);
    pool.emit(spark, 0, 0, 0, 0);
    pool.step(99);
    expect(pool.live).toBe(1);
    pool.step(1);
    expect(pool.live).toBe(0);
  });
});

describe('a camera', () => {
  const bounds = { left: -100, top: -50, right: 100, bottom: 50 };

  it('stays inside the world and its margin', () => {
    const camera = new Camera();
    camera.resize(100, 50);
    camera.follow(500, -500, 16, true);
    camera.keepInside(bounds, 10, 10);
    expect([camera.x, camera.y]).toEqual([60, -35]);
  });

  it('centres a world that is smaller than the screen', () => {
    const camera = new Camera();
    camera.resize(1000, 1000);
    camera.follow(30, 30, 16, true);
    camera.keepInside(bounds, 0, 0);
    expect([camera.x, camera.y]).toEqual([0, 0]);
  });

  it('maps its own place to the middle of the screen and sees only what is near', () => {
    const camera = new Camera();
    camera.resize(200, 100);
    camera.zoom(2, 16, true);
    camera.follow(7, 9, 16, true);
    expect([camera.screenX(7), camera.screenY(9), camera.screenX(8)]).toEqual([100, 50, 102]);
    expect(camera.sees(56, 9, 0)).toBe(true);
    expect(camera.sees(60, 9, 0)).toBe(false);
    expect(camera.sees(60, 9, 4)).toBe(true);
  });
});

describe('a surface', () => {
  it('pays for no more pixels than its limits', () => {
    expect(pixelRatio(390, 844, 3)).toBe(PIXEL_RATIO_MAX);
    const ratio = pixelRatio(5120, 2880, 1);
    expect(5120 * 2880 * ratio * ratio).toBeLessThanOrEqual(PIXELS_MAX * 1.000001);
    expect(pixelRatio(800, 600, 1)).toBe(1);
    expect(pixelRatio(390, 844, 3, 0.5, 1)).toBe(0.5);
  });
});

describe('shaking', () => {
  it('calms down and stays still when motion is reduced', () => {
    const shake = new Shake();
    shake.knock(1);
    shake.step(16, true);
    expect([shake.x, shake.y]).toEqual([0, 0]);
    shake.step(16, false);
    expect(Math.abs(shake.x) + Math.abs(shake.y)).toBeGreaterThan(0);
    for (let n = 0; n < 60; n++) shake.step(16, false);
    expect(Math.abs(shake.x)).toBe(0);
  });
});

describe('samples', () => {
  it('answer percentiles of what they hold', () => {
    const samples = new Samples();
    expect(samples.percentile(0.5)).toBe(0);
    for (let n = 1; n <= 100; n++) samples.add(n);
    expect(samples.percentile(0.5)).toBe(51);
    expect(samples.percentile(1)).toBe(100);
  });
});

describe('eye random', () => {
  it('paints the same picture from the same seed', () => {
    const [one, other] = [eyeRandom(7), eyeRandom(7)];
    expect([one.share(), one.share()]).toEqual([other.share(), other.share()]);
    expect(eyeRandom(8).share()).not.toBe(eyeRandom(7).share());
  });
});

describe('a frame loop', () => {
  let callback: () => void = () => {};
  let nowMs = 0;
  const display = (): void => {
    vi.stubGlobal('requestAnimationFrame', (next: () => void) => {
      callback = next;
      return 1;
    });
    vi.stubGlobal('cancelAnimationFrame', () => {});
    vi.spyOn(performance, 'now').mockImplementation(() => nowMs);
  };
  const show = (afterMs: number): void => {
    nowMs += afterMs;
    callback();
  };
  afterEach(() => {
    vi.unstubAllGlobals();
    vi.restoreAllMocks();
  });

  it('goes on after a hidden page without a leap', () => {
    display();
    const [steps, intervals]: number[][] = [[], []];
    const loop = new FrameLoop(
      (_, dtMs) => steps!.push(dtMs),
      (intervalMs) => intervals!.push(intervalMs),
    );
    loop.start();
    show(16);
    show(60_000);
    show(16);
    expect([steps, intervals]).toEqual([
      [16, STEP_MAX_MS, 16],
      [16, 60_000, 16],
    ]);
  });

  it('draws every second frame while power is to be saved', () => {
    display();
    let low = true;
    const steps: number[] = [];
    const loop = new FrameLoop(
      (_, dtMs) => steps.push(dtMs),
      undefined,
      () => low,
    );
    loop.start();
    for (let n = 0; n < 4; n++) show(LOW_POWER_MS / 2 + 1);
    low = false;
    show(10);
    expect(steps).toEqual([LOW_POWER_MS + 2, LOW_POWER_MS + 2, 10]);
  });
});

describe('pace', () => {
  const play = (pace: Pace, seconds: number, tookMs: number): number => {
    for (let n = 0; n < seconds * 60; n++) pace.add(tookMs, 16.7);
    return pace.quality;
  };

  it('lowers the resolution step by step while frames stay late, to a half at least', () => {
    const pace = new Pace();
    expect(play(pace, 3, 17)).toBe(1);
    expect(play(pace, 1.5, 40)).toBe(0.8);
    expect(play(pace, 60, 40)).toBe(0.5);
    expect(play(pace, 60, 10)).toBe(0.5);
  });

  it('forgives a single late frame', () => {
    const pace = new Pace();
    for (let n = 0; n < 10; n++) {
      play(pace, 1.4, 17);
      pace.add(500, 16.7);
    }
    expect(pace.quality).toBe(1);
  });
});
