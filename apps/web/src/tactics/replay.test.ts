import { TURN_TICKS, type Highlight } from '@rubato/tactics';
import { describe, expect, it } from 'vitest';
import { anglesOf, rotationOf } from './course-panel.tsx';
import { GIF_FRAMES_MAX } from './gif.ts';
import { momentAt, reelTick } from './moments.ts';
import { firstChance } from './outlook.ts';
import { PLAN_KEYS, planKey } from './plan-keys.ts';
import { frameTicks, momentWords } from './reel.ts';
import { Running } from './running.ts';
import { ROW_PX, rowShifts } from './scene/label-rows.ts';

const moment = (from: number, to: number, kind: Highlight['kind'] = 'kill'): Highlight => {
  return { kind, tick: (from + to) / 2, from, to, score: 1, ships: [1, 2] };
};
const moments = [moment(310, 340), moment(400, 430)];

describe('a reel', () => {
  it('leaps from moment to moment and ends after the last', () => {
    expect([300, 320, 341, 410, 431].map((tick) => reelTick(moments, tick))).toEqual([310, 320, 400, 410, undefined]);
    expect(momentAt(moments, 350)).toBe(moments[1]);
  });

  it('takes frames of its moments only, no more than a picture has', () => {
    const ticks = frameTicks(moments, 300, TURN_TICKS).map(({ tick }) => tick);
    expect(ticks.slice(0, 3)).toEqual([10, 13, 16]);
    expect(ticks.every((tick) => (tick >= 10 && tick <= 40) || (tick >= 100 && tick <= 130))).toBe(true);
    const long = Array.from({ length: 9 }, () => moment(0, 300));
    expect(frameTicks(long, 0, TURN_TICKS).length).toBe(GIF_FRAMES_MAX);
  });

  it('says what is to be seen', () => {
    expect(momentWords(moments[0]!)).toBe('Vulture destroys Resolute');
    expect(momentWords({ ...moments[0]!, ships: [1] })).toBe('Resolute is destroyed');
    expect(momentWords({ ...moments[0]!, kind: 'turning-point', ships: [] })).toBe('The battle is decided');
  });
});

describe('the time of a turn', () => {
  it('runs at its speed, ends with the turn, and begins again', () => {
    const told: (readonly [number, boolean])[] = [];
    const running = new Running(({ tick, playing }) => told.push([tick, playing]));
    expect(running.run(1)).toBe(false);
    running.speed = 2;
    running.toggle();
    expect(running.run(1)).toBe(true);
    expect(running.tick).toBe(60);
    expect(running.run(100)).toBe(false);
    expect(told.at(-1)).toEqual([TURN_TICKS, false]);
    running.toggle();
    expect(running).toMatchObject({ tick: 0, playing: true });
    running.seek(1e6);
    expect(running.tick).toBe(TURN_TICKS);
  });
});

describe('names in the picture', () => {
  it('stand apart: one that would cover another goes a row below it, and those beside stay', () => {
    const at = (x: number, y: number) => ({ x, y, letters: 8 });
    expect(rowShifts([at(0, 0), at(100, 0), at(20, 4), at(30, 0)])).toEqual([0, 0, 12, 32]);
    // 241.04 and 244.34 come to a little less than a row when the second has been moved: it must not be held there.
    const held = [at(0, 241.04), at(0, 257.04), at(0, 244.34)];
    const rows = rowShifts(held).map((shift, i) => Math.round(held[i]!.y + shift - 241.04));
    expect(rows).toEqual([0, ROW_PX, 2 * ROW_PX]);
    const heap = rowShifts(Array.from({ length: 5 }, () => at(0, 0)));
    expect(heap).toEqual([0, 1, 2, 3, 4].map((row) => row * ROW_PX));
  });
});

describe('planning by hand', () => {
  it('turns headings into rotations and back', () => {
    for (const heading of [0, 45, 90, 180, 271, 359])
      for (const pitch of [-60, 0, 30]) expect(anglesOf(rotationOf(heading, pitch))).toEqual({ heading, pitch });
  });

  it('gives each key one meaning, and none while something else has the focus', () => {
    const codes = PLAN_KEYS.flatMap(([all]) => all);
    expect(new Set(codes).size).toBe(codes.length);
    const press = (code: string, more = {}) => ({ code, ctrlKey: false, metaKey: false, altKey: false, ...more });
    expect(planKey(press('KeyZ', { ctrlKey: true }), false)).toBe('undo');
    expect(planKey(press('KeyR', { ctrlKey: true }), false)).toBeUndefined();
    expect(planKey(press('Digit3'), false)).toBe(3);
    expect(planKey(press('ArrowUp'), true)).toBeUndefined();
  });

  it('finds the first chance to fire that the weapon is ready for', () => {
    const windows = [
      { from: 0, to: 20 },
      { from: 60, to: 90 },
    ];
    expect(firstChance(windows, { ready: 0, cooldownTicks: 30, taken: [] })).toBe(1);
    expect(firstChance(windows, { ready: 0, cooldownTicks: 30, taken: [1] })).toBe(60);
    expect(firstChance(windows, { ready: 0, cooldownTicks: 30, taken: [1, 60] })).toBe(90);
    expect(firstChance(windows, { ready: 95, cooldownTicks: 30, taken: [] })).toBeUndefined();
  });
});
