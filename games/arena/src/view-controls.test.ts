import { describe, expect, it } from 'vitest';
import { Controls } from './view-controls.ts';

const nothing = (): void => {};

describe('keys', () => {
  it('of one seat don’t steer the other in a split screen', () => {
    const [left, right] = [new Controls('left', nothing), new Controls('right', nothing)];
    expect(left.press('ArrowUp', false)).toBe(false);
    expect(right.press('KeyW', false)).toBe(false);
    expect(left.press('KeyW', false)).toBe(true);
    expect([left.frame().thrust, right.frame().thrust]).toEqual([1, 0]);
  });

  it('both steer alone, and opposite ones cancel', () => {
    const solo = new Controls('solo', nothing);
    solo.press('KeyA', false);
    expect(solo.frame().turn).toBe(-1);
    solo.press('ArrowRight', false);
    expect(solo.frame().turn).toBe(0);
    solo.release('KeyA');
    expect(solo.frame().turn).toBe(1);
  });

  it('boost once per press, however long it is held', () => {
    const asked: string[] = [];
    const solo = new Controls('solo', (name) => asked.push(name));
    solo.press('KeyE', false);
    solo.press('KeyE', true);
    solo.press('KeyE', true);
    expect(asked).toEqual(['boost']);
  });

  it('are all let go when the page loses the focus', () => {
    const solo = new Controls('solo', nothing);
    solo.press('Space', false);
    solo.press('KeyQ', false);
    solo.thumbs.stickX = 1;
    solo.rest();
    expect(solo.frame()).toMatchObject({ fire: false, beam: false, aimed: false, thrust: 0 });
  });

  it('say the five words by digits, the second seat by the other five', () => {
    const said: unknown[] = [];
    new Controls('left', (_, args) => said.push(args['kind'])).press('Digit1', false);
    new Controls('right', (_, args) => said.push(args['kind'])).press('Digit0', false);
    expect(new Controls('right', nothing).press('Digit1', false)).toBe(false);
    expect(said).toEqual(['hello', 'rematch']);
  });
});

describe('a newcomer', () => {
  it('is one until the ship is steered; a word said doesn’t count', () => {
    const solo = new Controls('solo', nothing);
    solo.press('Digit1', false);
    expect(solo.used).toBe(false);
    solo.press('KeyW', false);
    expect(solo.used).toBe(true);
    const thumbs = new Controls('solo', nothing);
    thumbs.thumbs.stickX = 1;
    thumbs.frame();
    expect(thumbs.used).toBe(true);
  });
});

describe('the stick', () => {
  it('rests, then points, then thrusts', () => {
    const solo = new Controls('solo', nothing);
    solo.thumbs.stickY = 0.1;
    expect(solo.frame()).toMatchObject({ aimed: false, thrust: 0 });
    solo.thumbs.stickY = 0.3;
    expect(solo.frame()).toMatchObject({ aimed: true, thrust: 0, heading: Math.PI / 2 });
    solo.thumbs.stickY = 1;
    expect(solo.frame().thrust).toBe(1);
  });
});
