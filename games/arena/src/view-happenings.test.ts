import type { MatchEvent, Shake, SoundPlayer } from '@rubato/web';
import { describe, expect, it } from 'vitest';
import type { ArenaView, ShipView } from './state.ts';
import type { Effects } from './view-effects.ts';
import { Happenings, WAITING_MAX } from './view-happenings.ts';
import { blankScene, compose } from './view-scene.ts';

const row = (owner: number, more: object = {}) =>
  ({
    owner,
    x: 0,
    y: 0,
    vx: 0,
    vy: 0,
    heading: 0,
    engine: 0,
    alive: true,
    firedAt: 0,
    beamAt: 0,
    boostAt: 0,
    beamCharge: 0,
    ...more,
  }) as unknown as ShipView;

function setUp() {
  const shown: string[] = [];
  const told: string[] = [];
  const effects = new Proxy({}, { get: (_, name) => () => void shown.push(String(name)) }) as Effects;
  const happenings = new Happenings(
    effects,
    { knock() {} } as unknown as Shake,
    { play() {} } as unknown as SoundPlayer,
    {
      hurt: () => void told.push('hurt'),
      landed: () => void told.push('landed'),
    },
  );
  const scene = blankScene();
  const step = (tick: number, ownTick: number, ships = [row(1), row(2)]) => {
    compose({ view: { ships, rocks: [], shots: [], pickups: [] } as unknown as ArenaView, tick, ownTick }, 2, scene);
    happenings.step(scene);
  };
  return { shown, told, happenings, step };
}

const event = (name: string, tick: number, data: object, predicted = false): MatchEvent => ({
  name,
  tick,
  predicted,
  data: data as MatchEvent['data'],
});

describe('what happens to others', () => {
  it('is shown when the shown tick reaches it, not when it is heard of', () => {
    const { shown, happenings, step } = setUp();
    step(10, 14);
    happenings.add(event('struck', 12, { x: 1, y: 1 }));
    step(11, 15);
    expect(shown).toEqual([]);
    step(12, 16);
    step(13, 17);
    expect(shown).toEqual(['struck']);
  });

  it('piles up to a limit; then the oldest is shown at once', () => {
    const { shown, happenings, step } = setUp();
    step(10, 14);
    for (let n = 0; n < WAITING_MAX + 5; n++) happenings.add(event('struck', 1000, { x: 1, y: 1 }));
    expect(shown).toHaveLength(5);
  });
});

describe('what happens to the own ship', () => {
  it('is felt in the present', () => {
    const { told, happenings, step } = setUp();
    step(10, 14);
    happenings.add(event('hit', 14, { victim: 2, by: 1, weapon: 'shot', shield: false, x: 0, y: 0 }));
    step(10, 14);
    expect(told).toEqual(['hurt']);
  });

  it('shows at once what was predicted', () => {
    const { shown, happenings, step } = setUp();
    step(10, 14);
    happenings.add(event('bounced', 15, { by: 2, force: 90, x: 0, y: 0 }, true));
    step(10, 14);
    expect(shown).toEqual(['bounced']);
  });

  it('shows its own boost in the frame of the key, and not again when the server tells of it', () => {
    const { shown, happenings, step } = setUp();
    step(10, 14);
    step(10, 15, [row(1), row(2, { boostAt: 15 })]);
    expect(shown).toEqual(['boosted']);
    happenings.add(event('boosted', 15, { by: 2 }));
    step(16, 20, [row(1), row(2, { boostAt: 15 })]);
    expect(shown).toEqual(['boosted']);
  });
});
