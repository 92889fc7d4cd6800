import { describe, expect, it } from 'vitest';
import {
  BAD_JITTER_MS,
  BAD_LOSS,
  BAD_RTT_MS,
  BAD_SILENCE_MS,
  CALM_MS,
  LinkWatch,
  LOOK_MS,
  LOSS_WINDOW_MS,
  SURE_LOOKS,
  type LinkLook,
} from './link-watch.ts';

const FINE: LinkLook = { rttMs: 40, jitterMs: 6, received: 0, lost: 0, silentMs: 20 };
const STABLE = { unstable: false, troubles: [] };

/** Looks at a link that is as told, for so long; returns the quality at the end. */
function watched() {
  const watch = new LinkWatch();
  let nowMs = 0;
  let changes = 0;
  const during = (ms: number, look: (at: number) => Partial<LinkLook>) => {
    for (let at = LOOK_MS; at <= ms; at += LOOK_MS)
      if (watch.look((nowMs += LOOK_MS), { ...FINE, ...look(at) })) changes++;
    return watch.quality;
  };
  return { watch, during, changes: () => changes };
}

describe('a link', () => {
  it.each([
    ['latency', { rttMs: BAD_RTT_MS }, SURE_LOOKS],
    ['jitter', { jitterMs: BAD_JITTER_MS }, SURE_LOOKS],
    ['silence', { silentMs: BAD_SILENCE_MS }, 1],
  ] as const)(
    'is unstable for its %s from beyond the bound until five calm seconds have passed',
    (trouble, bound, looks) => {
      const [[name, value]] = Object.entries(bound) as [[keyof LinkLook, number]];
      const { during, changes } = watched();
      expect(during(10_000, () => bound)).toEqual(STABLE);
      expect(during((looks - 1) * LOOK_MS, () => ({ [name]: value + 1 }))).toEqual(STABLE);
      expect(during(LOOK_MS, () => bound)).toEqual(STABLE);
      expect(during(looks * LOOK_MS, () => ({ [name]: value + 1 }))).toEqual({ unstable: true, troubles: [trouble] });
      expect(during(CALM_MS - LOOK_MS, () => ({})).unstable).toBe(true);
      expect(during(LOOK_MS, () => ({}))).toEqual(STABLE);
      expect(changes()).toBe(2);
    },
  );

  it('is unstable for its loss by the share of the last ten seconds, and not by a handful of snapshots', () => {
    const { during } = watched();
    expect(during(1000, (at) => ({ received: at / 100, lost: at / 200 }))).toEqual(STABLE);
    const other = watched();
    const counts = (share: number) => (at: number) => ({
      received: (at * 30 * (1 - share)) / 1000,
      lost: (at * 30 * share) / 1000,
    });
    expect(other.during(20_000, counts(BAD_LOSS))).toEqual(STABLE);
    const worse = watched();
    expect(worse.during(20_000, counts(BAD_LOSS + 0.01))).toEqual({ unstable: true, troubles: ['loss'] });
    const at = counts(BAD_LOSS + 0.01)(20_000);
    const mended = worse.during(LOSS_WINDOW_MS + CALM_MS, (ms) => ({
      received: at.received + ms * 0.03,
      lost: at.lost,
    }));
    expect(mended).toEqual(STABLE);
  });

  it('names all that is wrong, and begins afresh after a reconnection or when a match takes its counts along', () => {
    const { watch, during } = watched();
    expect(during(SURE_LOOKS * LOOK_MS, () => ({ rttMs: 500, jitterMs: 80 })).troubles).toEqual(['jitter', 'latency']);
    expect(watch.restart()).toBe(true);
    expect([watch.quality, watch.restart()]).toEqual([STABLE, false]);
    expect(during((SURE_LOOKS - 1) * LOOK_MS, () => ({ rttMs: 500, jitterMs: 80 }))).toEqual(STABLE);
    during(LOOK_MS, () => ({ received: 10_000, lost: 0 }));
    expect(during(5000, () => ({ received: 0, lost: 0 }))).toEqual(STABLE);
  });
});
