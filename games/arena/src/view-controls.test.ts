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

describe('a stick', () => {
  it('points, and thrusts the more the further it is pushed', () => {
    const solo = new Controls('solo', nothing);
    Object.assign(solo.thumbs, { stickX: 0, stickY: 0.3, held: true });
    expect(solo.frame()).toMatchObject({ aimed: true, heading: Math.PI / 2, thrust: 0 });
    Object.assign(solo.thumbs, { stickY: 1 });
    expect(solo.frame()).toMatchObject({ thrust: 1, brake: false });
  });

  it('brakes while a thumb holds it in its middle, and only then', () => {
    const solo = new Controls('solo', nothing);
    expect(solo.frame().brake).toBe(false);
    solo.thumbs.held = true;
    expect(solo.frame()).toMatchObject({ brake: true, aimed: false });
  });
});

describe('a mouse', () => {
  const over = { over: true, x: 100, y: 50, fromX: 60, fromY: 50 };

  it('names the heading from the ship to the pointer and fires with its buttons', () => {
    const solo = new Controls('solo', nothing);
    Object.assign(solo.mouse, over, { fire: true });
    expect(solo.frame()).toMatchObject({ aimed: true, heading: 0, fire: true, beam: false, thrust: 0 });
    Object.assign(solo.mouse, { x: 60, y: 10, fire: false, beam: true });
    expect(solo.frame()).toMatchObject({ heading: -Math.PI / 2, fire: false, beam: true });
  });

  it('gives way to keys that turn, and says nothing on top of the ship or away from the picture', () => {
    const solo = new Controls('solo', nothing);
    Object.assign(solo.mouse, over);
    solo.press('KeyD', false);
    expect(solo.frame()).toMatchObject({ aimed: false, turn: 1 });
    solo.release('KeyD');
    Object.assign(solo.mouse, { x: 65 });
    expect(solo.frame().aimed).toBe(false);
    Object.assign(solo.mouse, { x: 100, over: false });
    expect(solo.frame().aimed).toBe(false);
  });
});

describe('a gamepad', () => {
  const pad = (pressed: readonly number[], axes: readonly number[] = [0, 0]): Controls['pad'] => ({
    axes,
    buttons: Array.from({ length: 16 }, (_, button) => ({ pressed: pressed.includes(button) })),
  });

  it('steers by stick or cross and fires by buttons or triggers', () => {
    const solo = new Controls('solo', nothing);
    solo.pad = pad([7], [-1, 0]);
    expect(solo.frame()).toMatchObject({ aimed: true, heading: Math.PI, thrust: 1, fire: true, beam: false });
    solo.pad = pad([14, 12, 6]);
    expect(solo.frame()).toMatchObject({ aimed: false, turn: -1, thrust: 1, fire: false, beam: true });
    solo.pad = pad([3], [0.1, 0.1]);
    expect(solo.frame()).toMatchObject({ aimed: false, brake: true });
    solo.pad = undefined;
    expect(solo.frame()).toMatchObject({ aimed: false, turn: 0, thrust: 0, brake: false, fire: false, beam: false });
  });

  it('boosts once per press', () => {
    const asked: string[] = [];
    const solo = new Controls('solo', (name) => asked.push(name));
    for (const held of [[1], [1], [], [5]]) {
      solo.pad = pad(held);
      solo.frame();
    }
    expect(asked).toEqual(['boost', 'boost']);
  });
});
